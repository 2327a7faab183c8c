"""Every error of the core: what was given, what was expected, where it was set.

Each class builds its own sentence from the facts (`about`), keeps the facts as
attributes, and can also be made from one text: frameworks such as Keras re-create
exceptions as `type(error)(text)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from argscope._base.describe import describe
from argscope._base.listing import listed
from argscope._base.origin import UNKNOWN, Origin

__all__ = [
    "ArgScopeError",
    "CapturedScopeError",
    "ImmutableScopeError",
    "NotScopedError",
    "PickleScopeError",
    "ScopeDataError",
    "ScopeOrderError",
    "TargetTypeError",
    "UnknownArgumentError",
    "UnknownTargetError",
]


class ArgScopeError(Exception):
    """The base of all errors of this package."""

    facts: dict[str, Any]

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        # Facts are live objects, which may not pickle; the message always does.
        return type(self), self.args


class NotScopedError(ArgScopeError, ValueError):
    """A target of `arg_scope` was never given to `add_arg_scope`."""

    @classmethod
    def about(
        cls,
        caller: str,
        target: object,
        *,
        origin: Origin = UNKNOWN,
        instead: str | None = None,
    ) -> Self:
        """Say that `target` is not scoped, and what to write `instead` if we know."""
        name = describe(target)
        remedy = instead or (
            "Decorate it with @add_arg_scope, or scope the result of add_arg_scope(...)."
        )
        return cls(
            f"{caller}() got {name}, which is not a scoped callable. {remedy}"
            + _place(origin),
            target=target,
        )


class TargetTypeError(ArgScopeError, TypeError):
    """Something that no scope can apply to was given as a target."""

    @classmethod
    def about(
        cls, caller: str, given: object, *, expected: str, hint: str = ""
    ) -> Self:
        """Say what `caller` was `given` and what it `expected`."""
        return cls(
            f"{caller}() expected {expected}, got {describe(given)} of type "
            f"{type(given).__name__}.{hint and f' {hint}'}",
            given=given,
        )


class UnknownArgumentError(ArgScopeError, TypeError):
    """A scope names an argument that its target does not take."""

    @classmethod
    def about(
        cls,
        name: str,
        *,
        target: str | None,
        allowed: Iterable[str],
        origin: Origin = UNKNOWN,
        caller: str = "arg_scope",
    ) -> Self:
        """Say which `target` (None: all of them) does not take `name`."""
        allowed = tuple(allowed)
        problem = (
            "no scoped callable of this program takes"
            if target is None
            else f"{target} does not take"
        )
        return cls(
            f"{caller}() got {name!r}, which {problem}."
            + suggestion(name, allowed)
            + _place(origin)
            + listing("allowed", allowed),
            name=name,
            allowed=allowed,
        )


class CapturedScopeError(ArgScopeError, ValueError):
    """A captured scope was given together with keyword arguments."""

    @classmethod
    def about(cls, names: Iterable[str], *, origin: Origin) -> Self:
        """Say which keyword `names` came with the scope."""
        given = ", ".join(names)
        return cls(
            f"arg_scope() got a captured scope together with {given}. Open the captured "
            "scope first, then a second arg_scope with targets inside it."
            + _place(origin),
            names=given,
        )


class ImmutableScopeError(ArgScopeError, TypeError):
    """Somebody tried to change a scope."""

    @classmethod
    def about(cls) -> Self:
        """Say that scopes do not change, and what to do instead."""
        return cls(
            "A scope cannot be changed. Open an arg_scope inside it, or combine two "
            "scopes with |."
        )


class ScopeOrderError(ArgScopeError, RuntimeError):
    """A scope was left while a scope opened later was still open, or elsewhere."""

    @classmethod
    def about(cls, left: Origin, *, still_open: Origin | None) -> Self:
        """Say which scope was `left` and which one opened after it is `still_open`."""
        if still_open is None:
            problem = "was left in a thread, task or context that never entered it"
            detail = ""
        else:
            problem = "was left before a scope that was opened after it"
            detail = f"\n  still open: arg_scope at {still_open}"
        return cls(
            f"A scope {problem}. This happens when a generator is suspended inside "
            "`with arg_scope`: decorate that generator function with "
            f"@argscope.isolated.\n  left:       arg_scope at {left}{detail}",
            left=left,
            still_open=still_open,
        )


class PickleScopeError(ArgScopeError, TypeError):
    """A scope holds a value that cannot be sent to another process."""

    @classmethod
    def about(
        cls, name: str, value: object, *, key: str, origin: Origin, reason: Exception
    ) -> Self:
        """Say which argument holds the value that does not pickle, and why."""
        return cls(
            f"This scope cannot be pickled: {name}={describe(value)} of {key} cannot "
            f"({type(reason).__name__}: {reason}). Use a value defined at the top level "
            "of a module, or open the scope in the other process." + _place(origin),
            name=name,
            key=key,
        )

    @classmethod
    def unnamed(cls, target: str, *, key: str, origin: Origin) -> Self:
        """Say which `target` has no name that another process could find it by."""
        return cls(
            f"This scope cannot be pickled: {target} has no name by which another process "
            "could find it. Define it at the top level of a module." + _place(origin),
            key=key,
        )


class ScopeDataError(ArgScopeError, TypeError):
    """Plain data (from a file, say) has not the form of a scope, or cannot hold one."""

    @classmethod
    def unexpected(
        cls, reader: str, given: object, *, where: str, expected: str
    ) -> Self:
        """Say what the `reader` of the data found `where` it `expected` another thing."""
        return cls(
            f"{reader}() expected {expected} {where}, got {describe(given)}.",
            where=where,
        )

    @classmethod
    def unwritable(cls, value: object, *, where: str, origin: Origin) -> Self:
        """Say which `value` has no form in plain data."""
        return cls(
            f"ArgScope.to_dict() cannot write {where}={describe(value)}: only None, bool, "
            "int, float, str, scoped callables, and lists, tuples and dicts of them have "
            "a form in a file." + _place(origin),
            where=where,
        )


class UnknownTargetError(ArgScopeError, LookupError):
    """Data names a callable that this program has not registered as scoped."""

    @classmethod
    def about(cls, name: str, *, known: Iterable[str]) -> Self:
        """Say that `name` is not among the `known` targets, and which is closest."""
        known = tuple(known)
        return cls(
            f"{name!r} is not a scoped callable of this program."
            + _suggested_target(name, known)
            + " Import the module that defines it first; a file never imports anything."
            + listing("known", known),
            name=name,
            known=known,
        )

    @classmethod
    def ambiguous(cls, name: str, *, matches: Iterable[str]) -> Self:
        """Say which targets are all called `name`."""
        matches = tuple(matches)
        return cls(
            f"{name!r} names more than one scoped callable. Write one of the full names."
            + listing("matches", matches),
            name=name,
            matches=matches,
        )


def _place(origin: Origin) -> str:
    return f"\n  set by:  arg_scope at {origin}" if origin.line else ""


def listing(label: str, names: Sequence[str]) -> str:
    """Return a line of an error that lists names, not too many."""
    return f"\n  {label + ':':<8} {listed(names)}"


def suggestion(name: str, allowed: Iterable[str]) -> str:
    """Return the sentence that suggests the closest of the allowed names, if one is."""
    # Imported here: only a program that made a mistake pays for it.
    from difflib import get_close_matches

    close = get_close_matches(name, list(allowed), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _suggested_target(name: str, known: tuple[str, ...]) -> str:
    """Return the full name whose last part, or which as a whole, is closest."""
    short = {key.rpartition(":")[2].partition("#")[0]: key for key in known}
    if name in short:
        return f" Did you mean {short[name]!r}?"
    return suggestion(name, known) or suggestion(name, tuple(short))
