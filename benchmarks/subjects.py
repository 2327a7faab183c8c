"""What is called: a function of five arguments, three of which are configured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

CONFIGURED: Final = {"a": 10, "b": 20, "c": 30}

CALL: Final = "call"
OVERRIDE: Final = "call that overrides one argument"
CLASS: Final = "call of a class (merges)"
BUILTIN: Final = "call of a builtin, math.isclose (merges)"
ENTER: Final = "enter and exit"
"""The tables. Each of the first four has its own `functools.partial` to compare with."""


def make_function(name: str = "f") -> Callable[..., Any]:
    """Return a new function of five arguments, so that no two peers share one."""

    def f(x, a=1, b=2, c=3, d=4):
        return x

    f.__name__ = f.__qualname__ = name
    return f


class Point:
    """A class whose constructor takes the same arguments."""

    __slots__ = ("x",)

    def __init__(self, x, a=1, b=2, c=3, d=4):
        self.x = x
