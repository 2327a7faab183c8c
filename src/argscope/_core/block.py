"""`arg_scope`: defaults for a block of code, or for the calls of a function."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any, Final, NoReturn, TypeVar, cast, final

from argscope._base.markers import ANY, ANY_KEY
from argscope._base.origin import Origin
from argscope._core.active import (
    Active,
    Calls,
    Link,
    calls_of,
    leave_out_of_order,
    replacing,
)
from argscope._core.arguments import check_argument
from argscope._core.merging import inside
from argscope._core.scope import EMPTY, ArgScope
from argscope._core.target import Target, find_target
from argscope._core.unseen_importlib_bootstrap.within import run_within
from argscope.errors import (
    CapturedScopeError,
    NoEffectWarning,
    NotEnteredError,
    ScopeUsageError,
    TargetTypeError,
)

F = TypeVar("F", bound=Callable[..., Any])

# Opening a scope is on the hot path of programs; these save it lookups.
_activate = Active.become
_caller = sys._getframe

_MISSING: Final[Any] = object()

# Which warnings were shown at which line, in the form that `warnings` keeps.
_shown: Final[dict[Any, Any]] = {}


def arg_scope(targets: Any = _MISSING, /, *more: Any, **defaults: Any) -> ScopeBlock:
    """Set defaults of some callables for a block of code.

    In the block, a call of a target that does not give an argument gets the default
    set here. From weak to strong: the callable's own default, outer scopes, inner scopes,
    what is pinned (see `ArgScope.pinned`), the call, and what is forced (see
    `ArgScope.forced`). As a decorator it does the same for each call of the function;
    generators and coroutines are inside the scope whenever they run, and only then.

    Args:
        targets: One scoped callable (see `add_arg_scope`) or a list or tuple of them;
            `functools.partial(f, a=1)` sets `a` for `f` alone; `ANY` stands for every
            target that takes the arguments. Or a captured scope, which then *replaces*
            what is active, but for what is pinned or forced there (use
            `current_arg_scope() | scope` to add to it).
        *more: Nothing; an error says how to write what was meant.
        **defaults: The arguments and their values. Any name may be an argument. The
            value `DEFAULT` hands an argument back to the callable's own default.

    Returns:
        A context manager, which yields the `ArgScope` now active, and a decorator.
        It can be used many times, nested in itself, and by many threads at once.

    Raises:
        NotScopedError: A target was not made with `add_arg_scope`.
        UnknownArgumentError: A target does not take an argument of that name.
        TargetTypeError: `targets` is something else, such as a string.
        ScopeUsageError: There are no targets, or several that are not in a list.
        CapturedScopeError: A captured scope came together with keyword arguments.
        ScopeOrderError: On leaving, if a scope opened later is still open.

    Warns:
        NoEffectWarning: It can change nothing: it has no defaults, or no targets, or is
            never entered.

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
    if type(targets) is ArgScope and not (defaults or more):
        return ScopeBlock(targets, place)
    if more or targets is _MISSING:
        given = () if targets is _MISSING else (targets, *more)
        raise _wrong_arguments(given, defaults, Origin(place))
    if not isinstance(targets, dict):
        scope = _layer(targets, defaults, Origin(place))
        if not scope:
            _warn_of_no_effect(targets, defaults, frame)
        return AddingBlock(scope, place)
    if defaults:
        raise CapturedScopeError.about(defaults, origin=Origin(place))
    scope = ArgScope._read(targets, "arg_scope", origin=Origin(place))
    return ScopeBlock(scope, place)


@final
class _OfScope:
    """An attribute that a block does not have, but the scope that entering it gives.

    One by one, because a `__getattr__` would slow down the attributes that there are.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, block: ScopeBlock | None, owner: type) -> NoReturn:
        if block is None:
            raise AttributeError(self._name)
        block._unused = False
        raise NotEnteredError.about(self._name, origin=block.origin)


class ScopeBlock:
    """What `arg_scope(...)` returns: a context manager and a decorator.

    This one replaces what is active by a captured scope.
    """

    __slots__ = ("_place", "_unused", "defaults")

    adds = False
    """Whether it adds to what is active, instead of replacing it."""

    def __init__(self, scope: ArgScope, place: Any) -> None:
        self.defaults = scope
        self._place = place
        self._unused = True

    @property
    def origin(self) -> Origin:
        """Where the block was opened."""
        return Origin(self._place)

    def __enter__(self) -> ArgScope:
        self._unused = False
        scope, outer = self.defaults, Active.link()
        # Opened outside of all scopes, as most are, this asks one question.
        if outer is None:
            calls: Calls = scope._calls
        else:
            if outer[1]._strengths:
                scope = inside(outer[1], scope)
            calls = calls_of(scope, outer, self)
        _activate((calls, scope, outer, self))
        return scope

    def __exit__(self, _type: object, _error: object, _traceback: object) -> None:
        # Stepping back to what is below, and not to what was active on entering: a
        # generator may be left in another context than it was entered in.
        link = Active.link()
        if link is None or link[3] is not self:
            self._unused = False
            raise leave_out_of_order(self)
        _activate(link[2])

    def __call__(self, function: F) -> F:
        """Return `function` such that each of its calls is inside this scope."""
        self._unused = False
        given: Any = function
        if isinstance(given, staticmethod | classmethod):
            return cast("F", type(given)(self(given.__func__)))
        if isinstance(given, type) or not callable(given):
            raise self._not_a_function(given)
        # A partial, because dill takes along all that a method uses, the `ContextVar` too.
        scope_of = functools.partial(type(self)._resolve, self)
        return cast("F", run_within(given, scope_of, self))

    def __repr__(self) -> str:
        # Shown by a notebook or console after a line that lacks its `with`.
        state = ", not entered" if self._unused else ""
        return f"<arg_scope at {self.origin}{state}>"

    def _resolve(self) -> ArgScope:
        """Return the scope that entering now would make active."""
        return replacing(self.defaults)

    # For those who take it for something else.

    bind = _OfScope()
    diff = _OfScope()
    forced = _OfScope()
    only = _OfScope()
    pinned = _OfScope()
    to_dict = _OfScope()

    def __del__(self, _is_the_end: Callable[[], bool] = sys.is_finalizing) -> None:
        if self._unused and not _is_the_end():
            self._warn_that_it_was_never_entered()

    def _warn_that_it_was_never_entered(self) -> None:
        import warnings

        origin = self.origin
        warnings.warn_explicit(
            NoEffectWarning.never_entered(origin),
            NoEffectWarning,
            origin.filename,
            origin.line,
            registry=_shown,
        )

    def __aenter__(self) -> NoReturn:
        self._unused = False
        raise ScopeUsageError.asynchronous(self.origin)

    def __aexit__(self, *_error: object) -> NoReturn:
        raise ScopeUsageError.asynchronous(self.origin)

    def _not_a_target(self, origin: Origin) -> TargetTypeError:
        error = TargetTypeError.about(
            "arg_scope",
            self,
            expected="targets or a captured scope",
            hint="Enter it, `with arg_scope(...) as scope:`, and give the scope.",
            origin=origin,
        )
        self._unused = False  # one message about it is enough
        return error

    def _not_a_function(self, given: object) -> TargetTypeError:
        hint = "Write arg_scope(...)(f)(x): decorate the function, then call it."
        if isinstance(given, type):
            hint = "Decorate its methods, or open the scope where it is used."
        return TargetTypeError.about(
            "arg_scope",
            given,
            expected="a function to decorate",
            hint=hint,
            origin=self.origin,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # With what it decorates. The code object of its place stays here.
        place = self.origin
        where = place.filename, place.line, place.function
        return type(self), (self.defaults, where), (None, {"_unused": False})


@final
class AddingBlock(ScopeBlock):
    """A block that adds defaults to those that are active."""

    __slots__ = ("_last",)

    adds = True

    def __init__(self, scope: ArgScope, place: Any) -> None:
        # Not by super().__init__: a call more for each scope that is opened.
        self.defaults = scope
        self._place = place
        self._unused = True
        self._last: tuple[ArgScope, ArgScope] | None = None

    def __enter__(self) -> ArgScope:
        self._unused = False
        scope, outer = self._resolve(), Active.link()
        calls = scope._calls if outer is None else calls_of(scope, outer, self)
        _activate((calls, scope, outer, self))
        return scope

    def _resolve(self) -> ArgScope:
        link = Active.link()
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
    link = Active.link()
    return EMPTY if link is None else _scope_of(link)


def _scope_of(link: Link) -> ArgScope:
    # Links know no more of scopes than calls need; what is entered is an ArgScope.
    return cast("ArgScope", link[1])


def _layer(targets: Any, defaults: dict[str, Any], origin: Origin) -> ArgScope:
    """Return the defaults of one `arg_scope(...)`, checked, as a scope of its own."""
    settings: dict[str, dict[str, Any]] = {}
    origins: dict[str, dict[str, Origin]] = {}
    names = tuple(defaults)
    for entry in targets if isinstance(targets, list | tuple) else (targets,):
        target = find_target(entry)
        # The same names are set for the same targets again and again: checked once.
        if target is not None and names in target.good_names:
            key, values = target.key, defaults
        else:
            key, values = _checked(entry, targets, defaults, origin)
        settings[key] = {**settings[key], **values} if key in settings else values
        origins[key] = dict.fromkeys(settings[key], origin)
    return ArgScope._of(settings, origins)


def _checked(
    entry: Any, targets: Any, defaults: dict[str, Any], origin: Origin
) -> tuple[str, dict[str, Any]]:
    """Return the key of one entry and what is set for it; refuse what it does not take."""
    read = _read_entry(entry)
    if read is None:
        raise _wrong_target(entry, targets, defaults, origin)
    target, own = read
    # What is set for one target is stronger than what is set for all of them.
    values = {**defaults, **own} if own else defaults
    for name in values:
        check_argument(name, target, origin=origin, beside=targets)
    if target is None:
        return ANY_KEY, values
    target.good_names.add(tuple(values))
    return target.key, values


def _read_entry(entry: Any) -> tuple[Target | None, Mapping[str, Any]] | None:
    """Return the target of one entry (None for ANY), and the defaults it brings along.

    None if it is no target.
    """
    if entry is ANY:
        return None, {}
    target = find_target(entry)
    if target is not None:
        return target, {}
    if not isinstance(entry, functools.partial) or entry.args:
        return None
    inner = _read_entry(entry.func)
    return inner and (inner[0], {**inner[1], **entry.keywords})


# What is wrong is worked out in modules that only a program with a mistake imports.


def _wrong_arguments(
    given: tuple[Any, ...], defaults: Mapping[str, Any], origin: Origin
) -> Exception:
    from argscope._core.mistakes import wrong_arguments

    return wrong_arguments(given, defaults, origin)


def _wrong_target(
    entry: Any, targets: Any, defaults: Mapping[str, Any], origin: Origin
) -> Exception:
    if isinstance(entry, ScopeBlock):
        return entry._not_a_target(origin)
    from argscope._core.wrong_target import wrong_target

    return wrong_target(entry, targets, defaults, origin)


def _warn_of_no_effect(
    targets: Any, defaults: Mapping[str, Any], frame: FrameType
) -> None:
    origin = Origin((frame.f_code, frame.f_lasti))
    if defaults:
        warning = NoEffectWarning.no_targets(defaults, origin)
    elif targets in ([], ()) or _has_stars(frame):
        return  # nothing was asked for, or what is computed may be nothing
    else:
        warning = NoEffectWarning.no_defaults(origin)
    import warnings

    warnings.warn(warning, stacklevel=3)


def _has_stars(frame: FrameType) -> bool:
    """Return whether the call that is running there is written `f(*args, **kwargs)`."""
    import opcode

    called_by = frame.f_code.co_code[frame.f_lasti]
    return called_by == opcode.opmap["CALL_FUNCTION_EX"]
