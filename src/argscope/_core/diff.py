"""What differs between two scopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final

from argscope._base.markers import UNSET
from argscope._base.table import html_table, text_table
from argscope._core.equality import equal
from argscope._core.frozen import FrozenDict
from argscope._core.rows import diff_rows
from argscope._core.settings import Settings, Strengths


@final
class ScopeDiff(FrozenDict):
    """The arguments on which two scopes differ: `{key: {argument: (left, right)}}`.

    A side without a default for the argument is `UNSET`. Both are the same value where
    only one is pinned or forced; printing tells. Equal scopes give an empty, and so
    false, diff.
    """

    __slots__ = ("_strengths",)

    def __init__(
        self, changes: Mapping[str, Any], strengths: tuple[Strengths, Strengths]
    ) -> None:
        super().__init__(changes)
        self._strengths = strengths

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self), self._strengths)

    @classmethod
    def between(cls, left: Settings, right: Settings) -> ScopeDiff:
        """Return what differs between two scopes."""
        changes = {}
        for key in [*left, *(key for key in right if key not in left)]:
            mine, yours = left.get(key, {}), right.get(key, {})
            pairs = {
                name: (mine.get(name, UNSET), yours.get(name, UNSET))
                for name in [*mine, *(name for name in yours if name not in mine)]
            }
            changed = {
                name: pair
                for name, pair in pairs.items()
                if not equal(*pair)
                or left._strength(key, name) != right._strength(key, name)
            }
            if changed:
                changes[key] = FrozenDict(changed)
        return cls(changes, (left._strengths, right._strengths))

    def __str__(self) -> str:
        return text_table(diff_rows(self, self._strengths))

    def _repr_html_(self) -> str:
        return html_table(diff_rows(self, self._strengths))
