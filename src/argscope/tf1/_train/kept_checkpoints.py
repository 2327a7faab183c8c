"""Which checkpoints of a run are kept, and which are deleted when there are newer ones.

Source:
    `Saver._RecordLastCheckpoint` and `_MaybeDeleteOldCheckpoints` of
    tensorflow/python/training/saver.py.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import final

from argscope.tf1._train.checkpoint_files import (
    get_checkpoint_mtimes,
    remove_checkpoint,
)


@final
class KeptCheckpoints:
    """The checkpoints that a Saver has saved and not deleted, the oldest first.

    Args:
        most: How many are kept; None or 0 for all, of which none is remembered.
        hours: The hours after each of which one more is kept, for good.
    """

    def __init__(self, most: int | None, hours: float) -> None:
        self.most = most
        self._seconds = hours * 3600
        self._next_for_good = time.time() + self._seconds
        self.with_times: list[tuple[str, float]] = []

    @property
    def paths(self) -> list[str]:
        """Their paths."""
        return [path for path, _ in self.with_times]

    def assume(self, paths: Iterable[str]) -> None:
        """Take these for what was saved before, at a time that is not known."""
        self.with_times = [(path, math.inf) for path in paths]

    def recover(self, paths: Iterable[str]) -> None:
        """Take those of `paths` that are there for what was saved before."""
        self.with_times = [
            (path, time) for path in paths for time in get_checkpoint_mtimes([path])
        ]

    def add(self, path: str) -> list[str]:
        """Note a new one; return those that are now to be deleted."""
        if not self.most:
            return []
        self.with_times = [each for each in self.with_times if each[0] != path]
        self.with_times.append((path, time.time()))
        if len(self.with_times) <= self.most:
            return []
        oldest, saved = self.with_times.pop(0)
        if saved > self._next_for_good:
            self._next_for_good += self._seconds
            return []
        return [oldest]


def delete(paths: Iterable[str], meta_graph_suffix: str) -> None:
    """Delete checkpoints, in whichever format they are."""
    for path in paths:
        for version in (1, 2):
            remove_checkpoint(path, version, meta_graph_suffix)
