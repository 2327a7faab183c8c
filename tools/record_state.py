"""Record what programs see of aliases and variables, for tests/layers/state.

Run by an interpreter with tf_slim 1.1.0 and TensorFlow 2.12:
    python tools/record_state.py
"""

import importlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import tensorflow.compat.v1 as tf
import tf_slim as slim

tf.disable_v2_behavior()

FOLDER = Path(__file__).parents[1] / "tests" / "layers" / "state"
sys.path.insert(0, str(FOLDER))
PROGRAMS = {
    name: program
    for module in ("alias_programs", "variable_programs")
    for name, program in importlib.import_module(module).PROGRAMS.items()
}

LIBRARY = SimpleNamespace(
    **{name: getattr(slim, name) for name in dir(slim) if not name.startswith("_")}
    | {
        "AUTO_REUSE": tf.AUTO_REUSE,
        "get_variable": tf.get_variable,
        "get_variable_scope": tf.get_variable_scope,
        "name_of": lambda variable: variable.op.name,
        "relu": tf.nn.relu,
        "utils": slim.layers.utils,
        "variable_scope": tf.variable_scope,
    }
)


def record(program):
    """Return what a program sees in a graph of its own."""
    with tf.Graph().as_default():
        return program(LIBRARY, tf.ones([2, 8, 8, 4]))


def main():
    """Write the file, one program a line."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(record(program))}"
        for name, program in PROGRAMS.items()
    ]
    (FOLDER / "state.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
