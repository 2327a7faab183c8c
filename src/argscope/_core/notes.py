"""The note that an error carries away from a scoped call: what came from scopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, final

from argscope._base.describe import describe
from argscope._base.origin import Origin
from argscope._base.table import aligned
from argscope._core.active import Link
from argscope._core.settings import defaults_for
from argscope._core.target import Target

# An error object may be raised again and again, and a recursion may be deep.
MAX_NOTES: Final = 8


@final
class Note:
    """What a scoped call adds to an error; a class, as `Active` is, to be taken by name."""

    @staticmethod
    def add(
        error: Exception,
        target: Target,
        link: Link,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> None:
        """Add to `error` which arguments of the call came from scopes, and from where.

        The error goes on as it is where that fails: errors may be frozen, refuse notes or
        keep other things in their place, a value may have no text, memory may be short.
        """
        try:
            if len(getattr(error, "__notes__", ())) >= MAX_NOTES:
                return
            note = _note(target, link, args, kwargs)
            if note and note not in getattr(error, "__notes__", ()):
                error.add_note(note)
        except Exception:  # noqa: BLE001  # whatever it is, the user's error matters more
            return


def _note(
    target: Target, link: Link, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> str:
    values, forced = link[1]._values_for(target)
    given = {*target.parameters.positional[: len(args)], *kwargs}
    taken = {n: v for n, v in values.items() if n not in given} | forced
    if not taken:
        return ""
    defaults = defaults_for(link[1], target)
    rows = [
        (f"{name}={describe(value)}", _set_by(defaults[name].origin))
        for name, value in taken.items()
    ]
    lines = [f"  {line}" for line in aligned(rows)]
    return "\n".join([f"{target.name} got these arguments from scopes:", *lines])


def _set_by(origin: Origin) -> str:
    return f"set by {origin.setter}" if origin.known else ""
