"""Checkpoints V2, written as TensorFlow writes them: what `_bundle` reads.

Source: as there. One shard, not compressed. TensorFlow 1's `tf.train.Saver` and
TensorFlow 2.12's write equal files of the same variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from argscope._base.whole_file import write_together
from argscope.checkpoint._dtypes import STRING, number_of
from argscope.checkpoint._encode import bytes_field, fixed_field, number_field
from argscope.checkpoint._files import index_of
from argscope.checkpoint._shard_file import write_tensor
from argscope.checkpoint._table_file import write_table
from argscope.checkpoint.errors import NotStorableError

# BundleHeaderProto 1: number of shards, 3: versions, of which 1 is the producer's
_HEADER: Final = number_field(1, 1) + bytes_field(3, number_field(1, 1))


def write_checkpoint(path: str | PathLike[str], values: Mapping[str, Any]) -> Path:
    """Write arrays as a checkpoint that TensorFlow 1.1 and later, and `load_checkpoint`, read.

    Makes `path.index` and `path.data-00000-of-00001`, byte by byte those of
    `tf.train.Saver`. Both are written under other names, and take the place of older ones
    when they are done, the index last: a program that is killed while it writes leaves
    the older checkpoint as it was. If both files are of the same path, there is the time
    between two renamings in which they do not fit; reading then tells so.

    Args:
        path: The prefix: `run/model.ckpt-1000`. Its folder must be there.
        values: Arrays by name. Each is asked for once, in the order of names, and
            written without a copy; so a reader, `load_checkpoint(...)`, or any mapping
            that computes values when they are asked for, needs memory for one of them.
            Strings are arrays of `bytes` or `str`, which is written as UTF-8.

    Returns:
        The path.

    Raises:
        NotStorableError: A value is of a type that TensorFlow lacks, or a name is empty.
        MissingLibraryError: The extra `checkpoint` is not installed.
        OSError: The files cannot be made.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "model.ckpt"
        >>> _ = write_checkpoint(path, {"fc/biases": np.zeros(3, "float32"), "step": 7})
        >>> sorted(each.name for each in path.parent.iterdir())
        ['model.ckpt.data-00000-of-00001', 'model.ckpt.index']
    """
    path = Path(path)
    data = path.with_name(f"{path.name}.data-00000-of-00001")

    def write(new_data: Path, new_index: Path) -> None:
        entries = [(b"", _HEADER)]
        with new_data.open("wb") as file:
            for name in sorted(values, key=_key):
                entries.append((_key(name), _entry(file, name, values[name])))
        with new_index.open("wb") as file:
            write_table(file, entries)

    write_together([data, index_of(path)], write)
    return path


def _key(name: Any) -> bytes:
    # Keys that begin so are those of the header and of slices.
    if not isinstance(name, str) or not name or name.startswith("\0"):
        raise NotStorableError.name_of(name)
    return name.encode()


def _entry(file: BinaryIO, name: str, value: Any) -> bytes:
    array = _as_stored(value)
    number = number_of(array.dtype)
    if number is None or (array.dtype == STRING and not _is_of_bytes(array)):
        raise NotStorableError.value_of(name, array)
    extent = write_tensor(file, array)
    sizes = [bytes_field(2, number_field(1, size)) for size in array.shape]
    # BundleEntryProto; its 3 is the shard, which is the first
    return (
        number_field(1, number)
        + bytes_field(2, b"".join(sizes))
        + number_field(4, extent.offset)
        + number_field(5, extent.size)
        + fixed_field(6, extent.checksum)
    )


def _as_stored(value: Any) -> NDArray[Any]:
    """Return numbers in the order of bytes of files, and strings as objects of bytes."""
    array = np.asarray(value)
    if array.dtype.kind not in "OSU":
        return array.astype(array.dtype.newbyteorder("<"), copy=False)
    strings = np.array(value, object)  # anew: NumPy's strings lose zeros at their ends
    for index, each in np.ndenumerate(strings):
        if isinstance(each, str):
            strings[index] = each.encode()
    return strings


def _is_of_bytes(array: NDArray[Any]) -> bool:
    return all(isinstance(each, bytes) for each in array.flat)
