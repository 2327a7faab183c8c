"""`arg_scope`: defaults for a block of code, or for the calls of a function."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from types import MethodType
from typing import Any, TypeVar, cast, final

from argscope._base.markers import ANY, ANY_KEY
from argscope._base.origin import Origin
from argscope._core.active import ACTIVE, Link, calls_of, leave_out_of_order
from argscope._core.data import check_argument
from argscope._core.scope import EMPTY, ArgScope
from argscope._core.target import Target, find_target, layers_of, registered
from argscope._core.within import run_within
from argscope.errors import CapturedScopeError, NotScopedError, TargetTypeError

F = TypeVar("F", bound=Callable[..., Any])

# Opening a scope is on the hot path of programs; these save it a few lookups.
_active, _activate = ACTIVE.get, ACTIVE.set
_caller = sys._getframe

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
    frame = _caller(1)
    place = frame.f_code, frame.f_lasti
    if not isinstance(targets, dict):
        return _AddingBlock(_layer(targets, defaults, Origin(place)), place)
    if defaults:
        raise CapturedScopeError.about(defaults, origin=Origin(place))
    scope = targets if type(targets) is ArgScope else ArgScope(targets)
    return ScopeBlock(scope, place)


class ScopeBlock:
    """What `arg_scope(...)` returns: a context manager and a decorator.

    This one replaces what is active by a captured scope.
    """

    __slots__ = ("_place", "defaults")

    adds = False
    """Whether it adds to what is active, instead of replacing it."""

    def __init__(self, scope: ArgScope, place: Any) -> None:
        self.defaults = scope
        self._place = place

    @property
    def origin(self) -> Origin:
        """Where the block was opened."""
        return Origin(self._place)

    def __enter__(self) -> ArgScope:
        scope, outer = self.defaults, _active()
        # Opened outside of all scopes, as most are, this asks one question.
        calls = scope._calls if outer is None else calls_of(scope, outer, self)
        _activate((calls, scope, outer, self))
        return scope

    def __exit__(self, _type: object, _error: object, _traceback: object) -> None:
        # Stepping back to what is below, and not to what was active on entering: a
        # generator may be left in another context than it was entered in.
        link = _active()
        if link is None or link[3] is not self:
            raise leave_out_of_order(self)
        _activate(link[2])

    def __call__(self, function: F) -> F:
        """Return `function` such that each of its calls is inside this scope."""
        given: Any = function
        if isinstance(given, staticmethod | classmethod):
            return cast("F", type(given)(self(given.__func__)))
        if isinstance(given, type) or not callable(given):
            raise TargetTypeError.about(
                "arg_scope", given, expected="a function to decorate"
            )
        return cast("F", run_within(given, self._resolve, self))

    def __repr__(self) -> str:
        return f"<arg_scope opened at {self.origin}>"

    def _resolve(self) -> ArgScope:
        """Return the scope that entering now would make active."""
        return self.defaults


@final
class _AddingBlock(ScopeBlock):
    """A block that adds defaults to those that are active."""

    __slots__ = ("_last",)

    adds = True

    def __init__(self, scope: ArgScope, place: Any) -> None:
        super().__init__(scope, place)
        self._last: tuple[ArgScope, ArgScope] | None = None

    def __enter__(self) -> ArgScope:
        scope, outer = self._resolve(), _active()
        calls = scope._calls if outer is None else calls_of(scope, outer, self)
        _activate((calls, scope, outer, self))
        return scope

    def _resolve(self) -> ArgScope:
        link = _active()
        if link is None:
            return self.defaults
        # A decorated function meets the same outer scope again and again; keeping the
        # last result keeps the callables that were prepared for it.
        outer, last = _scope_of(link), self._last
        if last is None or last[0] is not outer:
            last = self._last = (outer, outer | self.defaults)
        return last[1]


def current_arg_scope() -> ArgScope:
    """Return the scope that is active here and now; empty if there is none."""
    link = ACTIVE.get()
    return EMPTY if link is None else _scope_of(link)


def _scope_of(link: Link) -> ArgScope:
    # Links know no more of scopes than calls need; what is entered is an ArgScope.
    return cast("ArgScope", link[1])


def _layer(targets: Any, defaults: dict[str, Any], origin: Origin) -> ArgScope:
    """Return the defaults of one `arg_scope(...)`, checked, as a scope of its own."""
    settings: dict[str, dict[str, Any]] = {}
    for entry in targets if isinstance(targets, list | tuple) else (targets,):
        target, own = _read_entry(entry, origin)
        # What is set for one target is stronger than what is set for all of them.
        values = {**defaults, **own} if own else defaults
        for name in values:
            check_argument(name, target, origin=origin)
        key = ANY_KEY if target is None else target.key
        settings[key] = {**settings[key], **values} if key in settings else values
    origins = {key: dict.fromkeys(own, origin) for key, own in settings.items()}
    return ArgScope._of(settings, origins)


def _read_entry(entry: Any, origin: Origin) -> tuple[Target | None, Mapping[str, Any]]:
    """Return the target (None for ANY) of one entry, and the defaults it brings along."""
    if entry is ANY:
        return None, {}
    target = find_target(entry)
    if target is not None:
        return target, {}
    if not isinstance(entry, functools.partial):
        raise _not_a_target(entry, origin)
    if entry.args:
        raise TargetTypeError.about(
            "arg_scope",
            entry,
            expected="a partial with keyword arguments only",
            hint="Give its positional arguments by name.",
        )
    target, inner = _read_entry(entry.func, origin)
    return target, {**inner, **entry.keywords}


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
    target = registered(entry)
    if target is not None:
        return (
            f"It is what {target.name} was before add_arg_scope; scope what "
            "add_arg_scope returned, and call that."
        )
    for wrapped in layers_of(entry):
        target = find_target(wrapped)
        if target is not None:
            return (
                f"It wraps the scoped {target.name}: scope that, or decorate "
                "the wrapper with @add_arg_scope too."
            )
    return None
