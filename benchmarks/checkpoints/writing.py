"""Variables as a network leaves them: a few large tensors, many small ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_VARIABLES = """
import sys
import numpy as np
import tensorflow as tf

path, count = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(0)
large = [(f"net/fc{i}/weights", (4096, 4096)) for i in range(count)]
small = [(f"net/conv{i}/weights", (3, 3, 64, 64)) for i in range(4 * count)]
biases = [(f"net/conv{i}/biases", (64,)) for i in range(4 * count)]
names, shapes = zip(*large, *small, *biases)
values = (random.standard_normal(shape, dtype="f4") for shape in shapes)
"""

CHECKPOINT = """
tf.raw_ops.SaveV2(
    prefix=path,
    tensor_names=names,
    shape_and_slices=[""] * len(names),
    tensors=list(values),
)
"""

FROZEN_GRAPH = """
graph = tf.compat.v1.GraphDef()
for name, value in zip(names, values):
    constant = graph.node.add(name=name, op="Const")
    constant.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(value))
    graph.node.add(name=name + "/read", op="Identity", input=[name])
with open(path, "wb") as file:
    file.write(graph.SerializeToString())
"""


def write(path: Path, program: str, gigabytes: float) -> int:
    """Write about so many GiB with TensorFlow; return the largest tensor's bytes.

    In a process of its own, so that this one's memory shows the readers only.
    """
    largest = 4 * 4096**2
    count = max(1, round(gigabytes * 2**30 / (largest + 4 * 4 * (9 * 64**2 + 64))))
    command = [sys.executable, "-c", _VARIABLES + program, str(path), str(count)]
    subprocess.run(command, check=True)  # noqa: S603  # our own interpreter
    return largest
