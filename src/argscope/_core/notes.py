"""The note that an error carries away from a scoped call: what came from scopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from argscope._base.describe import describe

if TYPE_CHECKING:
    from argscope._core.active import Link
    from argscope._core.target import Target

# An error object may be raised again and again, and a recursion may be deep.
MAX_NOTES: Final = 8


def add_note(
    error: Exception,
    target: Target,
    link: Link,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
) -> None:
    """Add to `error` which arguments of the call came from scopes, and from where."""
    if len(getattr(error, "__notes__", ())) >= MAX_NOTES:
        return
    note = _note(target, link, args, kwargs)
    if note and note not in getattr(error, "__notes__", ()):
        error.add_note(note)


def _note(
    target: Target, link: Link, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> str:
    scope = link[1]
    values, forced = scope._values_for(target)
    given = {*target.parameters.positional[: len(args)], *kwargs}
    taken = {n: v for n, v in values.items() if n not in given} | forced
    if not taken:
        return ""
    keys = scope._settings_for(target)
    rows = [(f"{name}={describe(value)}", name) for name, value in taken.items()]
    width = max(len(text) for text, _ in rows)
    lines = [
        f"  {text:<{width}}  set by arg_scope at {origin}"
        if origin.line
        else f"  {text}"
        for text, name in rows
        for origin in [scope._origins[keys[name]][name]]
    ]
    return "\n".join([f"{target.name} got these arguments from scopes:", *lines])
