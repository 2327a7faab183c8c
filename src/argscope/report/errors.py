"""Errors of tracing and of `argscope explain`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from argscope._base.listing import first_lines
from argscope._base.markers import ANY_KEY
from argscope._core.target import title
from argscope.errors import ArgScopeError, listing, suggestion

__all__ = ["ProgramError", "TraceError", "UnusedDefaultError"]


class UnusedDefaultError(ArgScopeError, ValueError):
    """Scopes brought defaults that no call used, in a strict trace."""

    @classmethod
    def about(cls, unused: Iterable[Any]) -> Self:
        """Say which defaults (`argument`, `keys`, `value`, `origin`) were `unused`."""
        unused = tuple(unused)
        count, some = len(unused), "default" if len(unused) == 1 else "defaults"
        lines = [
            f"  unused:  {u.argument}={u.value} for {_names(u.keys)}, {u.origin.setter}"
            for u in unused
        ]
        return cls(
            f"trace(strict=True) found {count} scoped {some} that no call used. Remove "
            "them from their scopes, or look for calls that were meant to get them."
            + "\n".join(["", *first_lines(lines)]),
            unused=unused,
        )


class TraceError(ArgScopeError, ValueError):
    """A trace was asked for what it cannot tell."""

    @classmethod
    def strict_without_calls(cls) -> Self:
        """Say that a strict trace needs its calls."""
        return cls(
            "trace() cannot be strict without keeping calls: which defaults no call used "
            "is told from the calls. Leave out calls=False, or strict=True."
        )


class ProgramError(ArgScopeError, LookupError):
    """What the command line names is not there, or cannot be run."""

    @classmethod
    def about(cls, problem: str) -> Self:
        """Say the `problem`, a whole sentence."""
        return cls(problem)

    @classmethod
    def unknown_name(cls, module: str, name: str, *, known: Iterable[str]) -> Self:
        """Say that the `module` has no `name`, and which are `known`."""
        known = tuple(known)
        return cls(
            f"{module} has no {name!r}."
            + suggestion(name, known)
            + listing("it has", known),
            name=name,
            known=known,
        )


def _names(keys: Iterable[str]) -> str:
    keys = tuple(keys)
    return "all targets" if keys == (ANY_KEY,) else ", ".join(map(title, keys))
