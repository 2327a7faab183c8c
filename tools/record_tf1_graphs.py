"""Record graphs of TensorFlow 1 and what they give, for tests/tf1/graphs.

Run it with an interpreter that has TensorFlow 2.12:

    python tools/record_tf1_graphs.py [FAMILY ...]

Each line of tests/tf1/graphs/FAMILY.txt is an expression in `tf` and the inputs of
tests/tf1/inputs.py. Recorded are its GraphDef, without what it does not need, and the
outputs.
"""

from __future__ import annotations

import json
import os
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow.compat.v1 as tf

TESTS = Path(__file__).parents[1] / "tests" / "tf1"
sys.path.insert(0, str(TESTS))

from graphs import FAMILIES, dependent, lines_of  # noqa: E402
from inputs import INPUTS, RANDOM, flattened, rounded  # noqa: E402

tf.disable_eager_execution()
tf.disable_v2_behavior()
tf.disable_control_flow_v2()


def record(line: str) -> dict[str, Any]:
    """Return the graph of an expression, and what it gives."""
    with tf.Graph().as_default() as graph, tf.Session() as session:
        names: dict[str, Any] = {"tf": tf, "dependent": dependent}
        for name, made in INPUTS.items():
            names[name] = tf.placeholder(made.dtype, made.static, name)
        result = eval(line, names)  # noqa: S307  # our own lines
        tensors = flattened(list(result) if isinstance(result, tuple) else result)
        feeds = {names[name]: made.value for name, made in INPUTS.items()}
        values = session.run(tensors, feeds)
        needed = sorted({tensor.op.name for tensor in tensors})
        found = tf.graph_util.extract_sub_graph(graph.as_graph_def(), needed)
        found.ClearField("library")
        return {
            "graph": b64encode(found.SerializeToString(deterministic=True)).decode(),
            "outputs": [
                {
                    "name": tensor.name,
                    "dtype": tensor.dtype.base_dtype.name,
                    "shape": list(np.shape(value)),
                    "values": None if line.endswith(RANDOM) else rounded(value),
                }
                for tensor, value in zip(tensors, values, strict=True)
            ],
        }


def main() -> None:
    """Record the families that are named, or all."""
    for family in sys.argv[1:] or FAMILIES:
        lines = ",\n".join(
            f"{json.dumps(line)}: {json.dumps(record(line))}"
            for line in lines_of(family)
        )
        (TESTS / "graphs" / f"{family}.json").write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
