"""Scopes as rows of a table: what is shown of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from argscope._base.describe import describe
from argscope._base.markers import ANY_KEY
from argscope._base.table import Rows
from argscope._core.settings import Default


def scope_rows(defaults: Iterable[Default]) -> Rows:
    """Return a header and one row per default: target, argument, value, where set."""
    rows: Rows = [("target", "argument", "value", "set at")]
    for default in defaults:
        strength = f" ({default.strength})" if default.strength else ""
        place = str(default.origin) if default.origin.line else "-"
        shown = describe(default.value) + strength
        rows.append((_title(default.key), default.name, shown, place))
    return rows


def diff_rows(diff: Mapping[str, Mapping[str, tuple[Any, Any]]]) -> Rows:
    """Return a header and one row per changed default: target, argument, both values."""
    rows: Rows = [("target", "argument", "left", "right")]
    for key, own in diff.items():
        for name, (left, right) in own.items():
            rows.append((_title(key), name, describe(left), describe(right)))
    return rows


def _title(key: str) -> str:
    return "any target" if key == ANY_KEY else key
