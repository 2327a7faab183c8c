"""Xception as DeepLab has it (tensorflow/models, research/deeplab)."""

import functools
import hashlib
import inspect

import keras
import numpy as np
import pytest
from tests.nets.published_record import disagreements, modes_of

from argscope import arg_scope, layers, nets
from argscope.nets import xception

pytestmark = pytest.mark.usefixtures("both_ways")

BOUNDED = functools.partial(
    xception.xception_arg_scope, regularize_depthwise=True, use_bounded_activation=True
)


def small(images, regularize_depthwise, **kwargs):
    """Compute an Xception that has one block of each kind."""

    def block(scope, depths, skip, stride, units=1, *, activates=False, **more):
        return xception.xception_block(
            scope, depths, skip, activates, regularize_depthwise, units, stride, **more
        )

    rates = {"unit_rate_list": [1, 2, 1]}
    blocks = [
        block("entry_flow/block1", [8, 8, 12], "conv", 2),
        block("middle_flow/block1", [12, 12, 12], "sum", 1, 2),
        block("exit_flow/block1", [12, 16, 16], "conv", 2),
        block("exit_flow/block2", [16, 16, 20], "none", 1, activates=True, **rates),
    ]
    return xception.xception(images, blocks, **kwargs)


# Name of the record: network, its arg scope, its arguments, shape of the images.
CALLS = {
    "xception_41": (
        xception.xception_41, xception.xception_arg_scope,
        {"num_classes": 7, "keep_prob": 1.0}, (1, 65, 65, 3)),
    "xception_small": (
        small, xception.xception_arg_scope,
        {"regularize_depthwise": False, "num_classes": 5, "keep_prob": 1.0},
        (4, 64, 48, 3)),
    "xception_small_bounded": (
        small, BOUNDED,
        {"regularize_depthwise": True, "num_classes": 3, "keep_prob": 1.0,
         "global_pool": False, "output_stride": 4}, (1, 48, 48, 3)),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mode"), modes_of(CALLS))
def test_network_agrees_with_the_published_one(name, mode):
    assert disagreements(name, mode, CALLS[name]) == []


def spec_of(network, shape=(1, 224, 224, 3)):
    """Return the shapes of output and end points, and those of the variables."""
    with arg_scope(xception.xception_arg_scope()):
        model = layers.Model(lambda images: _numbered(*network(images)))
    found = model.compute_output_spec(keras.KerasTensor(shape))
    shapes = {name.partition(":")[2]: list(found[name].shape) for name in sorted(found)}
    return shapes, {v.path: list(v.shape) for v in model.variables_in_order}, model


def _numbered(output, end_points):
    rows = enumerate({"out": output, **end_points}.items())
    return {f"{number:03}:{name}": value for number, (name, value) in rows}


def digest(shapes):
    lines = "\n".join(f"{name} {shape}" for name, shape in shapes.items())
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


# The larger ones are the same modules in other numbers: of all names and shapes of variables
# and of end points, in their order, a digest was recorded.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("network", "arguments", "output", "penalties", "digests"),
    [
        (xception.xception_65,
         {"num_classes": 11, "output_stride": 16, "global_pool": False},
         [1, 14, 14, 11], 70, ["86222584e10b8ea6", "37da37d4e2550805"]),
        (xception.xception_71, {},
         [1, 1, 1, 2048], 77, ["0d9a9d2a60778fb4", "9ff76dcf55bb46ad"]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("declared_only")
def test_names_and_shapes_are_those_of_the_published_ones(
    network, arguments, output, penalties, digests
):
    points, variables, model = spec_of(functools.partial(network, **arguments))
    assert points.pop("out") == output
    assert [digest(variables), digest(points)] == digests
    assert sum(bool(v.regularizer) for v in model.variables_in_order) == penalties


def plain(**kwargs):
    return functools.partial(small, regularize_depthwise=False, **kwargs)


def test_logits_are_rows_if_asked():
    assert spec_of(plain(num_classes=3), (2, 32, 32, 3))[0]["out"] == [2, 1, 1, 3]
    squeezed = plain(num_classes=3, spatial_squeeze=True)
    points, _, _ = spec_of(squeezed, (2, 32, 32, 3))
    assert points["out"] == points["predictions"] == [2, 3]
    assert points["xception/logits"] == [2, 1, 1, 3]


@pytest.mark.parametrize(("stride", "size"), [(None, 4), (8, 4), (4, 8), (2, 16)])
def test_output_stride_decides_the_size_of_the_features(stride, size):
    network = plain(global_pool=False, output_stride=stride)
    assert spec_of(network, (2, 32, 32, 3))[0]["out"] == [2, size, size, 20]


def test_layers_have_default_names():
    def network(images):
        return xception.separable_conv2d_same(images, 4, 3, 2, stride=2)

    model = layers.Model(network)
    found = model.compute_output_spec(keras.KerasTensor((1, 7, 7, 3)))
    assert found.shape == (1, 4, 4, 4)
    assert [v.path for v in model.variables_in_order] == [
        "SeparableConv2d/depthwise_weights",
        "SeparableConv2d/biases",
        "Conv/weights",
        "Conv/biases",
    ]


def test_larger_networks_take_what_the_smallest_takes():
    first, *others = map(
        inspect.signature,
        (xception.xception_41, xception.xception_65, xception.xception_71),
    )
    assert [each.parameters.keys() for each in others] == [first.parameters.keys()] * 2
    assert [each.parameters["scope"].default for each in others] == [
        "xception_65",
        "xception_71",
    ]


def module(depths=(4, 4, 4), skip="sum", **kwargs):
    return lambda x: xception.xception_module(x, depths, skip, 1, **kwargs)


@pytest.mark.parametrize(
    ("network", "text"),
    [
        (plain(output_stride=5),
         "xception() got output_stride=5, expected an even number or None."),
        (plain(output_stride=16),
         "stack_blocks_dense() got output_stride=8, expected a stride that the blocks "
         "reach: 1, 2, 4."),
        (module(depths=[4, 4]),
         "xception_module() got depth_list=[4, 4], expected three numbers."),
        (module(unit_rate_list=[1, 2]),
         "xception_module() got unit_rate_list=(1, 2), expected three numbers."),
        (module(skip="add"),
         "xception_module() got skip_connection_type='add', expected one of conv, sum, "
         "none."),
    ],
)  # fmt: skip
def test_error_says_exactly(network, text):
    with pytest.raises(nets.NetworkArgumentError) as caught:
        layers.Model(network)(np.zeros((1, 8, 8, 3), "float32"))
    assert str(caught.value) == text
