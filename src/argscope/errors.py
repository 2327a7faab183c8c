"""Every error and warning of the core: what was given, expected, set where; what to do.

Each class builds its own sentence from the facts (`about`), keeps the facts as
attributes, and can also be made from one text: frameworks such as Keras re-create
exceptions as `type(error)(text)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from argscope._base.closest import closest, closest_target
from argscope._base.describe import describe, describe_error
from argscope._base.listing import listed
from argscope._base.origin import TYPED, UNKNOWN, Origin

__all__ = [
    "ArgScopeError",
    "CapturedScopeError",
    "ImmutableScopeError",
    "NoEffectWarning",
    "NotEnteredError",
    "NotScopedError",
    "PickleScopeError",
    "ScopeDataError",
    "ScopeOrderError",
    "ScopeUsageError",
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
            + set_by(origin),
            target=target,
        )


class TargetTypeError(ArgScopeError, TypeError):
    """Something that no scope can apply to was given as a target."""

    @classmethod
    def about(
        cls,
        caller: str,
        given: object,
        *,
        expected: str,
        hint: str = "",
        origin: Origin = UNKNOWN,
    ) -> Self:
        """Say what `caller` was `given`, what it `expected`, and a `hint` what to do."""
        return cls(
            f"{caller}() expected {expected}, got {describe(given)} of type "
            f"{type(given).__name__}.{_sentence(hint)}" + set_by(origin),
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
        hint: str = "",
    ) -> Self:
        """Say which `target` (None: all of them) does not take `name`."""
        allowed = tuple(allowed)
        problem = (
            "no scoped callable of this program takes"
            if target is None
            else f"{target} does not take"
        )
        return cls(
            f"{in_words(caller)} got {name!r}, which {problem}."
            + (_sentence(hint) or suggestion(name, allowed))
            + set_by(origin)
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
            + set_by(origin),
            names=given,
        )


class ScopeUsageError(ArgScopeError, TypeError):
    """`arg_scope`, `add_arg_scope` or a scope was used as something that it is not."""

    @classmethod
    def about(
        cls, caller: str, problem: str, remedy: str, *, origin: Origin = UNKNOWN
    ) -> Self:
        """Say what the `problem` with the arguments of a call is, and what to write."""
        return cls(f"{caller}() {problem}. Write {remedy}." + set_by(origin))

    @classmethod
    def asynchronous(cls, origin: Origin) -> Self:
        """Say that `async with` is not needed."""
        return cls(
            "arg_scope() is no asynchronous context manager. Write `with arg_scope(...):`, "
            "without `async`; it holds across every `await` in the block."
            + set_by(origin)
        )

    @classmethod
    def entered(cls) -> Self:
        """Say how a captured scope is entered."""
        return cls(
            "A scope is not entered by itself. Write `with arg_scope(scope):`, which puts "
            "it in the place of what is active."
        )


class NotEnteredError(ArgScopeError, AttributeError):
    """An `arg_scope(...)` was used like the scope that entering it gives."""

    @classmethod
    def about(cls, name: str, *, origin: Origin) -> Self:
        """Say which attribute `name` only the scope has."""
        return cls(
            f"arg_scope(...) has no attribute {name!r}; the scope that it gives has. Write "
            f"`with arg_scope(...) as scope:`, and then scope.{name}." + set_by(origin),
            name=name,
        )


class NoEffectWarning(UserWarning):
    """An `arg_scope(...)` that changes nothing."""

    @classmethod
    def no_defaults(cls, origin: Origin) -> Self:
        """Say that targets were given without any defaults."""
        return cls(
            "arg_scope() got targets but no defaults for them, so it changes nothing. Write "
            "arg_scope([f], name=value); to get the scope that is active, write "
            "current_arg_scope()." + set_by(origin)
        )

    @classmethod
    def no_targets(cls, names: Iterable[str], origin: Origin) -> Self:
        """Say that the defaults with these `names` were given for an empty list."""
        return cls(
            f"arg_scope() got {', '.join(names)} for an empty list of targets, so it changes "
            "nothing. Name the targets in the list, or write ANY for all of them."
            + set_by(origin)
        )

    @classmethod
    def never_entered(cls, origin: Origin) -> Self:
        """Say that a scope was opened and then dropped."""
        return cls(
            "This arg_scope(...) was never entered, so it changed nothing. Write `with "
            "arg_scope(...):` around the calls, or @arg_scope(...) above a function."
            + set_by(origin)
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
    """A scope or a target cannot be sent to another process, or is not found there."""

    @classmethod
    def about(
        cls, name: str, value: object, *, key: str, origin: Origin, reason: Exception
    ) -> Self:
        """Say which argument holds the value that does not pickle, and why."""
        return cls(
            f"This scope cannot be pickled: {name}={describe(value)} of {key} cannot "
            f"({describe_error(reason)}). Use a value defined at the top level "
            "of a module, or open the scope in the other process." + set_by(origin),
            name=name,
            key=key,
        )

    @classmethod
    def unnamed(cls, target: str, *, key: str, origin: Origin) -> Self:
        """Say which `target` has no name that another process could find it by."""
        return cls(
            f"This scope cannot be pickled: {target} has no name by which another process "
            "could find it. Define it at the top level of a module." + set_by(origin),
            key=key,
        )

    @classmethod
    def nameless(cls, target: str, *, key: str, reason: Exception | None) -> Self:
        """Say which `target` would not be found, and why it cannot be sent itself."""
        why = "" if reason is None else f" ({describe_error(reason)})"
        return cls(
            f"{target} cannot be pickled: another process would not find it by a name, and "
            f"pickle cannot send what it wraps{why}. Define it at the top level of a "
            "module, or use cloudpickle.",
            key=key,
        )

    @classmethod
    def missing(cls, key: str, reason: Exception | None = None) -> Self:
        """Say what a pickle names, and why it is not to be had in this process."""
        why = "it is not scoped here" if reason is None else describe_error(reason)
        return cls(
            f"This pickle needs {key}, which cannot be had in this process ({why}). Make its "
            "module importable here, in the version that was pickled. What a main program "
            "or a notebook defines has to be sent with cloudpickle or dill.",
            key=key,
        )


class ScopeDataError(ArgScopeError, TypeError):
    """Plain data (from a file, say) has not the form of a scope, or cannot hold one."""

    @classmethod
    def unexpected(
        cls,
        reader: str,
        given: object,
        *,
        where: str,
        expected: str,
        hint: str = "",
        origin: Origin = UNKNOWN,
    ) -> Self:
        """Say what the `reader` of the data found `where` it `expected` another thing."""
        return cls(
            f"{in_words(reader)} expected {expected} {where}, got {describe(given)}."
            f"{_sentence(hint)}" + set_by(origin),
            where=where,
        )

    @classmethod
    def unwritable(cls, value: object, *, where: str, origin: Origin) -> Self:
        """Say which `value` has no form in plain data."""
        return cls(
            f"ArgScope.to_dict() cannot write {where}={describe(value)}: only None, bool, "
            "int, float, str, scoped callables, and lists, tuples and dicts of them have "
            "a form in a file. Set it in the program instead." + set_by(origin),
            where=where,
        )


class UnknownTargetError(ArgScopeError, LookupError):
    """Data names a callable that this program has not registered as scoped."""

    @classmethod
    def about(
        cls, name: str, *, known: Iterable[str], origin: Origin = UNKNOWN
    ) -> Self:
        """Say that `name` is not among the `known` targets, and which is closest."""
        known = tuple(known)
        return cls(
            f"{name!r} is not a scoped callable of this program."
            + _did_you_mean(closest_target(name, known))
            + " Import the module that defines it first; a file never imports anything."
            + set_by(origin)
            + listing("known", known),
            name=name,
            known=known,
        )

    @classmethod
    def short(
        cls, name: str, *, full: str, reader: str, origin: Origin = UNKNOWN
    ) -> Self:
        """Say what the `full` name is of a target that was named as in a file."""
        return cls(
            f"{reader}() got {name!r}, a short name as in a file. Write {full!r}, or "
            "arg_scope(ArgScope.from_dict(...)), which reads short names."
            + set_by(origin),
            name=name,
        )

    @classmethod
    def ambiguous(
        cls, name: str, *, matches: Iterable[str], origin: Origin = UNKNOWN
    ) -> Self:
        """Say which targets are all called `name`."""
        matches = tuple(matches)
        return cls(
            f"{name!r} names more than one scoped callable. Write one of the full names."
            + set_by(origin)
            + listing("matches", matches),
            name=name,
            matches=matches,
        )


def in_words(reader: str) -> str:
    """Return a function, or what else settings came through, to begin a sentence with."""
    return reader if reader == TYPED else f"{reader}()"


def _sentence(hint: str) -> str:
    return f" {hint}" if hint else ""


def set_by(origin: Origin) -> str:
    """Return a line of an error that says what set a default, if that is known."""
    return f"\n  set by:  {origin.setter}" if origin.known else ""


def listing(label: str, names: Sequence[str]) -> str:
    """Return a line of an error that lists names, not too many."""
    return f"\n  {label + ':':<8} {listed(names)}"


def suggestion(name: str, allowed: Iterable[str]) -> str:
    """Return the sentence that suggests the closest of the allowed names, if one is."""
    return _did_you_mean(closest(name, allowed))


def _did_you_mean(name: str) -> str:
    return f" Did you mean {name!r}?" if name else ""
