"""What is compared: each way makes the pictures of all files once, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SIZE = 224
BATCH = 32

Pass = Callable[[], Any]
"""Makes all pictures once, and leaves them."""


@dataclass(frozen=True)
class Task:
    """What all ways do.

    Attributes:
        family: `"inception"` or `"vgg"`.
        files: JPEGs.
        threads: How many work, >= 1.
    """

    family: str
    files: Sequence[Path]
    threads: int


def all_ways(task: Task) -> Iterator[tuple[str, Pass | str]]:
    """Yield the name of each way, and its pass; or what is not installed."""
    from benchmarks.pictures import ours

    yield "argscope", ours.passes(task, fast_decode=False)
    yield "argscope, --fast-decode", ours.passes(task, fast_decode=True)
    if find_spec("torchvision"):
        from benchmarks.pictures import torchvision_way

        yield "torchvision", torchvision_way.passes(task)
    else:
        yield "torchvision", "not installed"
    if find_spec("tensorflow"):
        from benchmarks.pictures import tf_data

        yield "tf.data", tf_data.passes(task)
    else:
        yield "tf.data", "not installed"
