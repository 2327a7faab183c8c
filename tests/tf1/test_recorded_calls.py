"""Functions of the namespace give what TensorFlow's give: values, dtypes, shapes, names."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.tf1.inputs import INPUTS, RANDOM, flattened

from argscope import tf1
from argscope.tf1._ops.operands import available

RECORDED = Path(__file__).parent / "recorded"
CALLS = [
    pytest.param(call, found, id=f"{path.stem}: {call}")
    for path in sorted(RECORDED.glob("*.json"))
    for call, found in json.loads(path.read_text()).items()
]


def computed(call):
    """Return the tensors that a call gives, and their values."""
    graph = tf1.Graph()
    with graph.as_default():
        tf = tf1.namespace()
        names = {"tf": tf, "slim": tf.contrib.slim, "np": np}
        feeds = {}
        for name, made in INPUTS.items():
            names[name] = tf.placeholder(made.dtype, made.static, name)
            feeds[names[name]] = made.value
        result = eval(call, names)
        tensors = flattened(result)
        if not all(isinstance(each, tf.Tensor) for each in tensors):
            return result, None
    graph.finish()
    return tensors, tf1.run(graph, tensors, feeds)


@pytest.mark.parametrize(("call", "recorded"), CALLS)
def test_a_call_gives_what_it_gave(call, recorded):
    if "error" in recorded:
        with pytest.raises((TypeError, ValueError, ArithmeticError, KeyError)):
            computed(call)
        return
    tensors, values = computed(call)
    if "plain" in recorded:
        assert repr(tensors) == recorded["plain"]
        return
    outputs = recorded["outputs"]
    assert len(tensors) == len(outputs)
    for tensor, value, expected in zip(tensors, values, outputs, strict=True):
        # On JAX constants have 64 bits, and what is computed of others has 32.
        dtypes = expected["dtype"], available(expected["dtype"])
        assert tensor.dtype.name in dtypes
        if expected["static"] is not None:
            # More may be known here, and nothing else.
            assert tensor.shape.is_compatible_with(expected["static"])
            known = [s is not None for s in tensor.shape.as_list()]
            assert all(
                k or s is None for k, s in zip(known, expected["static"], strict=True)
            )
        assert list(np.shape(value)) == expected["shape"]
        if not call.endswith(RANDOM):
            close(value, expected["values"])


def close(value, expected):
    value = np.asarray(value).ravel()
    if value.dtype.kind == "c":
        expected = [complex(*parts) for parts in expected]
    if value.dtype.kind in "fc":
        scale = max(np.abs(np.nan_to_num(np.asarray(expected))).max(initial=0), 1e-3)
        np.testing.assert_allclose(value, expected, rtol=2e-5, atol=2e-5 * scale)
    else:
        assert value.tolist() == expected
