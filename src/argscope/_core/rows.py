"""Scopes as rows of a table: what is shown of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from argscope._base.describe import describe
from argscope._base.markers import ANY_KEY
from argscope._base.table import Rows
from argscope._core.settings import Default, Strengths
from argscope._core.strength import PLAIN, Strength


def scope_rows(defaults: Iterable[Default]) -> Rows:
    """Return a header and one row per default: target, argument, value, where set."""
    rows: Rows = [("target", "argument", "value", "set at")]
    for default in defaults:
        shown = _shown(default.value, default.strength)
        place = str(default.origin) if default.origin.known else "-"
        rows.append((_title(default.key), default.name, shown, place))
    return rows


def diff_rows(
    diff: Mapping[str, Mapping[str, tuple[Any, Any]]],
    strengths: tuple[Strengths, Strengths],
    titles: tuple[str, str],
) -> Rows:
    """Return a header and one row per changed default: target, argument, both values."""
    rows: Rows = [("target", "argument", *titles)]
    for key, own in diff.items():
        for name, pair in own.items():
            left, right = (
                _shown(value, side.get((key, name), PLAIN))
                for value, side in zip(pair, strengths, strict=True)
            )
            rows.append((_title(key), name, left, right))
    return rows


def _shown(value: Any, strength: Strength) -> str:
    return describe(value) + (f" ({strength})" if strength else "")


def _title(key: str) -> str:
    return "any target" if key == ANY_KEY else key
