"""What differs between two scopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final

from argscope._base.markers import UNSET
from argscope._base.table import html_table, text_table
from argscope._core.equality import equal
from argscope._core.frozen import FrozenDict
from argscope._core.names import is_called
from argscope._core.rows import diff_rows
from argscope._core.settings import Plain, Settings, Strengths


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
        """Return what differs between two scopes.

        Where the program of a file is not there, a short name in one of them is the full
        one in the other that ends so, if there is one such.
        """
        mine, my_strengths = _by_full_name(left, right)
        yours, your_strengths = _by_full_name(right, left)
        changes = {}
        for key in dict.fromkeys((*mine, *yours)):
            own, other = mine.get(key, {}), yours.get(key, {})
            changed = {
                name: pair
                for name in dict.fromkeys((*own, *other))
                for pair in [(own.get(name, UNSET), other.get(name, UNSET))]
                if not equal(*pair)
                or my_strengths.get((key, name)) != your_strengths.get((key, name))
            }
            if changed:
                changes[key] = FrozenDict(changed)
        return cls(changes, (my_strengths, your_strengths))

    def text(self, left: str = "left", right: str = "right") -> str:
        """Return the table of what differs, its sides under these titles."""
        return text_table(diff_rows(self, self._strengths, (left, right)))

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return html_table(diff_rows(self, self._strengths, ("left", "right")))


def _by_full_name(scope: Settings, other: Settings) -> tuple[Plain, Strengths]:
    """Return what a scope says, by names that are not shorter than in the other."""
    full = {key: _full_name(key, scope, other) for key in scope}
    strengths = {(full[key], n): s for (key, n), s in scope._strengths.items()}
    return {full[key]: own for key, own in scope.items()}, strengths


def _full_name(key: str, scope: Settings, other: Settings) -> str:
    if key in other:
        return key
    named = [name for name in other if name not in scope and is_called(name, key)]
    return named[0] if len(named) == 1 else key
