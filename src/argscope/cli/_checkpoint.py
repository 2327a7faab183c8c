"""The command `argscope checkpoint`: list, inspect and convert checkpoints.

Outside of the package `checkpoint`, which needs NumPy: `argscope --help` must not.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from argscope.checkpoint import CheckpointReader

_PATH: Final = (
    "prefix or file of a checkpoint, graph (.pb, .meta), folder of a run with a file "
    "'checkpoint', SavedModel, or .tar, .tar.gz or .zip with one of these"
)


def add_checkpoint(commands: Any) -> None:
    """Add the command to the `commands` of an argument parser."""
    parser = commands.add_parser(
        "checkpoint",
        help="look into TensorFlow's checkpoints, without TensorFlow",
        description="List, inspect and convert checkpoints in TensorFlow's formats.",
    )
    parser.set_defaults(extras=("checkpoint",))
    actions = parser.add_commands("actions", "ACTION")
    listing = actions.add_parser("ls", help="name, type and shape of each variable")
    listing.add_argument("path", type=Path, metavar="PATH", help=_PATH)
    listing.add_argument(
        "--net",
        metavar="NAME",
        help="a network: say whether it fits, at which width, with how many classes",
    )
    listing.set_defaults(run=_list)
    inspecting = actions.add_parser(
        "inspect", help="statistics of variables; reads and checks every value"
    )
    inspecting.add_argument("path", type=Path, metavar="PATH", help=_PATH)
    inspecting.add_argument(
        "names", nargs="*", metavar="NAME", help="variables; default: all"
    )
    inspecting.set_defaults(run=_inspect)
    converting = actions.add_parser(
        "convert", help="write a .safetensors, .weights.h5, .npz or .ckpt file"
    )
    converting.add_argument("path", type=Path, metavar="PATH", help=_PATH)
    converting.add_argument(
        "target",
        type=Path,
        metavar="TARGET",
        help="file.safetensors, file.weights.h5, file.npz or checkpoint.ckpt",
    )
    converting.set_defaults(run=_convert)


def _list(options: argparse.Namespace) -> None:
    from argscope.checkpoint import load_checkpoint

    reader = load_checkpoint(options.path)
    count = size = 0
    for name in reader:
        _write(f"{name}  {_type(reader, name)}")
        if not _is_string(reader, name):
            numbers = math.prod(reader.shapes[name])
            count += numbers
            size += numbers * reader.dtypes[name].itemsize
    _write(
        f"{reader.format}: {len(reader)} variables, {count:,} numbers, "
        f"{size / 2**20:.1f} MiB"
    )
    if options.net is not None:
        from argscope.nets._fit import fit

        _write(str(fit(options.net, reader.shapes)))


def _inspect(options: argparse.Namespace) -> None:
    from argscope.checkpoint import load_checkpoint

    reader = load_checkpoint(options.path)
    for name in options.names or reader:
        values = reader[name]
        _write(f"{name}  {_type(reader, name)}  {_summary(values)}")


def _convert(options: argparse.Namespace) -> None:
    from argscope.checkpoint import convert

    done = convert(options.path, options.target)
    _write(f"wrote {done.target}: {len(done.written)} variables")
    if done.skipped:
        _write(f"skipped, for the file has no such type: {', '.join(done.skipped)}")


def _is_string(reader: CheckpointReader, name: str) -> bool:
    return reader.dtypes[name].kind == "O"


def _type(reader: CheckpointReader, name: str) -> str:
    kind = "string" if _is_string(reader, name) else reader.dtypes[name].name
    return f"{kind}{list(reader.shapes[name])}"


def _summary(values: NDArray[Any]) -> str:
    if values.size == 0:
        return "no values"
    if values.dtype.kind == "O":
        return f"{values.size} strings, {sum(map(len, values.flat))} bytes"
    if values.size == 1:
        return str(values.reshape(-1)[0])
    if values.dtype.kind == "c":
        return f"mean {values.mean():.6g}"
    return _statistics(values.astype("float64"))


def _statistics(numbers: NDArray[Any]) -> str:
    finite = numbers[abs(numbers) < math.inf]
    odd = numbers.size - finite.size
    parts = [f"{odd} not finite"] if odd else []
    if finite.size:
        found = (finite.min(), finite.max(), finite.mean(), finite.std())
        names = ("min", "max", "mean", "std")
        parts[:0] = [f"{n} {x:.6g}" for n, x in zip(names, found, strict=True)]
    return "  ".join(parts)


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
