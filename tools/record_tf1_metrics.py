"""Record what TensorFlow 1's metrics give over batches, for tests/tf1/recorded_metrics.json.

Run it with an interpreter that has TensorFlow 2.12: python tools/record_tf1_metrics.py
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

TESTS = Path(__file__).parents[1] / "tests" / "tf1"
sys.path.insert(0, str(TESTS))

from metrics import BATCHES, METRICS, placeholders

tf.disable_v2_behavior()


def record(call: str) -> dict[str, Any]:
    """Return the names of its variables, and its results after each batch."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = placeholders(tf)
        value, update = eval(call, {"tf": tf, **inputs})
        session.run(tf.local_variables_initializer())
        results = []
        for batch in BATCHES:
            session.run(update, {inputs[name]: batch[name] for name in batch})
            results.append(np.round(np.float64(session.run(value)), 6).tolist())
        variables = tf.get_collection(tf.GraphKeys.METRIC_VARIABLES)
        return {
            "variables": [[v.op.name, v.shape.as_list()] for v in variables],
            "results": results,
        }


if __name__ == "__main__":
    found = {call: record(call) for call in METRICS}
    text = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in found.items())
    (TESTS / "recorded_metrics.json").write_text(f"{{\n{text}\n}}\n")
