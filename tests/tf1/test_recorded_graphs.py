"""A graph from a file gives what TensorFlow gives: values, dtypes and names.

`tests/tf1/graphs` has one for each type of operations, and some that choose.
"""

import base64
import json

import numpy as np
import pytest
from tests.tf1.graphs import HERE
from tests.tf1.inputs import INPUTS

from argscope import tf1
from argscope.tf1._graphdef.importer import KINDS
from argscope.tf1._ops.operands import available

GRAPHS = {
    (path.stem, line): found
    for path in sorted(HERE.glob("*.json"))
    for line, found in json.loads(path.read_text()).items()
}
# Of variables, what changes them, and files; see test_graphdef.py.
ELSEWHERE = {
    *("VariableV2", "Variable", "VarHandleOp", "ReadVariableOp", "ResourceGather"),
    *("Assign", "AssignAdd", "AssignSub", "IsVariableInitialized"),
    *("AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp"),
    *("VarIsInitializedOp", "RefSwitch", "RefMerge", "PlaceholderV2"),
    *("DecodeJpeg", "DecodePng"),
    # Removed before TensorFlow 1.0.
    *("BatchNormWithGlobalNormalization", "TopK"),
}


def graph_def_of(found):
    made = tf1.namespace().GraphDef()
    made.ParseFromString(base64.b64decode(found["graph"]))
    return made


def test_each_type_of_operations_is_in_a_recorded_graph():
    kinds = {node.op for f in GRAPHS.values() for node in graph_def_of(f).node}
    assert kinds <= KINDS
    assert KINDS - kinds <= ELSEWHERE


@pytest.mark.parametrize(
    "found", GRAPHS.values(), ids=[f"{family}: {line}" for family, line in GRAPHS]
)
def test_a_graph_gives_what_it_gave(found):
    graph = tf1.Graph()
    names = [each["name"] for each in found["outputs"]]
    with graph.as_default():
        tensors = tf1.namespace().import_graph_def(
            graph_def_of(found), return_elements=names, name="file"
        )
    graph.finish()
    feeds = {t: INPUTS[t.op.name[len("file/") :]].value for t in graph.placeholders}
    values = tf1.run(graph, tensors, feeds)
    for tensor, value, expected in zip(tensors, values, found["outputs"], strict=True):
        assert tensor.name == f"file/{expected['name']}"
        assert graph.get_tensor_by_name(tensor.name) is tensor
        # On JAX constants have 64 bits, and what is computed of others has 32.
        dtypes = expected["dtype"], available(expected["dtype"])
        assert tensor.dtype.name in dtypes
        assert tensor.shape.is_compatible_with(expected["shape"])
        assert list(np.shape(value)) == expected["shape"]
        if expected["values"] is not None:
            close(value, expected["values"])


def close(value, expected):
    value = np.asarray(value).ravel()
    if value.dtype.kind == "c":
        expected = [complex(*parts) for parts in expected]
    if value.dtype.kind in "fc":
        expected = np.asarray(expected)
        scale = np.abs(expected[np.isfinite(expected)]).max(initial=1e-3)
        np.testing.assert_allclose(value, expected, rtol=2e-5, atol=2e-5 * scale)
    else:
        assert value.tolist() == expected
