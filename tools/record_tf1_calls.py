"""Record what TensorFlow 1's functions give, for tests/tf1/recorded.

Run it with an interpreter that has TensorFlow 2.12 and tf_slim 1.1.0:

    python tools/record_tf1_calls.py [FAMILY ...]

A family is a file tests/tf1/calls/FAMILY.txt, a call a line; see tests/tf1/calls/README.md.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

TESTS = Path(__file__).parents[1] / "tests" / "tf1"
sys.path.insert(0, str(TESTS))

from inputs import INPUTS, calls_of, flattened, rounded  # noqa: E402

tf.disable_eager_execution()


def record(call: str) -> dict[str, Any]:
    """Return what a call gives: names, dtypes, static shapes, values."""
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(1)
        names: dict[str, Any] = {"tf": tf, "slim": slim, "np": np}
        feeds = {}
        for name, made in INPUTS.items():
            names[name] = tf.placeholder(made.dtype, made.static, name)
            feeds[names[name]] = made.value
        try:
            found = flattened(eval(call, names))  # noqa: S307
            session.run(tf.global_variables_initializer())
            values = session.run(found, feeds)
        except Exception as error:  # noqa: BLE001  # recorded
            return {"error": type(error).__name__}
        return {
            "outputs": [
                {
                    "name": tensor.name,
                    "dtype": tensor.dtype.base_dtype.name,
                    "static": None
                    if tensor.shape.ndims is None
                    else tensor.shape.as_list(),
                    "shape": list(np.shape(value)),
                    "values": rounded(value),
                }
                for tensor, value in zip(found, values, strict=True)
            ],
            "variables": [v.name for v in tf.global_variables()],
        }


def main() -> None:
    """Record the families that are named, or all."""
    wanted = sys.argv[1:] or [p.stem for p in sorted((TESTS / "calls").glob("*.txt"))]
    for family in wanted:
        recorded = {call: record(call) for call in calls_of(family)}
        lines = ",\n".join(
            f"{json.dumps(call)}: {json.dumps(found)}" for call, found in recorded.items()
        )
        (TESTS / "recorded" / f"{family}.json").write_text(f"{{\n{lines}\n}}\n")
        errors = [call for call, found in recorded.items() if "error" in found]
        print(f"{family}: {len(recorded)} calls", *errors, sep="\n  refused: ")


if __name__ == "__main__":
    main()
