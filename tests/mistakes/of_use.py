"""What is done with `arg_scope`, with decorators and with scopes, as in `of_targets`."""

from tests.mistakes import subjects
from tests.mistakes.of_targets import HERE
from tests.mistakes.subjects import CONV, build, conv, dense, enter, scope

from argscope import ArgScope, add_arg_scope, arg_scope

BLOCKS = {
    "a block in the place of its scope": (
        lambda: arg_scope(arg_scope([conv], padding="SAME")),
        "arg_scope() expected targets or a captured scope, got <arg_scope at HERE, "
        "not entered> of type AddingBlock. Enter it, `with arg_scope(...) as scope:`, and give the "
        f"scope.{HERE}",
    ),
    "what only the scope of a block has": (
        lambda: arg_scope([conv], padding="SAME").forced(),
        "arg_scope(...) has no attribute 'forced'; the scope that it gives has. Write "
        f"`with arg_scope(...) as scope:`, and then scope.forced.{HERE}",
    ),
    "a block combined with a scope": (
        lambda: scope | subjects.block,
        "ArgScope() expected a mapping of targets at the top, got <arg_scope at "
        f"{subjects.block.origin}, not entered>. Enter it, `with arg_scope(...) as scope:`, and give the "
        "scope.",
    ),
    "async with": (
        subjects.enter_asynchronously,
        "arg_scope() is no asynchronous context manager. Write `with arg_scope(...):`, "
        f"without `async`; it holds across every `await` in the block.{HERE}",
    ),
    "a scope entered by itself": (
        lambda: enter(scope),
        "A scope is not entered by itself. Write `with arg_scope(scope):`, which puts it "
        "in the place of what is active.",
    ),
    "a class decorated with a scope": (
        lambda: arg_scope([conv], padding="SAME")(subjects.Net),
        "arg_scope() expected a function to decorate, got Net of type type. Decorate its "
        f"methods, or open the scope where it is used.{HERE}",
    ),
    "a call decorated with a scope": (
        lambda: arg_scope([conv], padding="SAME")(conv(1)),
        "arg_scope() expected a function to decorate, got 1 of type int. Write "
        f"arg_scope(...)(f)(x): decorate the function, then call it.{HERE}",
    ),
    "a call bound to a scope": (
        lambda: scope.bind(conv(1)),
        "ArgScope.bind() expected a function, got 1 of type int. Write scope.bind(f)(x): "
        "bind the function, then call it.",
    ),
}

DECORATORS = {
    "add_arg_scope with empty parentheses": (
        add_arg_scope,
        "add_arg_scope() got nothing to make a target of. Write @add_arg_scope without "
        "parentheses.",
    ),
    "add_arg_scope with defaults": (
        lambda: add_arg_scope(padding="SAME"),
        "add_arg_scope() takes no defaults, got padding. Write @add_arg_scope alone, and "
        "give them to arg_scope([f], padding=...).",
    ),
    "add_arg_scope of two functions": (
        lambda: add_arg_scope(build, enter),
        "add_arg_scope() takes one callable, got 2 arguments. Write add_arg_scope(build), "
        "and so for each of them.",
    ),
    "add_arg_scope of a list": (
        lambda: add_arg_scope([build]),
        "add_arg_scope() expected a callable or a module, got [build()] of type list. "
        "Write f = add_arg_scope(f) for each of them.",
    ),
    "add_arg_scope of a name": (
        lambda: add_arg_scope("math"),
        "add_arg_scope() expected a callable or a module, got 'math' of type str. Write "
        "math without quotes.",
    ),
    "add_arg_scope above a property": (
        lambda: add_arg_scope(property(build)),
        "add_arg_scope() expected a callable or a module, got <property object> of type "
        "property. Write @property above @add_arg_scope, not below it.",
    ),
}

DATA = {
    "a short name": (
        lambda: arg_scope({"conv": {"padding": "SAME"}}),
        f"arg_scope() got 'conv', a short name as in a file. Write {CONV!r}, or "
        f"arg_scope(ArgScope.from_dict(...)), which reads short names.{HERE}",
    ),
    "a target as a key": (
        lambda: arg_scope({conv: {"padding": "SAME"}}),
        "arg_scope() expected names of targets at the top, got conv(). Write its full "
        f"name, {CONV!r}.{HERE}",
    ),
    "an argument that a key does not take": (
        lambda: arg_scope({CONV: {"pading": "SAME"}}),
        "arg_scope() got 'pading', which conv() does not take. Did you mean 'padding'?"
        f"{HERE}\n  allowed: x, filters, padding",
    ),
    "the path of a file": (
        lambda: ArgScope.from_dict("scope.toml"),
        "ArgScope.from_dict() expected a mapping of targets at the top, got 'scope.toml'. "
        "Read a file first: json.load(), tomllib.load() or yaml.safe_load() return a "
        "mapping.",
    ),
    "a list of arguments": (
        lambda: ArgScope.from_dict({"conv": ["padding"]}),
        "ArgScope.from_dict() expected a mapping of arguments for 'conv', got "
        '[\'padding\']. Write {"module:function": {"argument": value}}.',
    ),
    "the name of a target to drop": (
        lambda: scope - "conv",
        "ArgScope.__sub__() expected a scoped callable or ANY, got 'conv' of type str. "
        "Write conv without quotes.",
    ),
    "a number to compare with": (
        lambda: scope.diff(5),
        "ArgScope() expected a mapping of targets at the top, got 5. Write "
        '{"module:function": {"argument": value}}.',
    ),
}

# These do what they say, which is nothing.
WARNINGS = {
    "no with": (
        lambda: arg_scope([conv], padding="SAME") and None,
        "This arg_scope(...) was never entered, so it changed nothing. Write `with "
        "arg_scope(...):` around the calls, or @arg_scope(...) above a function."
        + HERE,
    ),
    "no defaults": (
        lambda: enter(arg_scope([conv, dense])),
        "arg_scope() got targets but no defaults for them, so it changes nothing. Write "
        "arg_scope([f], name=value); to get the scope that is active, write "
        "current_arg_scope()." + HERE,
    ),
    "defaults for an empty list": (
        lambda: enter(arg_scope([], padding="SAME", units=2)),
        "arg_scope() got padding, units for an empty list of targets, so it changes "
        "nothing. Name the targets in the list, or write ANY for all of them." + HERE,
    ),
}
