"""Tensors in several files with an index, as the Hugging Face hub has them.

`NAME-00001-of-00002.safetensors` and so on, and `NAME.safetensors.index.json`, which says
which file has which tensor. Several processes write at once, each its share.

Source: https://huggingface.co/docs/huggingface_hub/package_reference/serialization
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import keras

from argscope._base.whole_file import write_whole
from argscope.layers._model import values
from argscope.layers._model.safetensors_package import numpy_files
from argscope.layers._model.shard_plan import Shard, planned
from argscope.layers.errors import WeightsFileError

SAFETENSORS: Final = ".safetensors"
INDEX: Final = f"{SAFETENSORS}.index.json"
HEADER: Final = {"format": "np"}


def index_of(whole: Path) -> Path:
    """Return the index of what would be in one file `whole`."""
    return whole.with_name(whole.name.removesuffix(SAFETENSORS) + INDEX)


def save_in_shards(
    index: Path,
    variables: Mapping[str, keras.Variable],
    *,
    stem: str,
    limit: float | None = None,
    facts: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write variables into files beside an index, then the index in one step.

    All processes call this. The value of one variable after the other is brought
    together, and kept only by the process that writes it: none has more in memory than
    what it writes into one file, and one value.

    Args:
        index: The index; it is replaced when all other files are on the disk.
        variables: By name, in the same order in all processes.
        stem: How the names of the files begin.
        limit: Bytes of the largest file, if not of one tensor that is larger.
        facts: What the index is to tell beside this, in its `metadata`.

    Returns:
        The files that count now.
    """
    sizes = {name: values.bytes_of(variable) for name, variable in variables.items()}
    rounds = planned(sizes, values.processes().count, limit)
    ending = f"-of-{sum(map(len, rounds)):05d}{SAFETENSORS}"
    numbers = itertools.count(1)
    homes: dict[str, str] = {}
    for shards in rounds:
        named = {f"{stem}-{next(numbers):05d}{ending}": shard for shard in shards}
        _write_own(index.parent, named, variables)
        homes |= {name: file for file, shard in named.items() for name in shard.names}
    values.meet("shards")
    if values.processes().is_first:
        _write_index(index, homes, sum(sizes.values()), facts or {})
    values.meet("index")
    return [index, *(index.with_name(file) for file in sorted(set(homes.values())))]


def remove(paths: Iterable[Path]) -> None:
    """Remove files that count no more; the first process does it, an index first."""
    if values.processes().is_first:
        for path in sorted(paths, key=lambda path: not path.name.endswith(INDEX)):
            path.unlink(missing_ok=True)


def read_index(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the metadata of an index, and the name of each tensor's file.

    Raises:
        WeightsFileError: It is none.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        # Files are beside their index, and nowhere else.
        homes = {str(n): Path(h).name for n, h in content["weight_map"].items()}
        return dict(content.get("metadata") or {}), homes
    except (ValueError, KeyError, TypeError, AttributeError):
        raise WeightsFileError.no_index(path) from None


def shards_of(index: Path) -> set[Path]:
    """Return the files of which an index tells; none if there is none."""
    if not index.exists():
        return set()
    return {index.with_name(home) for home in read_index(index)[1].values()}


def _write_own(
    folder: Path, shards: Mapping[str, Shard], variables: Mapping[str, keras.Variable]
) -> None:
    """Bring the values of one file of each process together; write this process's."""
    mine = values.processes().index
    own: dict[str, dict[str, Any]] = {}
    for file, shard in shards.items():
        for name in shard.names:
            value = values.value(variables[name])
            if shard.owner == mine:
                own.setdefault(file, {})[name] = value
    for file, arrays in own.items():
        _write_file(folder / file, arrays)


def _write_file(file: Path, arrays: Mapping[str, Any]) -> None:
    save_file = numpy_files().save_file
    write_whole(file, lambda new: save_file(arrays, new, HEADER))


def _write_index(
    index: Path, homes: Mapping[str, str], size: int, facts: Mapping[str, Any]
) -> None:
    # As the hub sorts it; facts keep their order.
    content = {
        "metadata": {"total_size": size, **facts},
        "weight_map": dict(sorted(homes.items())),
    }
    text = json.dumps(content, indent=2) + "\n"
    write_whole(index, lambda new: new.write_text(text, encoding="utf-8"))
