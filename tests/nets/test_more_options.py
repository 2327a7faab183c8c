"""Options and errors of the Inception networks, MobileNets and small networks.

Shapes of features are compared, which need no values.
"""

import functools

import keras
import numpy as np
import pytest

from argscope import layers, nets
from argscope.nets import inception, mobilenet_v1, mobilenet_v2, mobilenet_v3

pytestmark = pytest.mark.slow  # whole networks


def shapes(network, pixels, colors=3):
    """Return the shapes of output and end points, for images of that size."""
    model = layers.Model(lambda images: _flat(*network(images)))
    found = model.compute_output_spec(keras.KerasTensor((2, pixels, pixels, colors)))
    return {name: tuple(spec.shape) for name, spec in found.items()}


def _flat(output, end_points):
    return {"out": output, **end_points}


def network(function, *args, **kwargs):
    return lambda images: function(images, *args, **kwargs)


@pytest.mark.parametrize(
    ("function", "pixels", "shape"),
    [
        (nets.cifarnet.cifarnet, 32, (2, 192)),
        (inception.inception_v2, 64, (2, 1, 1, 1024)),
        (inception.inception_v3, 75, (2, 1, 1, 2048)),
        (inception.inception_v4, 75, (2, 1, 1, 1536)),
        (inception.inception_resnet_v2, 75, (2, 1, 1, 1536)),
        (mobilenet_v1.mobilenet_v1, 32, (2, 1, 1, 1024)),
        (mobilenet_v2.mobilenet_v2, 32, (2, 1, 1, 1280)),
        (mobilenet_v3.mobilenet_v3_large, 32, (2, 1, 1, 1280)),
        (mobilenet_v3.mobilenet_v3_small, 32, (2, 1, 1, 1024)),
    ],
)
@pytest.mark.usefixtures("declared_only")
def test_network_without_classes_returns_features(function, pixels, shape):
    found = shapes(network(function, num_classes=None), pixels)
    assert found["out"] == shape
    assert not {"Logits", "AuxLogits", "Predictions"} & set(found)


@pytest.mark.usefixtures("declared_only")
def test_lenet_without_classes_returns_features():
    found = shapes(network(nets.lenet.lenet, num_classes=None), 28, colors=1)
    assert found["out"] == (2, 1024)


@pytest.mark.parametrize(
    "function",
    [
        inception.inception_v2,
        functools.partial(inception.inception_v3, create_aux_logits=False),
        mobilenet_v1.mobilenet_v1,
    ],
)
@pytest.mark.usefixtures("declared_only")
def test_larger_images_give_maps_of_logits_or_one_mean(function):
    maps = shapes(network(function, 5, spatial_squeeze=False), 480)
    assert maps["Logits"][1] > 1
    one = shapes(network(function, 5, global_pool=True), 480)
    assert one["global_pool"][1:3] == (1, 1)
    assert one["Logits"] == (2, 5)


@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize("function", [inception.inception_v3, inception.inception_v4])
def test_classes_halfway_can_be_left_out(function):
    assert shapes(network(function, 5), 139)["AuxLogits"] == (2, 5)
    assert "AuxLogits" not in shapes(network(function, 5, create_aux_logits=False), 139)


@pytest.mark.usefixtures("declared_only")
def test_classes_halfway_of_inception_resnet():
    found = shapes(network(inception.inception_resnet_v2, 5), 139)
    assert found["AuxLogits"] == (2, 5)


# The first three sizes are those of the model library's inception_resnet_v2_test.py.
@pytest.mark.parametrize(
    ("options", "last", "positions"),
    [
        ({}, "PreAuxLogits", 17),
        ({"align_feature_maps": True}, "PreAuxLogits", 19),
        ({"output_stride": 8}, "PreAuxLogits", 33),
        ({"output_stride": 8, "align_feature_maps": True}, "PreAuxLogits", 38),
    ],
)
@pytest.mark.usefixtures("declared_only")
def test_inception_resnet_has_denser_or_aligned_features(options, last, positions):
    base = network(inception.inception_resnet_v2_base, last, **options)
    assert shapes(base, 299)["out"] == (2, positions, positions, 1088)


@pytest.mark.parametrize("padded", [False, True])
@pytest.mark.parametrize(("stride", "positions"), [(8, 28), (16, 14), (32, 7)])
@pytest.mark.usefixtures("declared_only")
def test_output_stride_of_mobilenets_decides_the_size(stride, positions, padded):
    options = {"output_stride": stride, "use_explicit_padding": padded}
    first = network(mobilenet_v1.mobilenet_v1_base, **options)
    second = network(mobilenet_v2.mobilenet_v2, base_only=True, **options)
    assert shapes(first, 224)["out"] == (2, positions, positions, 1024)
    assert shapes(second, 224)["out"] == (2, positions, positions, 1280)


@pytest.mark.usefixtures("declared_only")
def test_mobilenets_end_where_asked():
    features = network(
        mobilenet_v3.large, base_only=True, final_endpoint="layer_17"
    )  # fmt: skip
    assert shapes(features, 224)["out"] == (2, 7, 7, 960)
    stage = network(mobilenet_v1.mobilenet_v1_base, "Conv2d_3_depthwise")
    assert shapes(stage, 224)["out"] == (2, 56, 56, 128)


@pytest.mark.usefixtures("declared_only")
def test_mobilenet_of_other_rows():
    rows = [mobilenet_v1.Conv((3, 3), 2, 8), mobilenet_v1.DepthSepConv((3, 3), 2, 16)]
    found = shapes(network(mobilenet_v1.mobilenet_v1, 5, conv_defs=rows), 28)
    assert set(found) == {
        "out",
        "Conv2d_0",
        "Conv2d_1_depthwise",
        "Conv2d_1_pointwise",
        "AvgPool_1a",
        "Logits",
        "Predictions",
    }


@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize(
    ("function", "pixels"),
    [(mobilenet_v2.mobilenet_v2, 32), (inception.inception_v4, 139)],
)
def test_network_that_is_reused_shares_variables(function, pixels):
    paths = []
    once = functools.partial(function, num_classes=3)
    for twice in (False, True):

        def run(images, twice=twice):
            out, _ = once(images, scope="net")
            return out + once(images, scope="net", reuse=True)[0] if twice else out

        model = layers.Model(run)
        model.compute_output_spec(keras.KerasTensor((2, pixels, pixels, 3)))
        paths.append([v.path for v in model.variables_in_order])
    assert paths[0] == paths[1]


V4_STAGES = (
    "Conv2d_1a_3x3, Conv2d_2a_3x3, Conv2d_2b_3x3, Mixed_3a, Mixed_4a, Mixed_5a, "
    "Mixed_5b, Mixed_5c, Mixed_5d, Mixed_5e, Mixed_6a, Mixed_6b, Mixed_6c, Mixed_6d, "
    "Mixed_6e, Mixed_6f, Mixed_6g, Mixed_6h, Mixed_7a, Mixed_7b, Mixed_7c, Mixed_7d"
)


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (network(inception.inception_v4_base, "Mixed_8a"),
         f"inception_v4_base() got final_endpoint='Mixed_8a', expected one of "
         f"{V4_STAGES}."),
        (network(inception.inception_v2, depth_multiplier=0),
         "inception_v2_base() got depth_multiplier=0, expected a number above 0."),
        (network(inception.inception_v2_base, "Conv2d_2c_3x3", include_root_block=False),
         "inception_v2_base() got final_endpoint='Conv2d_2c_3x3', expected one of "
         "Mixed_3b, Mixed_3c, Mixed_4a, Mixed_4b, Mixed_4c, Mixed_4d, Mixed_4e, "
         "Mixed_5a, Mixed_5b, Mixed_5c."),
        (network(inception.inception_resnet_v2_base, output_stride=4),
         "inception_resnet_v2_base() got output_stride=4, expected 8 or 16."),
        (network(mobilenet_v1.mobilenet_v1_base, output_stride=4),
         "mobilenet_v1_base() got output_stride=4, expected 8, 16, 32 or None."),
        (network(mobilenet_v1.mobilenet_v1_base, "Conv2d_1",
                 conv_defs=[mobilenet_v1.DepthSepConv((3, 3), 1, 8)]),
         "mobilenet_v1_base() got final_endpoint='Conv2d_1', expected one of "
         "Conv2d_0_depthwise, Conv2d_0_pointwise."),
        (network(mobilenet_v2.mobilenet_v2, depth_multiplier=-1.0),
         "mobilenet_v2() got depth_multiplier=-1.0, expected a number above 0."),
        (network(mobilenet_v2.mobilenet_v2, output_stride=7),
         "mobilenet_v2() got output_stride=7, expected 1, an even number or None."),
        (network(mobilenet_v3.small, final_endpoint="layer_16"),
         "mobilenet_v3_small() got final_endpoint='layer_16', expected one of layer_1 "
         "to layer_15, or None."),
    ],
)  # fmt: skip
def test_error_says_exactly(wrong, text):
    with pytest.raises(nets.NetworkArgumentError) as caught:
        layers.Model(wrong)(np.zeros((1, 8, 8, 3), "float32"))
    assert str(caught.value) == text
