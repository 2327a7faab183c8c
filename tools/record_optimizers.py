"""Record four steps of each optimizer of TF-Slim, for tests/slim/test_optimizers.py.

Run by an interpreter with tf_slim 1.1.0 and TensorFlow 2.12:
    python tools/record_optimizers.py

The loss is sum(factors * variable^2 + variable).
"""

import json
from pathlib import Path

import tensorflow.compat.v1 as tf
from tf_slim.layers.optimizers import OPTIMIZER_CLS_NAMES

TARGET = Path(__file__).parents[1] / "tests" / "slim" / "optimizers.json"
CASE = {"start": [1.0, -2.0, 0.5], "factors": [1.0, 2.0, 3.0], "learning_rate": 0.1}


def record(make):
    """Return the variable after each of four steps."""
    with tf.Graph().as_default(), tf.Session() as session:
        variable = tf.get_variable("v", initializer=CASE["start"])
        loss = tf.reduce_sum(variable**2 * CASE["factors"] + variable)
        step = make(CASE["learning_rate"]).minimize(loss)
        session.run(tf.global_variables_initializer())
        values = []
        for _ in range(4):
            session.run(step)
            values.append(session.run(variable).tolist())
        return values


def main():
    """Write the file."""
    steps = {name: record(make) for name, make in OPTIMIZER_CLS_NAMES.items()}
    TARGET.write_text(json.dumps({**CASE, "steps": steps}, indent=1) + "\n")


if __name__ == "__main__":
    main()
