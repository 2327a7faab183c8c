"""Many names in little space: the first ones, and how many there are besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

MOST: Final = 8


def listed(names: Sequence[object], *, empty: str = "nothing", most: int = MOST) -> str:
    """Return names with commas, not too many; `empty` if there are none.

    Example:
        >>> from argscope._base.listing import listed
        >>> listed(["conv1", "conv2", "logits"], most=2)
        'conv1, conv2 and 1 more'
    """
    shown = ", ".join(map(str, names[:most])) or empty
    more = len(names) - most
    return f"{shown} and {more} more" if more > 0 else shown


def first_lines(
    lines: Sequence[str], *, indent: str = "  ", most: int = MOST
) -> list[str]:
    """Return lines, not too many, and one that says how many are left out."""
    more = len(lines) - most
    return [*lines[:most], *([f"{indent}and {more} more"] if more > 0 else [])]


def section(title: str, items: Iterable[object]) -> list[str]:
    """Return a title with a number and lines below it, or nothing if there are none."""
    lines = [f"    {item}" for item in items]
    if not lines:
        return []
    return [f"  {title}: {len(lines)}", *first_lines(lines, indent="    ")]
