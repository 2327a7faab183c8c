"""What writing a checkpoint costs: `python -m benchmarks.checkpoints.saving`.

Writes float32 arrays with both in turns, and compares the files. Ours are on the disk when
they are told to be written, as `fsync` says; TensorFlow leaves that to the system.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from argscope.checkpoint import write_checkpoint

SUFFIXES = (".index", ".data-00000-of-00001")
_SHAPE = (3, 3, 256, 256)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checkpoints.saving")
    parser.add_argument("--tensors", type=int, default=100, help="2.4 MB each")
    parser.add_argument("--rounds", type=int, default=7, help="writings by each")
    options = parser.parse_args()
    random = np.random.default_rng(0)
    values = {
        f"net/conv{index:04d}/weights": random.standard_normal(_SHAPE, dtype="f4")
        for index in range(options.tensors)
    }
    tensors = [tf.constant(value) for value in values.values()]
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours", Path(folder) / "theirs"

        def save() -> None:
            tf.raw_ops.SaveV2(
                prefix=str(theirs),
                tensor_names=list(values),
                shape_and_slices=[""] * len(values),
                tensors=tensors,
            )

        writers = {
            "argscope": lambda: write_checkpoint(ours, values),
            "tensorflow": save,
        }
        seconds: dict[str, list[float]] = {name: [] for name in writers}
        for _ in range(options.rounds):
            for name, write in writers.items():
                seconds[name].append(_timed(write))
        equal = all(
            Path(f"{ours}{suffix}").read_bytes()
            == Path(f"{theirs}{suffix}").read_bytes()
            for suffix in SUFFIXES
        )
    size = sum(value.nbytes for value in values.values())
    fastest = {name: min(times) for name, times in seconds.items()}
    for name, time in fastest.items():
        print(f"{name:<12}{time:7.3f} s  {size / time / 1e6:6.0f} MB/s")
    print(f"ratio       {fastest['argscope'] / fastest['tensorflow']:7.2f}")
    print(f"the files are {'equal' if equal else 'different'}")


def _timed(write: Callable[[], object]) -> float:
    before = perf_counter()
    write()
    return perf_counter() - before


if __name__ == "__main__":
    main()
