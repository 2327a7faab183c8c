"""Record what random programs of scopes do, for tests/layers/state/test_scopes.py.

Run by an interpreter with tf_slim 1.1.0 and TensorFlow 2.12:
    python tools/record_scopes.py
"""

import importlib
import json
import random
import sys
from pathlib import Path
from types import SimpleNamespace

import tensorflow.compat.v1 as tf
import tf_slim as slim

FOLDER = Path(__file__).parents[1] / "tests" / "layers" / "state"
sys.path.insert(0, str(FOLDER))
programs = importlib.import_module("scope_programs")
PROGRAMS = 200

LIBRARY = SimpleNamespace(
    variable_scope=tf.variable_scope,
    get_variable_scope=tf.get_variable_scope,
    get_variable=tf.get_variable,
    AUTO_REUSE=tf.AUTO_REUSE,
    fully_connected=slim.fully_connected,
    flatten=slim.flatten,
    dropout=slim.dropout,
    mean_squared_error=slim.losses.mean_squared_error,
)


def record(program):
    """Return what the program told, and the names that it left."""
    with tf.Graph().as_default():
        rows = tf.ones([2, 3], name="the_input")
        run = programs.Run(LIBRARY, rows)
        run.run(program)
        return {
            "told": run.told,
            "variables": [v.op.name for v in tf.global_variables()],
            "losses": [loss.op.name for loss in slim.losses.get_losses()],
            "outputs": slim.layers.utils.gather_tensors_aliases(
                tf.get_collection("out")
            ),
        }


def main():
    """Write the file, one program a line."""
    rng = random.Random(1)  # noqa: S311  # no secrets
    drawn = [programs.random_program(rng) for _ in range(PROGRAMS)]
    lines = [json.dumps({"program": each, **record(each)}) for each in drawn]
    (FOLDER / "scopes.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
