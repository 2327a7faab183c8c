"""Errors about plain data that has the form of a scope, and still is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argscope._base.describe import describe
from argscope._base.origin import Origin
from argscope.errors import ScopeDataError, in_words, listing, set_by


def named_twice(
    reader: str, key: str, names: tuple[str, str], origin: Origin
) -> ScopeDataError:
    """Say by which two names a target was named."""
    first, second = names
    return ScopeDataError(
        f"{in_words(reader)} got {key} twice, as {first!r} and as {second!r}. Set its arguments in "
        "one place." + set_by(origin),
        key=key,
    )


def unfit(
    taken: str, value: Any, *, hint: str, allowed: Sequence[str], origin: Origin
) -> ScopeDataError:
    """Say what is `taken`, in the words of a signature, and which value is not that."""
    return ScopeDataError(
        f"{taken}, got {describe(value)}.{hint}"
        + set_by(origin)
        + (listing("allowed", allowed) if allowed else ""),
        value=value,
    )
