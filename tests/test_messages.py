"""The whole text of every error, as the user reads it."""

import functools
import inspect
import re
from pathlib import Path

import pytest
from tests.core.pickle_messages import PICKLE_MESSAGES

from argscope import (
    ANY,
    ArgScope,
    ArgScopeError,
    add_arg_scope,
    arg_scope,
    arg_scoped_arguments,
    errors,
    isolated,
)

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def conv(inputs, filters, padding="VALID", *, rate=1):
    return inputs, filters, padding, rate


@add_arg_scope
def pool(inputs, size, /):
    return inputs, size


@add_arg_scope
def wide(a=0, b=0, c=0, d=0, e=0, f=0, g=0, h=0, i=0):  # noqa: PLR0917  # that is the point
    pass


def plain(x):
    return x


@functools.wraps(conv)
def wrapper(*args, **kwargs):
    pass


class Net:
    @add_arg_scope
    def run(self, rate=1):
        pass


class First:
    @add_arg_scope
    def same(self, a=1):
        pass


class Second:
    @add_arg_scope
    def same(self, a=1):
        pass


OURS = [conv, pool, wide, Net.run, First.same, Second.same]
CONV = conv._key_op


class Partial(functools.partial):
    def __repr__(self):
        return "Partial(conv, 1)"


class Array:
    shape, dtype = (2, 3), "float32"


class Broken:
    def __repr__(self):
        raise ZeroDivisionError


def scope_of(*targets, **defaults):
    with arg_scope(list(targets), **defaults) as scope:
        return scope


def leave_twice():
    block = arg_scope([conv], rate=2)
    with block:
        block.__exit__(None, None, None)


def leave_out_of_order():
    outer, inner = arg_scope([conv], rate=2), arg_scope([conv], rate=3)
    with inner:
        try:
            outer.__enter__()
            inner.__exit__(None, None, None)
        finally:
            outer.__exit__(None, None, None)
            inner.__enter__()


# What is done, the constructor of its error, and the text. LINE is the line of the
# lambda; <name+1> is the first line in the function of that name.
CASES = [
    (
        lambda: arg_scope([conv, plain], rate=1),
        "NotScopedError.about",
        (
            "arg_scope() got plain(), which is not a scoped callable. Decorate it with "
            "@add_arg_scope, or scope the result of add_arg_scope(...).\n"
            "  set by:  arg_scope at LINE"
        ),
    ),
    (
        lambda: arg_scope([wrapper], rate=1),
        "NotScopedError.about",
        (
            "arg_scope() got conv(), which is not a scoped callable. It wraps the scoped "
            "conv(): scope that, or decorate the wrapper with @add_arg_scope too.\n"
            "  set by:  arg_scope at LINE"
        ),
    ),
    (
        lambda: arg_scope([Net().run], rate=1),
        "NotScopedError.about",
        (
            "arg_scope() got Net.run(), which is not a scoped callable. It is bound to one "
            "object; write Net.run, which is scoped for all.\n"
            "  set by:  arg_scope at LINE"
        ),
    ),
    (
        lambda: arg_scoped_arguments(plain),
        "NotScopedError.about",
        (
            "arg_scoped_arguments() got plain(), which is not a scoped callable. Decorate it "
            "with @add_arg_scope, or scope the result of add_arg_scope(...)."
        ),
    ),
    (
        lambda: arg_scope("conv", rate=1),
        "TargetTypeError.about",
        (
            "arg_scope() expected a scoped callable, a list or tuple of them, ANY, or a "
            "captured scope, got 'conv' of type str. Write conv without quotes.\n"
            "  set by:  arg_scope at LINE"
        ),
    ),
    (
        lambda: arg_scope(Partial(conv, 1), rate=1),
        "TargetTypeError.about",
        (
            "arg_scope() expected a scoped callable, a list or tuple of them, ANY, or a "
            "captured scope, got Partial(conv, 1) of type Partial. Give the positional "
            "arguments of a partial by name.\n"
            "  set by:  arg_scope at LINE"
        ),
    ),
    (
        lambda: isolated(plain),
        "TargetTypeError.about",
        (
            "isolated() expected a generator, a coroutine, or a function of one, got plain() "
            "of type function. Leave @isolated out: what runs at once keeps its scopes to "
            "itself."
        ),
    ),
    (
        lambda: ArgScope().only(Net),
        "TargetTypeError.about",
        (
            "ArgScope.only() expected a scoped callable or ANY, got Net of type type. Give "
            "what add_arg_scope returned."
        ),
    ),
    (
        lambda: ArgScope() - Broken(),
        "TargetTypeError.about",
        (
            "ArgScope.__sub__() expected a scoped callable or ANY, got <Broken object whose repr "
            "fails> of type Broken. Give what add_arg_scope returned."
        ),
    ),
    (
        lambda: arg_scope([conv], pading="SAME"),
        "UnknownArgumentError.about",
        (
            "arg_scope() got 'pading', which conv() does not take. Did you mean 'padding'?\n"
            "  set by:  arg_scope at LINE\n"
            "  allowed: inputs, filters, padding, rate"
        ),
    ),
    (
        lambda: arg_scope([wide], zzz=1),
        "UnknownArgumentError.about",
        (
            "arg_scope() got 'zzz', which wide() does not take.\n"
            "  set by:  arg_scope at LINE\n"
            "  allowed: a, b, c, d, e, f, g, h and 1 more"
        ),
    ),
    (
        lambda: arg_scope(ANY, siez=1),
        "UnknownArgumentError.about",
        (
            "arg_scope() got 'siez', which no scoped callable of this program takes. "
            "Did you mean 'size'?\n"
            "  set by:  arg_scope at LINE\n"
            "  allowed: inputs, filters, padding, rate, size, a, b, c and 7 more"
        ),
    ),
    (
        lambda: arg_scope([add_arg_scope(lambda: 0)], x=1),
        "UnknownArgumentError.about",
        (
            "arg_scope() got 'x', which <lambda>.<locals>.<lambda>() does not take.\n"
            "  set by:  arg_scope at LINE\n"
            "  allowed: nothing"
        ),
    ),
    (
        lambda: ArgScope({CONV: {"pading": 1}}),
        "UnknownArgumentError.about",
        (
            "ArgScope() got 'pading', which conv() does not take. Did you mean 'padding'?\n"
            "  allowed: inputs, filters, padding, rate"
        ),
    ),
    (
        lambda: arg_scope(ArgScope(), rate=1, padding="SAME"),
        "CapturedScopeError.about",
        (
            "arg_scope() got a captured scope together with rate, padding. Open the captured "
            "scope first, then a second arg_scope with targets inside it.\n"
            "  set by:  arg_scope at LINE"
        ),
    ),
    (
        lambda: ArgScope().update(a=1),
        "ImmutableScopeError.about",
        (
            "A scope cannot be changed. Open an arg_scope inside it, or combine two scopes "
            "with |."
        ),
    ),
    (
        leave_twice,
        "ScopeOrderError.about",
        (
            "A scope was left in a thread, task or context that never entered it. This "
            "happens when a generator is suspended inside `with arg_scope`: decorate that "
            "generator function with @argscope.isolated.\n"
            "  left:       arg_scope at <leave_twice+1>"
        ),
    ),
    (
        leave_out_of_order,
        "ScopeOrderError.about",
        (
            "A scope was left before a scope that was opened after it. This happens when a "
            "generator is suspended inside `with arg_scope`: decorate that generator "
            "function with @argscope.isolated.\n"
            "  left:       arg_scope at <leave_out_of_order+1>\n"
            "  still open: arg_scope at <leave_out_of_order+1>"
        ),
    ),
    *PICKLE_MESSAGES,
    (
        lambda: ArgScope.from_dict(5),
        "ScopeDataError.unexpected",
        (
            "ArgScope.from_dict() expected a mapping of targets at the top, got 5. Write "
            '{"module:function": {"argument": value}}.'
        ),
    ),
    (
        lambda: ArgScope({5: {}}),
        "ScopeDataError.unexpected",
        (
            "ArgScope() expected names of targets at the top, got 5. Write "
            '{"module:function": {"argument": value}}.'
        ),
    ),
    (
        lambda: ArgScope.from_dict({"conv": {"rate": {"$targt": "conv"}}}),
        "ScopeDataError.unexpected",
        (
            "ArgScope.from_dict() expected $target, $default, $none, or $pinned or "
            "$forced around the whole value in a value, got '$targt'. Write {\"$target\": "
            '"module:function"} for a scoped callable.'
        ),
    ),
    (
        lambda: scope_of(conv, rate=[1, Array()]).to_dict(),
        "ScopeDataError.unwritable",
        (
            "ArgScope.to_dict() cannot write rate[1]=float32[2,3]: only None, bool, int, "
            "float, str, scoped callables, and lists, tuples and dicts of them have a form "
            "in a file. Set it in the program instead.\n"
            "  set by:  arg_scope at <scope_of+1>"
        ),
    ),
    (
        lambda: ArgScope.from_dict({"cnv": {}}),
        "UnknownTargetError.about",
        (
            "'cnv' is not a scoped callable of this program. Did you mean 'conv'? Import the "
            "module that defines it first; a file never imports anything.\n"
            f"  known:   {', '.join(sorted(target._key_op for target in OURS))}"
        ),
    ),
    (
        lambda: ArgScope.from_dict({"same": {}}),
        "UnknownTargetError.ambiguous",
        (
            "'same' names more than one scoped callable. Write one of the full names.\n"
            f"  matches: {First.same._key_op}, {Second.same._key_op}"
        ),
    ),
]


def full_text(template, action):
    """Return the text of a case with the places filled in."""
    file = Path(action.__code__.co_filename).relative_to(Path.cwd())

    def place(match):
        code = action.__globals__[match[1]].__code__
        return f"{file}:{code.co_firstlineno + int(match[2])} in {match[1]}()"

    line = f"{file}:{action.__code__.co_firstlineno}"
    return re.sub(r"<(\w+)\+(\d)>", place, template.replace("LINE", line))


@pytest.mark.parametrize(("action", "constructor", "template"), CASES)
def test_error_says_exactly(action, constructor, template):
    with pytest.raises(ArgScopeError) as caught:
        action()
    assert str(caught.value) == full_text(template, action)
    assert type(caught.value).__name__ == constructor.partition(".")[0]


def test_every_error_class_is_public_and_catchable_as_a_builtin():
    classes = {
        name
        for name, cls in vars(errors).items()
        if inspect.isclass(cls) and issubclass(cls, ArgScopeError | Warning)
    }
    assert sorted(classes) == sorted(errors.__all__)
    for name in classes - {"ArgScopeError", "NoEffectWarning"}:
        assert len(getattr(errors, name).__bases__) == 2


def test_error_can_be_made_from_one_text():
    for name in set(errors.__all__) - {"NoEffectWarning"}:
        error = getattr(errors, name)("text")
        assert (str(error), error.facts) == ("text", {})


def test_short_name_close_to_a_known_one_is_suggested():
    with pytest.raises(ArgScopeError, match=r"Did you mean 'Net\.run'"):
        ArgScope.from_dict({"Net.rum": {}})
