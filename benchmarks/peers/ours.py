"""argscope."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from typing import Any, Final

from argscope import ArgScope, add_arg_scope, arg_scope, arg_scope_func_key, from_argv
from argscope._options.program_settings import ProgramSettings
from benchmarks.subjects import (
    BUILTIN,
    CALL,
    CLASS,
    CONFIGURED,
    ENTER,
    OVERRIDE,
    Point,
    make_function,
)
from benchmarks.timing import Case

NEEDS = None
OUTSIDE: Final = "argscope, outside a scope"
SCOPED: Final = "argscope, scope of 3 arguments"
DEEP: Final = "argscope, 100 scopes deep"
WIDE: Final = "argscope, scope of 1000 targets"
SETTINGS: Final = "argscope, 3 settings"
SETTINGS_AND_SCOPE: Final = "argscope, 3 settings over a scope of them"
CAPTURED: Final = "argscope, captured"


def cases() -> list[Case]:
    return [*_calls(), *_merging(), *_entries()]


def _calls() -> list[Case]:
    f = add_arg_scope(make_function())
    many = [f, *(add_arg_scope(make_function()) for _ in range(999))]
    three = partial(arg_scope, _captured([f]))
    wide = partial(arg_scope, _captured(many))
    settings = _settings(f)

    def under(
        inside: Callable[[], AbstractContextManager[Any]] = nullcontext,
    ) -> Callable[[], AbstractContextManager[None]]:
        return partial(_under, settings, inside, f)

    by_keyword, by_position = "f(1, b=21)", "f(1, 11)"
    # `many` keeps the targets alive: a scope names them, it does not hold them.
    names = {"f": f, "many": many}
    return [
        Case(CALL, OUTSIDE, "f(1)", names),
        Case(CALL, SCOPED, "f(1)", names, three),
        Case(CALL, DEEP, "f(1)", names, _Deep(f)),
        Case(CALL, WIDE, "f(1)", names, wide),
        Case(CALL, SETTINGS, "f(1)", names, under()),
        Case(CALL, SETTINGS_AND_SCOPE, "f(1)", names, under(three)),
        Case(OVERRIDE, "argscope, by keyword", by_keyword, names, three),
        Case(OVERRIDE, "argscope, by position", by_position, names, three),
        Case(OVERRIDE, OUTSIDE, by_keyword, names),
    ]


def _merging() -> list[Case]:
    point = add_arg_scope(Point)
    isclose = add_arg_scope(math.isclose)
    points = partial(arg_scope, _captured([point]))
    with arg_scope([isclose], rel_tol=0.1, abs_tol=0.2) as close:
        pass
    return [
        Case(CLASS, OUTSIDE, "f(1)", {"f": point}),
        Case(CLASS, SCOPED, "f(1)", {"f": point}, points),
        Case(BUILTIN, OUTSIDE, "f(1.0, 1.5)", {"f": isclose}),
        Case(
            BUILTIN,
            "argscope, scope of 2 arguments",
            "f(1.0, 1.5)",
            {"f": isclose},
            partial(arg_scope, close),
        ),
    ]


def _entries() -> list[Case]:
    f = add_arg_scope(make_function())
    many = [f, *(add_arg_scope(make_function()) for _ in range(999))]
    one = {"arg_scope": arg_scope, "f": f, "sc": _captured([f])}
    all_of_them = {**one, "many": many, "sc": _captured(many)}
    plain = make_function()
    decorated = {"g": arg_scope([f], **CONFIGURED)(plain)}
    fresh = "with arg_scope([f], a=10, b=20, c=30): pass"
    captured = "with arg_scope(sc): pass"
    return [
        Case(ENTER, "argscope, fresh", fresh, one),
        Case(ENTER, "argscope, fresh, and 1 call in it", f"{fresh[:-4]}f(1)", one),
        Case(ENTER, CAPTURED, captured, one),
        Case(
            ENTER, "argscope, captured, and 1 call in it", f"{captured[:-4]}f(1)", one
        ),
        Case(
            ENTER,
            "argscope, fresh, 1000 targets",
            "with arg_scope(many, a=10, b=20, c=30): pass",
            all_of_them,
        ),
        Case(ENTER, "argscope, captured, 1000 targets", captured, all_of_them),
        Case(ENTER, "argscope, call of a decorated function", "g(1)", decorated),
    ]


def _captured(targets: list[Any]) -> ArgScope:
    with arg_scope(targets, **CONFIGURED) as scope:
        return scope


def _settings(f: Any) -> ProgramSettings:
    """Return what a user typed, to be entered as a program does."""
    key = arg_scope_func_key(f)
    typed = [f"--set={key}.{name}={value}" for name, value in CONFIGURED.items()]
    return from_argv(typed)


@contextmanager
def _under(
    settings: ProgramSettings, inside: Callable[[], AbstractContextManager[Any]], f: Any
) -> Iterator[None]:
    with settings, inside():
        f(1)  # so that none is told to have had no effect
        yield


class _Deep:
    """Enters 100 scopes around a slice: the three arguments set in turn."""

    def __init__(self, f: Any) -> None:
        names = list(CONFIGURED)
        self._layers = [
            arg_scope([f], **{names[i % 3]: CONFIGURED[names[i % 3]]})
            for i in range(100)
        ]

    def __call__(self) -> ExitStack:
        stack = ExitStack()
        for layer in self._layers:
            stack.enter_context(layer)
        return stack
