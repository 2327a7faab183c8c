"""`isolated`: generators that keep their scopes to themselves."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from argscope._core.kinds import makes_steps
from argscope._core.unseen_importlib_bootstrap.within import (
    Place,
    around,
    drive,
    in_steps,
)
from argscope.errors import TargetTypeError

T = TypeVar("T")


def isolated(body: T) -> T:
    """Keep a `with arg_scope` in a generator's body invisible to its caller.

    Without it, a generator that is suspended inside `with arg_scope` leaves that scope
    active in the code that iterates over it, as every context manager does. The body
    sees the scopes that were active where the generator was made.

    Args:
        body: A generator, async generator or coroutine function (use it as a
            decorator), or an object that such a function returned.

    Raises:
        TargetTypeError: `body` is something else.

    Example:
        >>> from argscope import add_arg_scope, arg_scope, isolated
        >>> @add_arg_scope
        ... def scale(x, by=1):
        ...     return x * by
        >>> @isolated
        ... def tens(n):
        ...     with arg_scope([scale], by=10):
        ...         for i in range(n):
        ...             yield scale(i)
        >>> [(ten, scale(7)) for ten in tens(3)]
        [(0, 7), (10, 7), (20, 7)]
    """
    result: Any = drive(body, Place(around()))
    if isinstance(body, staticmethod | classmethod):
        result = type(body)(isolated(body.__func__))
    elif callable(body) and makes_steps(body):
        result = in_steps(body, around)
    if result is None:
        raise TargetTypeError.about(
            "isolated",
            body,
            expected="a generator, a coroutine, or a function of one",
            hint="Leave @isolated out: what runs at once keeps its scopes to itself.",
        )
    return cast("T", result)
