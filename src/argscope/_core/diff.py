"""What differs between two scopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final

from argscope._base.markers import UNSET
from argscope._base.table import html_table, text_table
from argscope._core.equality import equal
from argscope._core.frozen import FrozenDict
from argscope._core.rows import diff_rows


@final
class ScopeDiff(FrozenDict):
    """The arguments on which two scopes differ: `{key: {argument: (left, right)}}`.

    A side without a default for the argument is `UNSET`. Equal scopes give an empty,
    and so false, diff.
    """

    __slots__ = ()

    @classmethod
    def between(
        cls, left: Mapping[str, dict[str, Any]], right: Mapping[str, dict[str, Any]]
    ) -> ScopeDiff:
        """Return what differs between two scopes."""
        changes = {}
        for key in [*left, *(key for key in right if key not in left)]:
            mine, yours = left.get(key, {}), right.get(key, {})
            pairs = {
                name: (mine.get(name, UNSET), yours.get(name, UNSET))
                for name in [*mine, *(name for name in yours if name not in mine)]
            }
            changed = {name: pair for name, pair in pairs.items() if not equal(*pair)}
            if changed:
                changes[key] = FrozenDict(changed)
        return cls(changes)

    def __str__(self) -> str:
        return text_table(diff_rows(self))

    def _repr_html_(self) -> str:
        return html_table(diff_rows(self))
