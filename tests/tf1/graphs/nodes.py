"""Graphs that are made by hand, node by node."""

import numpy as np

from argscope import tf1
from argscope.tf1._graphdef.tensors import make_tensor_proto


def node(name, op, *inputs, **attributes):
    """Return a NodeDef; attributes are numbers, texts, lists, dtypes or arrays."""
    tf = tf1.namespace()
    made = tf.NodeDef(name=name, op=op, input=inputs)
    for key, value in attributes.items():
        attribute = made.attr[key]
        if isinstance(value, tf.DType):
            attribute.type = value.as_datatype_enum
        elif isinstance(value, tf.TensorShape):
            for size in value.as_list():
                attribute.shape.dim.add(size=-1 if size is None else size)
        elif isinstance(value, np.ndarray):
            attribute.tensor.CopyFrom(make_tensor_proto(value))
        elif isinstance(value, bool):
            attribute.b = value
        elif isinstance(value, int):
            attribute.i = value
        elif isinstance(value, float):
            attribute.f = value
    return made


def placeholder(name="x", shape=(None, 3)):
    tf = tf1.namespace()
    return node(name, "Placeholder", dtype=tf.float32, shape=tf.TensorShape(shape))


def constant(name, value):
    tf = tf1.namespace()
    value = np.asarray(value)
    return node(name, "Const", dtype=tf.as_dtype(value.dtype), value=value)


def graph_of(*nodes):
    return tf1.namespace().GraphDef(node=nodes)
