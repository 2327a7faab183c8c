"""A checkpoint as a network leaves it: a few large tensors, many small ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import sys
import numpy as np
import tensorflow as tf

prefix, count = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(0)
large = [(f"net/fc{i}/weights", (4096, 4096)) for i in range(count)]
small = [(f"net/conv{i}/weights", (3, 3, 64, 64)) for i in range(4 * count)]
biases = [(f"net/conv{i}/biases", (64,)) for i in range(4 * count)]
names, shapes = zip(*large, *small, *biases)
tf.raw_ops.SaveV2(
    prefix=prefix,
    tensor_names=names,
    shape_and_slices=[""] * len(names),
    tensors=[random.standard_normal(shape, dtype="f4") for shape in shapes],
)
"""


def write(prefix: Path, gigabytes: float) -> int:
    """Write about so many GiB with TensorFlow; return the largest tensor's bytes.

    In a process of its own, so that this one's memory shows the readers only.
    """
    largest = 4 * 4096**2
    count = max(1, round(gigabytes * 2**30 / (largest + 4 * 4 * (9 * 64**2 + 64))))
    command = [sys.executable, "-c", _PROGRAM, str(prefix), str(count)]
    subprocess.run(command, check=True)  # noqa: S603  # our own interpreter
    return largest
