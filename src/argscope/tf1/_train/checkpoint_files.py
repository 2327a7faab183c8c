"""The files of a checkpoint: whether they are there, since when, and removing them.

Source:
    tensorflow/python/training/checkpoint_management.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from glob import glob
from os import fspath
from pathlib import Path
from typing import Any, Final

from argscope.tf1._graph.op import symbol

_OF_V2: Final = (".index", ".data-?????-of-?????")
_SHARD: Final = re.compile(r"-[\d?]+-of-\d+$")


@symbol("train.checkpoint_exists")
def checkpoint_exists(checkpoint_prefix: Any) -> bool:
    """Return whether there is a checkpoint, in either format."""
    return _changed(fspath(checkpoint_prefix)) is not None


@symbol("train.get_checkpoint_mtimes")
def get_checkpoint_mtimes(checkpoint_prefixes: Iterable[Any]) -> list[float]:
    """Return when checkpoints were saved, in seconds since 1970, without those not there."""
    found = (_changed(fspath(prefix)) for prefix in checkpoint_prefixes)
    return [time for time in found if time is not None]


@symbol("train.remove_checkpoint")
def remove_checkpoint(
    checkpoint_prefix: Any,
    checkpoint_format_version: int = 2,
    meta_graph_suffix: str = "meta",
) -> None:
    """Delete the files of a checkpoint, and its graph; those that are there."""
    prefix = fspath(checkpoint_prefix)
    is_v2 = checkpoint_format_version == 2
    values = [f"{prefix}{suffix}" for suffix in _OF_V2] if is_v2 else [prefix]
    for pattern in (meta_graph_filename(prefix, meta_graph_suffix), *values):
        for path in glob(pattern):  # noqa: PTH207  # a pattern as TensorFlow names shards
            Path(path).unlink(missing_ok=True)


def meta_graph_filename(prefix: str, suffix: str = "meta") -> str:
    """Return the path of the graph that is saved with a checkpoint."""
    return f"{_SHARD.sub('', prefix)}.{suffix}"


def _changed(prefix: str) -> float | None:
    for pattern in (f"{prefix}.index", prefix):
        for path in glob(pattern):  # noqa: PTH207  # likewise
            if Path(path).is_file():
                return Path(path).stat().st_mtime_ns / 1e9
    return None
