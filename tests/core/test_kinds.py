"""What makes coroutines or generators is seen as such, however it is wrapped.

The table: each kind of body, as each form of callable, in each wrapper. Web frameworks and
test runners ask `inspect`, and never await what does not look like a coroutine function.
"""

import asyncio
import functools
import inspect
import sys
import types
from collections.abc import Coroutine

import pytest

from argscope import add_arg_scope, arg_scope, isolated
from argscope.errors import TargetTypeError


@add_arg_scope
def value(x, a=None):
    return x, a


async def waits(x=0):
    """Wait."""
    first = value(x)
    await asyncio.sleep(0)
    return [first, value(x)]


class Waits:
    async def __call__(self, x=0):
        """Wait."""
        return await waits(x)


def yields(x=0):
    """Yield."""
    yield value(x)
    yield value(x)


class Yields:
    def __call__(self, x=0):
        """Yield."""
        yield from yields(x)


async def yields_later(x=0):
    """Yield and wait."""
    yield value(x)
    await asyncio.sleep(0)
    yield value(x)


class YieldsLater:
    async def __call__(self, x=0):
        """Yield and wait."""
        async for each in yields_later(x):
            yield each


@types.coroutine
def waits_by_hand(x=0):
    """Wait, in the way of old."""
    first = value(x)
    yield
    return [first, value(x)]


class WaitsByHand:
    @types.coroutine
    def __call__(self, x=0):
        """Wait, in the way of old."""
        return (yield from waits_by_hand(x))


def returns(x=0):
    """Return."""
    return [value(x), value(x)]


class Returns:
    def __call__(self, x=0):
        """Return."""
        return returns(x)


KINDS = {
    "coroutine": (waits, Waits()),
    "generator": (yields, Yields()),
    "async generator": (yields_later, YieldsLater()),
    "old coroutine": (waits_by_hand, WaitsByHand()),
    "plain": (returns, Returns()),
}

FORMS = {
    "function": lambda function, _object: function,
    "partial": lambda function, _object: functools.partial(function, x=0),
    "method": lambda _function, item: item.__call__,
    "object": lambda _function, item: item,
    "partial of an object": lambda _function, item: functools.partial(item, x=0),
}

WRAPPERS = {
    "bind": lambda scope, function: scope.bind(function),
    "arg_scope": lambda scope, function: arg_scope(scope)(function),
    "isolated": lambda _scope, function: isolated(function),
    "add_arg_scope": lambda _scope, function: add_arg_scope(function),
}

ASKED = [
    inspect.iscoroutinefunction,
    inspect.isgeneratorfunction,
    inspect.isasyncgenfunction,
]
if sys.version_info < (3, 14):
    ASKED.append(asyncio.iscoroutinefunction)

TABLE = [
    pytest.param(kind, form, wrapper, id=f"{kind}-{form}-{wrapper}")
    for kind in KINDS
    for form in FORMS
    for wrapper in WRAPPERS
    if (kind, wrapper) != ("plain", "isolated")  # it refuses what has no steps
]


def scope_of(target, **defaults):
    with arg_scope([target], **defaults) as scope:
        return scope


def pair(kind, form, wrapper):
    """Return a callable and the same in a wrapper, whose scope says `a=1`."""
    original = FORMS[form](*KINDS[kind])
    return original, WRAPPERS[wrapper](scope_of(value, a=1), original)


def seen(function):
    """Return what a function is for those who ask it and, like Starlette, its call."""
    return [ask(function) or ask(function.__call__) for ask in ASKED]


async def gathered(steps):
    return [each async for each in steps]


async def awaited(steps):
    return await steps


def result_of(steps):
    """Return what came of a call, and what it left behind in its caller."""
    if inspect.isasyncgen(steps):
        result = asyncio.run(gathered(steps))
    elif inspect.isawaitable(steps):
        result = asyncio.run(awaited(steps))
    else:
        result = list(steps)
    return result, value(0)


@pytest.mark.parametrize(("kind", "form", "wrapper"), TABLE)
def test_wrapped_is_seen_as_what_it_wraps(kind, form, wrapper):
    original, wrapped = pair(kind, form, wrapper)
    assert seen(wrapped) == seen(original)
    assert all(ask(wrapped) >= ask(original) for ask in ASKED)


@pytest.mark.parametrize(("kind", "form", "wrapper"), TABLE)
def test_wrapped_has_the_signature_and_text_of_what_it_wraps(kind, form, wrapper):
    original, wrapped = pair(kind, form, wrapper)
    assert wrapped.__wrapped__ is original or add_arg_scope(original) is wrapped
    assert inspect.signature(wrapped) == inspect.signature(original)
    assert inspect.getdoc(wrapped) == inspect.getdoc(original)
    for name in ("__name__", "__qualname__", "__module__"):
        if hasattr(original, name):
            assert getattr(wrapped, name) == getattr(original, name)


@pytest.mark.parametrize(("kind", "form", "wrapper"), TABLE)
def test_wrapped_runs_in_its_scope_and_its_caller_does_not(kind, form, wrapper):
    _, wrapped = pair(kind, form, wrapper)
    inside = 1 if wrapper in {"bind", "arg_scope"} else None
    assert result_of(wrapped()) == ([(0, inside)] * 2, (0, None))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_view_of_any_kind_gets_its_defaults_from_the_scope(kind, form):
    _, view = pair(kind, form, "add_arg_scope")
    with arg_scope([view], x=5):
        made = view()
    assert result_of(made) == ([(5, None)] * 2, (0, None))


def test_bound_class_constructs_under_the_scope():
    class Holder:
        """Hold."""

        def __init__(self, x):
            self.held = value(x)

    bound = scope_of(value, a=1).bind(Holder)
    assert bound(3).held == (3, 1)
    assert (bound.__name__, bound.__doc__) == ("Holder", "Hold.")
    assert str(inspect.signature(bound)) == "(x)"
    assert seen(bound) == [False] * len(ASKED)


def test_bound_function_has_the_attributes_of_the_function():
    def work(x: int = 1, *, y=2):
        pass

    work.owner = "me"
    bound = scope_of(value, a=1).bind(work)
    assert (bound.owner, bound.__defaults__, bound.__kwdefaults__) == (
        "me",
        (1,),
        {"y": 2},
    )
    assert bound.__annotations__ == {"x": int}
    with pytest.raises(AttributeError):
        _ = bound.nothing


def test_names_come_from_inside_where_a_callable_has_none():
    bound = scope_of(value, a=1).bind(functools.partial(waits, x=0))
    decorated = arg_scope([value], a=1)(Waits())
    assert (bound.__name__, decorated.__name__) == ("waits", "Waits")


def test_async_wrapper_around_a_plain_function_runs_in_its_scope():
    @functools.wraps(returns)
    async def wrapper(x=0):
        await asyncio.sleep(0)
        return returns(x)

    for wrapped in (
        scope_of(value, a=1).bind(wrapper),
        arg_scope([value], a=1)(wrapper),
    ):
        assert inspect.iscoroutinefunction(wrapped)
        assert result_of(wrapped()) == ([(0, 1)] * 2, (0, None))


def test_plain_wrapper_around_a_coroutine_function_is_seen_as_plain():
    @functools.wraps(waits)
    def wrapper(x=0):
        return asyncio.run(waits(x))

    bound = scope_of(value, a=1).bind(wrapper)
    assert not inspect.iscoroutinefunction(bound)
    assert result_of(bound()) == ([(0, 1)] * 2, (0, None))


def test_coroutine_of_a_decorated_function_can_be_isolated():
    made = isolated(arg_scope([value], a=1)(waits)())
    assert result_of(made) == ([(0, 1)] * 2, (0, None))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python 3.11 cannot mark")
def test_function_that_is_marked_as_a_coroutine_function_stays_one():
    @inspect.markcoroutinefunction
    def marked(x=0):
        return waits(x)

    for wrapper in WRAPPERS.values():
        wrapped = wrapper(scope_of(value, a=1), functools.partial(marked))
        assert inspect.iscoroutinefunction(wrapped)


class Steps(Coroutine):
    """A coroutine of nobody's making, without a name."""

    def __init__(self):
        self._steps = waits()

    def __await__(self):
        return self._steps.__await__()

    def send(self, sent):
        return self._steps.send(sent)

    def throw(self, *error):
        return self._steps.throw(*error)


def test_coroutine_of_another_type_can_be_isolated():
    assert result_of(isolated(Steps())) == ([(0, None)] * 2, (0, None))


def test_plain_function_has_no_steps_to_isolate():
    for form in FORMS.values():
        with pytest.raises(TargetTypeError):
            isolated(form(*KINDS["plain"]))
