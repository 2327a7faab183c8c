"""`arg_scope`: defaults for a block of code, or for the calls of a function."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from types import MethodType
from typing import Any, TypeVar, final

from argscope._active import ACTIVE, leave_out_of_order
from argscope._data import check_argument
from argscope._markers import ANY, ANY_KEY
from argscope._origin import Origin
from argscope._scope import EMPTY, ArgScope
from argscope._target import Target, find_target
from argscope._within import run_within
from argscope.errors import CapturedScopeError, NotScopedError, TargetTypeError

F = TypeVar("F", bound=Callable[..., Any])

_EXPECTED = "a scoped callable, a list or tuple of them, ANY, or a captured scope"


def arg_scope(targets: Any, /, **defaults: Any) -> ScopeBlock:
    """Set defaults of some callables for a block of code.

    In the block, a call of a target that does not give an argument gets the default
    set here. The call wins over the scope, and an inner scope over an outer one.
    As a decorator it does the same for each call of the function; generators and
    coroutines are inside the scope whenever they run, and only then.

    Args:
        targets: One scoped callable (see `add_arg_scope`) or a list or tuple of them;
            `functools.partial(f, a=1)` sets `a` for `f` alone; `ANY` stands for every
            target that takes the arguments. Or a captured scope, which then *replaces*
            what is active (use `current_arg_scope() | scope` to add to it).
        **defaults: The arguments and their values. Any name may be an argument. The
            value `DEFAULT` hands an argument back to the callable's own default.

    Returns:
        A context manager, which yields the `ArgScope` now active, and a decorator.
        It can be used many times, nested in itself, and by many threads at once.

    Raises:
        NotScopedError: A target was not made with `add_arg_scope`.
        UnknownArgumentError: A target does not take an argument of that name.
        TargetTypeError: `targets` is something else, such as a string.
        CapturedScopeError: A captured scope came together with keyword arguments.
        ScopeOrderError: On leaving, if a scope opened later is still open.

    Example:
        >>> from argscope import add_arg_scope, arg_scope
        >>> @add_arg_scope
        ... def power(base, exponent=2):
        ...     return base ** exponent
        >>> with arg_scope([power], exponent=3):
        ...     power(2), power(2, exponent=4), power(2, 5)
        (8, 16, 32)
    """
    frame = sys._getframe(1)  # noqa: SLF001  # the documented way to the caller
    place = frame.f_code, frame.f_lasti
    if isinstance(targets, dict):
        if defaults:
            raise CapturedScopeError.about(defaults, origin=Origin(place))
        scope = targets if isinstance(targets, ArgScope) else ArgScope(targets)
        return ScopeBlock(scope, place, replaces=True)
    return ScopeBlock(_layer(targets, defaults, Origin(place)), place, replaces=False)


@final
class ScopeBlock:
    """What `arg_scope(...)` returns: a context manager and a decorator."""

    __slots__ = ("_last", "_place", "_replaces", "_scope")

    def __init__(self, scope: ArgScope, place: Any, replaces: bool) -> None:
        self._scope = scope
        self._place = place
        self._replaces = replaces
        self._last: tuple[ArgScope, ArgScope] | None = None

    @property
    def origin(self) -> Origin:
        """Where the block was opened."""
        return Origin(self._place)

    def __enter__(self) -> ArgScope:
        outer = ACTIVE.get()
        if self._replaces or outer is None:
            scope = self._scope
        else:
            scope = self._inside(outer[1])
        ACTIVE.set((scope._calls, scope, outer, self))
        return scope

    def __exit__(self, *_exception: object) -> None:
        link = ACTIVE.get()
        if link is None or link[3] is not self:
            raise leave_out_of_order(self)
        ACTIVE.set(link[2])

    def __call__(self, function: F) -> F:
        """Return `function` such that each of its calls is inside this scope."""
        if not callable(function) or isinstance(function, type):
            raise TargetTypeError.about(
                "@arg_scope", function, expected="a function to decorate"
            )
        return run_within(function, self._resolve)  # type: ignore[return-value]

    def __repr__(self) -> str:
        return f"<arg_scope opened at {self.origin}>"

    def _resolve(self) -> ArgScope:
        """Return the scope that entering now would make active."""
        outer = ACTIVE.get()
        if self._replaces or outer is None:
            return self._scope
        return self._inside(outer[1])

    def _inside(self, outer: ArgScope) -> ArgScope:
        # A decorated function meets the same outer scope again and again; keeping the
        # last result keeps the callables that were prepared for it.
        last = self._last
        if last is None or last[0] is not outer:
            last = self._last = (outer, outer | self._scope)
        return last[1]


def current_arg_scope() -> ArgScope:
    """Return the scope that is active here and now; empty if there is none."""
    link = ACTIVE.get()
    return EMPTY if link is None else link[1]


def _layer(targets: Any, defaults: dict[str, Any], origin: Origin) -> ArgScope:
    """Return the defaults of one `arg_scope(...)`, checked, as a scope of its own."""
    settings: dict[str, dict[str, Any]] = {}
    for entry in targets if isinstance(targets, list | tuple) else (targets,):
        target, own = _read_entry(entry, origin)
        values = {**own, **defaults} if own else defaults
        for name in values:
            check_argument(name, target, origin)
        settings[ANY_KEY if target is None else target.key] = values
    origins = {key: dict.fromkeys(own, origin) for key, own in settings.items()}
    return ArgScope._of(settings, origins)


def _read_entry(entry: Any, origin: Origin) -> tuple[Target | None, Mapping[str, Any]]:
    """Return the target (None for ANY) of one entry, and the defaults it brings along."""
    if entry is ANY:
        return None, {}
    target = find_target(entry)
    if target is not None:
        return target, {}
    if isinstance(entry, functools.partial):
        if entry.args:
            raise TargetTypeError.about(
                "arg_scope",
                entry,
                expected="a partial with keyword arguments only",
                hint="Give its positional arguments by name.",
            )
        return _read_entry(entry.func, origin)[0], entry.keywords
    raise _not_a_target(entry, origin)


def _not_a_target(entry: Any, origin: Origin) -> Exception:
    if not callable(entry):
        hint = ""
        if isinstance(entry, str):
            hint = f"Write {entry.strip()} without quotes."
        return TargetTypeError.about("arg_scope", entry, expected=_EXPECTED, hint=hint)
    if isinstance(entry, MethodType) and find_target(entry.__func__) is not None:
        name = entry.__func__.__qualname__
        return NotScopedError.about(
            "arg_scope",
            entry,
            origin=origin,
            instead=f"It is bound to one object; write {name}, which is scoped for all.",
        )
    return NotScopedError.about(
        "arg_scope", entry, origin=origin, instead=_instead(entry)
    )


def _instead(entry: Any) -> str | None:
    wrapped = getattr(entry, "__wrapped__", None)
    while wrapped is not None:
        if find_target(wrapped) is not None:
            return (
                f"It wraps the scoped {wrapped.__qualname__}(): scope that, or decorate "
                "the wrapper with @add_arg_scope too."
            )
        wrapped = getattr(wrapped, "__wrapped__", None)
    return None
