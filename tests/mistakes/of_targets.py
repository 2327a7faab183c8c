"""What is given to `arg_scope`: the mistake, what is done, and what is said.

HERE is the line of the lambda.
"""

import math
from functools import partial

from tests.mistakes import subjects
from tests.mistakes.subjects import (
    Activation,
    Net,
    Start,
    build,
    conv,
    dense,
    layer,
    net_arg_scope,
    no_return,
    number,
    scope,
    view,
)

from argscope import ANY, arg_scope
from argscope._base.describe import describe

EXPECTED = "a scoped callable, a list or tuple of them, ANY, or a captured scope"
HERE = "\n  set by:  arg_scope at HERE"
MAKE_A_TARGET = (
    "Decorate it with @add_arg_scope, or scope the result of add_arg_scope(...)."
)


def not_scoped(what, remedy):
    return f"arg_scope() got {what}, which is not a scoped callable. {remedy}{HERE}"


def not_a_target(what, remedy):
    return f"arg_scope() expected {EXPECTED}, got {what}. {remedy}{HERE}"


# The path of a module is another one on each machine.
VIEW = describe(view)

ARGUMENTS = {
    "two targets": (
        lambda: arg_scope(conv, dense, padding="SAME"),
        "arg_scope() takes its targets as one list, got 2 arguments. Write "
        f"arg_scope([conv, dense], padding=...).{HERE}",
    ),
    "a target beside ANY": (
        lambda: arg_scope(ANY, lambda: 0),
        "arg_scope() takes its targets as one list, got 2 arguments. Write "
        f"arg_scope([ANY, f], name=value).{HERE}",
    ),
    "a dict of defaults": (
        lambda: arg_scope([conv], {"padding": "SAME"}),
        "arg_scope() takes defaults by name, got {'padding': 'SAME'}. Write two stars "
        f"before the dict: arg_scope([f], **defaults).{HERE}",
    ),
    "a name in quotes": (
        lambda: arg_scope([conv], "padding", "SAME"),
        "arg_scope() takes defaults by name, got 'padding' by position. Write "
        f"arg_scope([f], name=value).{HERE}",
    ),
    "targets beside a captured scope": (
        lambda: arg_scope(scope, [conv], padding="VALID"),
        "arg_scope() takes a captured scope alone, got [conv()] beside it. Write a "
        f"second arg_scope inside the first; two scopes combine as one | other.{HERE}",
    ),
    "no targets": (
        lambda: arg_scope(padding="SAME"),
        "arg_scope() got padding but no targets. Write arg_scope([f], padding=...), or "
        f"arg_scope(ANY, padding=...) for all of them.{HERE}",
    ),
    "nothing at all": (
        lambda: arg_scope(),  # noqa: PLW0108  # for its line
        "arg_scope() got no targets. Write arg_scope([f], name=value), or arg_scope(ANY, "
        f"name=value) for all of them.{HERE}",
    ),
    "an argument of another target in the list": (
        lambda: arg_scope([conv, dense], units=1),
        "arg_scope() got 'units', which conv() does not take. But dense() does: write "
        f"partial(dense, units=...) in the list.{HERE}\n"
        "  allowed: x, filters, padding",
    ),
}

CALLABLES = {
    "a function that makes a scope, not called": (
        lambda: arg_scope(net_arg_scope),
        not_scoped("net_arg_scope()", "Call it: arg_scope(net_arg_scope())."),
    ),
    "what a function that makes a scope takes": (
        lambda: arg_scope(net_arg_scope, rate=0.2),
        not_scoped("net_arg_scope()", "Call it: arg_scope(net_arg_scope(rate=...))."),
    ),
    "a function that may make a scope": (
        lambda: arg_scope(build),
        not_scoped(
            "build()",
            "If it returns a scope, call it: arg_scope(build()). To make it a target, "
            "write @add_arg_scope above it.",
        ),
    ),
    "a lambda": (
        lambda: arg_scope(lambda: 0),
        not_scoped(
            "<lambda>.<locals>.<lambda>()",
            "If it returns a scope, call it: arg_scope(f()). To make it a target, write "
            "@add_arg_scope above it.",
        ),
    ),
    "a decorator without parentheses": (
        subjects.decorate,
        not_scoped(
            "decorate.<locals>.train()",
            "To run it in a scope, write targets and defaults: @arg_scope([f], "
            "name=value). To make it a target, write @add_arg_scope.",
        ),
    ),
    "a partial of a function": (
        lambda: arg_scope([partial(build, x=1)]),
        not_scoped("build()", MAKE_A_TARGET),
    ),
    "a builtin": (
        lambda: arg_scope([math.isclose], abs_tol=0.1),
        not_scoped("isclose()", MAKE_A_TARGET),
    ),
    "what a target was before": (
        lambda: arg_scope([conv.__wrapped__], padding="SAME"),
        not_scoped(
            "conv()",
            "It is what conv() was before add_arg_scope; scope what add_arg_scope "
            "returned, and call that.",
        ),
    ),
    "a class whose constructor is the target": (
        lambda: arg_scope([Start], size=2),
        not_scoped("Start", "Write Start.__init__, which is."),
    ),
    "a class whose methods are targets": (
        lambda: arg_scope([Net]),
        not_scoped("Net", "Write the method and not the class: Net.run, Net.stop."),
    ),
    "a class of which one method takes the argument": (
        lambda: arg_scope([Net], rate=2),
        not_scoped("Net", "Write the method and not the class: Net.run."),
    ),
    "an object that can be called": (
        lambda: arg_scope([Activation()], slope=2),
        not_scoped(
            "<Activation object>",
            "Write the method and not the object: Activation.__call__.",
        ),
    ),
}

VALUES = {
    "what a target returned": (
        lambda: arg_scope([conv("x")], padding="SAME"),
        not_a_target("'x' of type str", "You called it: write conv, not conv(...)."),
    ),
    "what something returned before": (
        lambda: arg_scope([number], padding="SAME"),
        not_a_target(
            "3 of type int",
            "Give the callable itself: if you called it, write f, not f(x).",
        ),
    ),
    "the name of a target": (
        lambda: arg_scope(["conv"], padding="SAME"),
        not_a_target("'conv' of type str", "Write conv without quotes."),
    ),
    "a star": (
        lambda: arg_scope("*", padding="SAME"),
        not_a_target("'*' of type str", "Write ANY for all targets."),
    ),
    "None": (
        lambda: arg_scope(None),
        not_a_target(
            "None of type NoneType",
            "A function that makes a scope has to return it: `return scope`.",
        ),
    ),
    "a scope that was not returned": (
        lambda: arg_scope(no_return()),
        not_a_target(
            "None of type NoneType", "no_return() has to return it: `return scope`."
        ),
    ),
    "an object of a scoped class": (
        lambda: arg_scope([layer]),
        not_a_target(
            "<Layer object> of type Layer", "It is one object; write Layer, which is."
        ),
    ),
    "an object whose methods are targets": (
        lambda: arg_scope([Net()], after=2),
        not_a_target(
            "<Net object> of type Net",
            "Write the method and not the object: Net.stop.",
        ),
    ),
    "a list in a list": (
        lambda: arg_scope([[conv, dense]], padding="SAME"),
        not_a_target(
            "[conv(), dense()] of type list",
            "Write one flat list: arg_scope([f, g], name=value).",
        ),
    ),
    "a set": (
        lambda: arg_scope({conv}, padding="SAME"),
        not_a_target(
            "{conv()} of type set", "Make it a list: arg_scope([*targets], name=value)."
        ),
    ),
    "a generator": (
        lambda: arg_scope(map(len, []), padding="SAME"),
        not_a_target(
            "<map object> of type map",
            "Make it a list: arg_scope([*targets], name=value).",
        ),
    ),
    "the values of a dict": (
        lambda: arg_scope({1: conv}.values(), padding="SAME"),
        not_a_target(
            "dict_values([<function conv>]) of type dict_values",
            "Make it a list: arg_scope([*targets], name=value).",
        ),
    ),
    "a dict of defaults in the list": (
        lambda: arg_scope([conv, {"padding": "SAME"}]),
        not_a_target(
            "{'padding': 'SAME'} of type dict",
            "Write partial(f, name=value) for the defaults of one target.",
        ),
    ),
    "a pair of a target and its defaults": (
        lambda: arg_scope([(conv, {"padding": 1})]),
        not_a_target(
            "(conv(), {'padding': 1}) of type tuple",
            "Write partial(f, name=value) for the defaults of one target.",
        ),
    ),
    "a captured scope in a list": (
        lambda: arg_scope([scope], padding="SAME"),
        not_a_target(
            f"{describe(scope)} of type ArgScope",
            "Write a captured scope alone, arg_scope(scope); it adds to what is active "
            "as arg_scope(current_arg_scope() | scope).",
        ),
    ),
    "a module view": (
        lambda: arg_scope(view, abs_tol=0.1),
        not_a_target(f"{VIEW} of type ScopedModule", "Did you mean view.isclose?"),
    ),
    "a module view, and nothing that it takes": (
        lambda: arg_scope([subjects.view], zzz=0.1),
        not_a_target(
            f"{VIEW} of type ScopedModule",
            "Write functions of the module: arg_scope([subjects.view.f], name=value).",
        ),
    ),
    "a module": (
        lambda: arg_scope(math, abs_tol=0.1),
        not_a_target(
            f"{describe(math)} of type module",
            "Write m = add_arg_scope(math), and scope what is in m: m.isclose.",
        ),
    ),
}
