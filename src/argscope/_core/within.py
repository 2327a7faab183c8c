"""Running functions, generators and coroutines with an active scope of their own.

A generator or coroutine runs in steps, and between two steps its caller runs. So the
scope is put in place before each step and taken away after it: the caller never sees
it, and a `with arg_scope` in the body is still there at the next step.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from types import AsyncGeneratorType, GeneratorType
from typing import Any, Self, final

from argscope._core.active import ACTIVE, Link, Opener, calls_of
from argscope._core.look_alike import look_alike
from argscope._core.settings import Settings
from argscope._core.target import layers_of


def run_within(
    function: Callable[..., Any],
    scope_of: Callable[[], Settings],
    opener: Opener | None = None,
) -> Callable[..., Any]:
    """Return `function` as it runs under the scope that `scope_of()` gives at each call.

    `opener` is the `arg_scope(...)` that decorates it, for those who trace.
    """

    def link() -> Link:
        # Nothing below: a body must not leave the scopes of its caller, and a task that
        # starts itself again and again must not pile them up.
        scope = scope_of()
        return calls_of(scope, ACTIVE.get(), opener), scope, None, None

    return stepping(function, link) or _plain(function, link)


def stepping(
    function: Callable[..., Any], link: Callable[[], Link | None]
) -> Callable[..., Any] | None:
    """Return a wrapper that steps through what `function` returns, each step under a link.

    None if calling `function` runs it to the end, in one step.
    """
    import inspect

    *_, body = layers_of(function)
    if inspect.isasyncgenfunction(body):
        kind: Any = AsyncGeneratorType
        drive: Callable[..., Any] = drive_async_generator
    elif inspect.iscoroutinefunction(body):
        kind, drive = Coroutine, DrivenCoroutine
    elif inspect.isgeneratorfunction(body):
        kind, drive = GeneratorType, drive_generator
    else:
        return None

    def within(*args: Any, **kwargs: Any) -> Any:
        place = Place(link())
        steps: Any = place.step(function, *args, **kwargs)
        if not isinstance(steps, kind):
            return steps  # from a wrapper that runs the body itself
        driven = drive(steps, place)
        driven.__name__, driven.__qualname__ = steps.__name__, steps.__qualname__
        return driven

    return look_alike(within, function)


def _plain(
    function: Callable[..., Any], link: Callable[[], Link]
) -> Callable[..., Any]:
    def within(*args: Any, **kwargs: Any) -> Any:
        return Place(link()).step(function, *args, **kwargs)

    return look_alike(within, function)


@final
class Place:
    """The active scope of a body that is run in steps; its caller keeps its own."""

    __slots__ = ("_inside",)

    def __init__(self, inside: Link | None) -> None:
        self._inside = inside

    def step(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call `function` inside this place."""
        outside = ACTIVE.get()
        ACTIVE.set(self._inside)
        try:
            return function(*args, **kwargs)
        finally:
            self._inside = ACTIVE.get()
            ACTIVE.set(outside)


class _Steps:
    """The generator protocol, each step taken in a place."""

    def __init__(self, steps: Any, place: Place) -> None:
        self._steps = steps
        self._place = place

    def __iter__(self) -> Self:
        return self

    __await__ = __iter__

    def __next__(self) -> Any:
        return self.send(None)

    def send(self, value: Any) -> Any:
        return self._place.step(self._steps.send, value)

    def throw(self, *error: Any) -> Any:
        return self._place.step(self._steps.throw, *error)

    def close(self) -> None:
        self._place.step(self._steps.close)


@final
class DrivenCoroutine(_Steps, Coroutine[Any, Any, Any]):
    """A coroutine like `steps` that runs in `place`.

    Not an `async def` around it: one that is cancelled before its first step would never
    reach the coroutine inside, and Python would warn that nobody awaited it.
    """

    def __getattr__(self, name: str) -> Any:
        # What debuggers and asyncio ask a coroutine: where it stands, what it awaits.
        return getattr(self._steps, name)


def drive_generator(
    generator: Generator[Any, Any, Any], place: Place
) -> Generator[Any, Any, Any]:
    """Return a generator like `generator` that runs in `place`."""
    return (yield from _Steps(generator, place))


async def drive_async_generator(
    generator: AsyncGenerator[Any, Any], place: Place
) -> AsyncGenerator[Any, Any]:
    """Return an async generator like `generator` that runs in `place`."""
    step = generator.asend(None)
    try:
        while True:
            value = await _Steps(step.__await__(), place)
            try:
                sent = yield value
            except BaseException as error:  # noqa: BLE001  # the body decides what to do
                step = generator.athrow(error)
            else:
                step = generator.asend(sent)
    except StopAsyncIteration:
        return
    finally:
        await _Steps(generator.aclose().__await__(), place)
