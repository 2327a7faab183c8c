"""Both readers in turns, in one process, from a warm page cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

OURS = "argscope"
THEIRS = "tensorflow"


@dataclass(frozen=True)
class Speed:
    """Seconds of each round, by reader."""

    seconds: dict[str, list[float]]

    @property
    def ratio(self) -> float:
        """Our fastest round over TensorFlow's."""
        return min(self.seconds[OURS]) / min(self.seconds[THEIRS])

    def median(self, name: str) -> float:
        """Return the median of a reader's rounds."""
        return median(self.seconds[name])


Reader = Callable[[Path], None]


def measure_speed(path: Path, read_theirs: Reader, *, rounds: int) -> Speed:
    """Read all tensors, one after the other, `rounds` times by each reader.

    Each opens the file anew in every round. The first round, which fills the page cache,
    does not count.
    """
    readers = {OURS: read_ours, THEIRS: read_theirs}
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds + 1):
        for name, read in readers.items():
            seconds[name].append(_timed(read, path))
    return Speed({name: times[1:] for name, times in seconds.items()})


def read_ours(path: Path) -> None:
    from argscope.checkpoint import load_checkpoint

    reader = load_checkpoint(path)
    for name in reader:
        reader[name]


def read_checkpoint(prefix: Path) -> None:
    import tensorflow as tf

    reader = tf.train.load_checkpoint(str(prefix))
    for name in sorted(reader.get_variable_to_shape_map()):
        reader.get_tensor(name)


def read_frozen_graph(path: Path) -> None:
    import tensorflow as tf

    graph = tf.compat.v1.GraphDef()
    graph.ParseFromString(path.read_bytes())
    for node in graph.node:
        if node.op == "Const":
            tf.make_ndarray(node.attr["value"].tensor)


def _timed(read: Reader, path: Path) -> float:
    before = perf_counter()
    read(path)
    return perf_counter() - before
