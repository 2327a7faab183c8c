"""The obvious way, kept for comparison: a `ContextVar` and a dict merged at each call."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from benchmarks.subjects import CALL, CONFIGURED, ENTER, OVERRIDE, make_function
from benchmarks.timing import Case

NEEDS = None

_ACTIVE: ContextVar[dict[Any, dict[str, Any]]] = ContextVar("naive")
_ACTIVE.set({})


def scoped(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **{**_ACTIVE.get().get(wrapper, {}), **kwargs})

    return wrapper


@contextmanager
def scope(targets, **defaults) -> Iterator[None]:
    outer = _ACTIVE.get()
    inner = {target: {**outer.get(target, {}), **defaults} for target in targets}
    token = _ACTIVE.set({**outer, **inner})
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def cases() -> list[Case]:
    f = scoped(make_function())

    def three():
        return scope([f], **CONFIGURED)

    fresh = "with scope([f], a=10, b=20, c=30): pass"
    return [
        Case(CALL, "ContextVar and dict merge, outside", "f(1)", {"f": f}),
        Case(CALL, "ContextVar and dict merge", "f(1)", {"f": f}, three),
        Case(OVERRIDE, "ContextVar and dict merge", "f(1, b=21)", {"f": f}, three),
        Case(ENTER, "ContextVar and dict merge", fresh, {"f": f, "scope": scope}),
    ]
