"""Record what the names of TensorFlow 1 in the guide's table of replacements compute.

Usage, with an interpreter that has tf_slim and TensorFlow:

    python tools/record_guide.py

It evaluates the first cells of the table, and writes `tests/layers/guide_table.json`.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import tensorflow.compat.v1 as tf
import tf_slim

TESTS = Path(__file__).parent.parent / "tests" / "layers"
sys.path.insert(0, str(TESTS))
table = importlib.import_module("guide_table")


def main() -> None:
    """Record all rows."""
    tf.disable_v2_behavior()
    recorded = {table.names_of(cell)[0]: _recorded(cell) for cell, _ in table.rows()}
    recorded["tf.train.AdamOptimizer"] = _optimized()
    lines = (f" {json.dumps(key)}: {json.dumps(recorded[key])}" for key in recorded)
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (TESTS / "guide_table.json").write_text(text)


def _recorded(cell: str) -> dict[str, Any]:
    name = table.names_of(cell)[0]
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.constant(table.IMAGES)
        it = table.values_in(cell, {"tf": tf, **table.names(x)})
        value = table.USES[name](it, tf_slim, x)
        session.run(tf.global_variables_initializer())
        if isinstance(value, tf.Tensor):
            value = session.run(value)
        variables = [variable.op.name for variable in tf.global_variables()]
    return {"value": table.told(name, value), "variables": variables}


def _optimized() -> dict[str, Any]:
    with tf.Graph().as_default(), tf.Session() as session:
        (optimizer,) = table.values_in(table.optimizer_row()[0], {"tf": tf})
        variable = tf.get_variable("v", initializer=table.START)
        step = optimizer.minimize(tf.reduce_sum(variable * table.SLOPE))
        session.run(tf.global_variables_initializer())
        for _ in range(table.STEPS):
            session.run(step)
        return {"value": session.run(variable).tolist()}


if __name__ == "__main__":
    main()
