"""Which files make a checkpoint, and which names their files have.

Source: TensorFlow's `core/util/tensor_bundle/naming.cc` and
`python/training/saver.py`. V2: `prefix.index` and `prefix.data-00000-of-00001`. V1: one
file; or, of a sharded Saver, `prefix-00000-of-00002` and so on, which TensorFlow names
together as `prefix-?????-of-00002`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from glob import escape
from itertools import islice
from pathlib import Path
from typing import Final

from argscope.checkpoint._found import Found, Kind
from argscope.checkpoint._table import is_table
from argscope.checkpoint.errors import MissingShardError, SeveralCheckpointsError

INDEX: Final = ".index"
DATA: Final = re.compile(r"\.data-(?:\d{5}|\?{5})-of-\d{5}$")
V1_SHARD: Final = re.compile(r"-(?:\d{5}|\?{5})-of-(\d{5})$")

_SUFFIX: Final = re.compile(
    rf"(?:{re.escape(INDEX)}$|{DATA.pattern}|{V1_SHARD.pattern})"
)
_STEP: Final = re.compile(r"(?<!-of)-(\d+)$")
_MOST: Final = 10_000  # files of a folder that are looked at to word an error


def checkpoint_at(path: Path) -> Found | None:
    """Return the checkpoint that a prefix means, or the file or any shard of a V1.

    Raises:
        SeveralCheckpointsError: There are shards of more than one.
    """
    if index_of(path).is_file():
        return Found(path, Kind.V2)
    if path.is_file() and is_table(path) and not V1_SHARD.search(path.name):
        return Found(path, Kind.V1)
    sharded = shards_at(path)
    return Found(sharded, Kind.V1_SHARDS) if sharded else None


def index_of(prefix: Path) -> Path:
    """Return the `.index` file of a V2 checkpoint."""
    return prefix.with_name(f"{prefix.name}{INDEX}")


def files_of(found: Found) -> list[Path]:
    """Return the files of a checkpoint that are there."""
    if found.kind is Kind.V2:
        return [index_of(found.path), *data_of(found.path)]
    return shards_of(found.path) if found.kind is Kind.V1_SHARDS else [found.path]


def data_of(prefix: Path) -> list[Path]:
    """Return the files with values of a V2 checkpoint that are there."""
    return sorted(prefix.parent.glob(f"{escape(prefix.name)}.data-?????-of-?????"))


def prefix_and_suffix(name: str) -> tuple[str, str]:
    """Return the name of a checkpoint, and what the name of one of its files has more."""
    found = _SUFFIX.search(name)
    end = found.start() if found and found.start() else len(name)
    return name[:end], name[end:]


def checkpoint_of(name: str) -> str:
    """Return what the checkpoint is called that has a file of this name."""
    prefix, suffix = prefix_and_suffix(name)
    return together(name) if suffix.startswith("-") else prefix


def shards_at(path: Path) -> Path | None:
    """Return what TensorFlow calls the shards of a V1 checkpoint, if there are some.

    Raises:
        SeveralCheckpointsError: There are shards of more than one.
    """
    one = V1_SHARD.search(path.name)
    prefix = path.name[: one.start()] if one else path.name
    count = one[1] if one else "?????"
    shards = path.parent.glob(f"{escape(prefix)}-?????-of-{count}")
    named = {together(shard.name) for shard in shards if is_shard(shard)}
    if len(named) > 1:
        found = [str(path.with_name(name)) for name in sorted(named)]
        raise SeveralCheckpointsError.about(path, found)
    return path.with_name(named.pop()) if named else None


def is_shard(path: Path) -> bool:
    """Return whether a file is a shard of a V1 checkpoint; many others are named so."""
    return V1_SHARD.search(path.name) is not None and path.is_file() and is_table(path)


def together(shard: str) -> str:
    """Return the name of all shards of a V1 checkpoint, of the name of one."""
    return V1_SHARD.sub(r"-?????-of-\1", shard)


def shards_of(pattern: Path) -> list[Path]:
    """Return the shards of a V1 checkpoint, of the name for all.

    Raises:
        MissingShardError: One is not there.
    """
    prefix, _, count = pattern.name.rpartition("-?????-of-")
    names = [f"{prefix}-{index:05d}-of-{count}" for index in range(int(count))]
    for name in names:
        if not pattern.with_name(name).is_file():
            raise MissingShardError.of_v1(pattern.with_name(name), pattern)
    return [pattern.with_name(name) for name in names]


def checkpoints_in(folder: Path) -> list[str]:
    """Return the names of the checkpoints in a folder, the newest first."""
    return newest_first(set(_checkpoints_in(folder)))


def newest_first(names: set[str]) -> list[str]:
    """Sort names of checkpoints by their step, those without one at the end."""
    return sorted(names, key=lambda name: (-_step(name), name))


def _step(name: str) -> int:
    found = _STEP.search(name)
    return int(found[1]) if found else -1


def _checkpoints_in(folder: Path) -> Iterator[str]:
    for path in islice(folder.glob("*"), _MOST):
        if path.name.endswith(INDEX):
            yield path.name.removesuffix(INDEX)
        elif path.is_file() and is_table(path):
            yield checkpoint_of(path.name)
