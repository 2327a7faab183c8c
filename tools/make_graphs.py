"""Write the graphs that tests/checkpoint reads, with TensorFlow and TF-Slim themselves.

    python tools/make_graphs.py

Needs TensorFlow before 2.16 and TF-Slim in its environment. Writes the folder
tests/checkpoint/graphs anew: one small network, frozen and optimized in each way that
TensorFlow has, graphs of a program that trains, SavedModels, and `expected.npz` with the
value of each constant as TensorFlow computes it, under `<file>:<name of the node>`.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
import tensorflow.compat.v1 as tf1
import tf_slim as slim
from tensorflow.core.protobuf import config_pb2
from tensorflow.python.framework.convert_to_constants import (
    convert_variables_to_constants_v2,
)
from tensorflow.python.grappler import tf_optimizer
from tensorflow.python.tools import optimize_for_inference_lib, strip_unused_lib
from tensorflow.python.util._pywrap_transform_graph import (
    TransformGraphWithStringInputs,
)

GRAPHS = Path(__file__).parent.parent / "tests" / "checkpoint" / "graphs"
INPUT, OUTPUT, FLOAT = "input", "net/out", tf.float32.as_datatype_enum


def main() -> int:
    """Write all files; return 0."""
    tf1.disable_control_flow_v2()
    shutil.rmtree(GRAPHS, ignore_errors=True)
    GRAPHS.mkdir()
    frozen = freeze(resources=False)
    graphs = {
        "frozen": frozen,
        "frozen_resources": freeze(resources=True),
        "frozen_v2": freeze_v2(lower_control_flow=True),
        "frozen_v2_functions": freeze_v2(lower_control_flow=False),
        "optimized": optimize_for_inference_lib.optimize_for_inference(
            copied(frozen), [INPUT], [OUTPUT], FLOAT
        ),
        "stripped": strip_unused_lib.strip_unused(
            copied(frozen), ["net/conv2/Relu"], [OUTPUT], FLOAT
        ),
        "transformed": transform(
            frozen,
            "strip_unused_nodes remove_nodes(op=Identity) fold_constants "
            "fold_batch_norms fold_old_batch_norms",
        ),
        "quantized": transform(frozen, "quantize_weights(minimum_size=20)"),
        "grappler": grappler(frozen),
        "types": types(),
    }
    expected = {}
    for name, graph in graphs.items():
        (GRAPHS / f"{name}.pb").write_bytes(graph.SerializeToString(deterministic=True))
        expected |= {f"{name}:{node}": v for node, v in constants(graph).items()}
    np.savez_compressed(GRAPHS / "expected.npz", **expected)
    write_training_program()
    write_saved_models(frozen)
    return 0


def network(inputs):
    """A network with both kinds of batch normalization, and variables of other kinds."""
    no_scale = {"is_training": False, "scale": False}
    parts = {"is_training": False, "scale": True, "fused": False}
    normalized = {"normalizer_fn": slim.batch_norm}
    x = slim.conv2d(
        inputs, 4, 3, scope="conv1", normalizer_params=no_scale, **normalized
    )
    x = slim.conv2d(x, 4, 3, scope="conv2", normalizer_params=parts, **normalized)
    x = slim.fully_connected(
        tf1.reduce_mean(x, [1, 2]), 3, activation_fn=None, scope="fc"
    )
    temperature = tf1.get_variable("temperature", initializer=2.0)
    step = tf1.train.get_or_create_global_step()
    return tf1.nn.softmax(x / temperature + tf1.cast(step, tf.float32), name="out")


def layer(inputs):
    """A network that is small, for graphs that are damaged in many ways."""
    x = slim.fully_connected(tf1.reduce_mean(inputs, [1, 2]), 3, scope="fc")
    tf1.train.get_or_create_global_step()
    return tf1.identity(x, name="out")


def built(network, *, resources=False):
    """Build a network in a new graph; return a session with its variables' values."""
    session = tf1.Session(graph=tf1.Graph())
    with session.graph.as_default():
        tf1.set_random_seed(1)
        images = tf1.placeholder(tf.float32, [None, 6, 6, 2], name=INPUT)
        with tf1.variable_scope("net", use_resource=resources):
            network(images)
        session.run(tf1.global_variables_initializer())
        random = np.random.default_rng(1)
        for variable in tf1.global_variables():
            if variable.shape.rank:
                variable.load(random.uniform(0.5, 2, variable.shape), session)
    return session


def freeze(*, resources):
    """Freeze the network as TensorFlow 1 does."""
    session = built(network, resources=resources)
    return tf1.graph_util.convert_variables_to_constants(
        session, session.graph.as_graph_def(), [OUTPUT]
    )


class Looping(tf.Module):
    """Variables that are read in a loop and in a condition."""

    def __init__(self):
        random = np.random.default_rng(2)
        self.kernel = tf.Variable(random.random((2, 3), "f4"), name="dense/kernel")
        self.bias = tf.Variable(random.random(3, "f4"), name="dense/bias")
        self.steps = tf.Variable(3, name="steps")
        self.scale = tf.Variable(2.0, name="scale")

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def __call__(self, x):
        """Read them."""
        x = tf.matmul(x, self.kernel) + self.bias
        twice = lambda x: x @ tf.transpose(self.kernel) @ self.kernel  # noqa: E731
        _, x = tf.while_loop(
            lambda i, _: i < self.steps, lambda i, x: (i + 1, twice(x)), [0, x]
        )
        return tf.cond(
            tf.reduce_sum(x) > 0, lambda: x * self.scale, lambda: x + self.bias
        )


def freeze_v2(*, lower_control_flow):
    """Freeze a function as TensorFlow 2 does, with loops as nodes or as functions."""
    module = Looping()
    function = convert_variables_to_constants_v2(
        module.__call__.get_concrete_function(), lower_control_flow=lower_control_flow
    )
    return function.graph.as_graph_def()


def transform(graph, transforms):
    """Apply transforms of the Graph Transform Tool."""
    data = graph.SerializeToString()
    return tf1.GraphDef.FromString(
        TransformGraphWithStringInputs(data, INPUT, OUTPUT, transforms)
    )


def grappler(graph_def):
    """Apply the optimizations that a session of TensorFlow applies."""
    graph = imported(graph_def)
    with graph.as_default():
        graph.add_to_collection("train_op", graph.get_operation_by_name(OUTPUT))
        meta_graph = tf1.train.export_meta_graph(graph=graph)
    config = config_pb2.ConfigProto()
    config.graph_options.rewrite_options.min_graph_nodes = -1
    return tf_optimizer.OptimizeGraph(config, meta_graph)


def types():
    """Constants of each type, whole, repeated and as one number, each read as a variable."""
    graph = tf1.GraphDef()
    for dtype in [*NUMBERS, *QUANTIZED, tf.string]:
        if dtype == tf.string:
            values = np.array([b"one", b"", b"three"], object)
        else:
            numpy = QUANTIZED.get(dtype, dtype.as_numpy_dtype)
            values = np.array([1, 0, 1, 3, 2, 5]).astype(numpy).reshape(2, 3)
        one = values.reshape(-1)[:1].reshape(())
        proto = tf.make_tensor_proto
        add_variable(graph, f"{dtype.name}/whole", proto(values, dtype))
        add_variable(graph, f"{dtype.name}/one", proto(one, dtype))
        repeated = proto(one, dtype)
        repeated.tensor_shape.dim.add(size=2)
        repeated.tensor_shape.dim.add(size=2)
        add_variable(graph, f"{dtype.name}/repeated", repeated)
    short = tf.make_tensor_proto(0.0, tf.float32)
    short.tensor_shape.dim.add(size=5)
    short.float_val[:] = [1.0, 2.0, 3.0]
    add_variable(graph, "last_repeated", short)
    del short.float_val[:]
    add_variable(graph, "no_values", short)
    add_variable(graph, "empty", tf.make_tensor_proto(np.zeros((0, 3), "f4")))
    return graph


NUMBERS = [
    *(tf.float32, tf.float64, tf.float16, tf.bfloat16, tf.bool),
    *(tf.int8, tf.int16, tf.int32, tf.int64),
    *(tf.uint8, tf.uint16, tf.uint32, tf.uint64),
    *(tf.complex64, tf.complex128),
]
QUANTIZED = {
    tf.quint8: tf.quint8.as_numpy_dtype,
    tf.qint8: tf.qint8.as_numpy_dtype,
    tf.qint32: tf.qint32.as_numpy_dtype,
}


def add_variable(graph, name, proto):
    """Add a constant and what reads it, as freezing leaves them."""
    constant = graph.node.add(name=name, op="Const")
    constant.attr["dtype"].type = proto.dtype
    constant.attr["value"].tensor.CopyFrom(proto)
    read = graph.node.add(name=f"{name}/read", op="Identity", input=[name])
    read.attr["T"].type = proto.dtype


def constants(graph_def):
    """Return the value of each constant, as a session computes it."""
    found = tf1.GraphDef()
    for node in graph_def.node:
        if node.op == "Const":
            # Without what it waits for: a loop, or an input.
            found.node.add(name=node.name, op="Const").attr.MergeFrom(node.attr)
    names = [node.name for node in found.node]
    with tf1.Session(graph=imported(found)) as session:
        values = session.run([f"{name}:0" for name in names])
    return {name: storable(v) for name, v in zip(names, values, strict=True)}


def storable(value):
    """Return a value in a type of a `.npz`: the bits of bfloat16, strings of bytes."""
    value = np.asarray(value)
    if value.dtype == object:
        return value.astype("S")
    if value.dtype == tf.bfloat16.as_numpy_dtype:
        return value.view(np.uint16)
    if value.dtype.fields:  # a quantized type
        return value.view(value.dtype[0])
    return value


def write_training_program():
    """Write a checkpoint's `.meta` file, the graph alone, and that as text."""
    session = built(layer)
    with session.graph.as_default():
        tf1.get_variable(
            "net/table",
            shape=(6, 2),
            partitioner=tf1.fixed_size_partitioner(2),
        )
        tf1.get_variable("net/switch", initializer=1.0, use_resource=True)
        tf1.get_local_variable("net/counted", initializer=np.zeros(3, "f4"))
        session.run(tf1.global_variables_initializer())
        tf1.train.Saver().save(session, str(GRAPHS / "training"), write_state=False)
        tf1.train.write_graph(session.graph, str(GRAPHS), "training.pb", as_text=False)
        graph = tf1.GraphDef(node=session.graph.as_graph_def().node[:3])
        tf1.train.write_graph(graph, str(GRAPHS), "training.pbtxt")


def write_saved_models(frozen):
    """Write a SavedModel with variables, and one of a frozen graph."""
    session = built(layer)
    save_model(session, GRAPHS / "saved_model")
    save_model(tf1.Session(graph=imported(frozen)), GRAPHS / "saved_frozen")


def save_model(session, folder):
    """Write a SavedModel of TensorFlow 1."""
    with session.graph.as_default():
        get = session.graph.get_tensor_by_name
        tf1.saved_model.simple_save(
            session,
            str(folder),
            inputs={"images": get(f"{INPUT}:0")},
            outputs={"out": get(f"{OUTPUT}:0")},
        )


def imported(graph_def):
    """Return a new graph with the nodes of a GraphDef."""
    graph = tf1.Graph()
    with graph.as_default():
        tf1.import_graph_def(graph_def, name="")
    return graph


def copied(graph_def):
    """Return a GraphDef of its own: some tools change what they are given."""
    return tf1.GraphDef.FromString(graph_def.SerializeToString())


if __name__ == "__main__":
    sys.exit(main())
