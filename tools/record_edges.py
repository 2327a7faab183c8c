"""Record what TF-Slim computes at ties, zeros, infinities and constants.

Run by an interpreter with tf_slim 1.1.0 and TensorFlow 2.12:
    python tools/record_edges.py

The cases, and what is recorded of them, are in tests/layers/edges.
"""

import importlib
import json
import sys
from pathlib import Path

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim
from tf_slim.losses import metric_learning

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "tests" / "layers" / "edges" / "recorded.json"
sys.path.insert(0, str(ROOT))
edges = importlib.import_module("tests.layers.edges.case")
CASES = importlib.import_module("tests.layers.edges.table").CASES

ORIGINAL = edges.Library(tf_slim, metric_learning, tf.nn, tf.ones_initializer)


def record(case):
    """Return the value of a case, and its gradients by inputs and variables."""
    with tf.Graph().as_default(), tf.Session(config=as_written()) as session:
        inputs = [tf.placeholder(each.dtype, each.shape) for each in case.inputs]
        value = case.function(ORIGINAL, *inputs)
        along = edges.direction(value.shape.as_list())
        energy = tf.reduce_sum(tf.cast(value, tf.float32) * along)
        floats = {str(i): x for i, x in enumerate(inputs) if x.dtype.is_floating}
        trained = {v.op.name: v for v in tf.trainable_variables()}
        by_input = tf.gradients(energy, [*floats.values()])
        by_variable = tf.gradients(energy, [*trained.values()]) if trained else []
        session.run(tf.global_variables_initializer())

        def numbers(tensor):
            if tensor is None:
                return None
            fed = dict(zip(inputs, case.inputs, strict=True))
            return [short(x) for x in np.ravel(session.run(tensor, fed))]

        return {
            "value": numbers(value),
            "by_input": dict(zip(floats, map(numbers, by_input), strict=True)),
            "by_variable": dict(zip(trained, map(numbers, by_variable), strict=True)),
        }


def as_written():
    """Return a configuration by which the graph runs without being rewritten.

    `1 - p + epsilon` would else become `(1 + epsilon) - p`.
    """
    config = tf.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = -1
    return config


def short(number):
    """Return a number with as many digits as the comparison needs."""
    rounded = float(f"{number:.6g}")
    return int(rounded) if rounded.is_integer() else rounded


def main():
    """Write the file, one case a line."""
    # The original defines this gradient and forgets to register it.
    tf.RegisterGradient("GDNLowerBound")(tf_slim.layers.GDN._lower_bound_grad)
    tf.disable_eager_execution()
    lines = [
        f"{json.dumps(name)}: {json.dumps(record(case), separators=(',', ':'))}"
        for name, case in CASES.items()
    ]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
