"""What the networks' options do, and their errors, on networks of a few variables."""

import keras
import numpy as np
import pytest
from tests.layers.arrays import computed, numbers
from tests.nets.one_pass import forward_pass

from argscope import arg_scope, layers, nets
from argscope.nets import resnet_utils, resnet_v1, resnet_v2

IMAGES = np.linspace(-1, 1, 2 * 32 * 32 * 3, dtype="float32").reshape(2, 32, 32, 3)
VERSIONS = {
    "v1": (resnet_v1.resnet_v1, resnet_v1.resnet_v1_block),
    "v2": (resnet_v2.resnet_v2, resnet_v2.resnet_v2_block),
}


def small(version, **kwargs):
    """Return a residual network of two blocks of two units."""
    resnet, block = VERSIONS[version]
    blocks = [block("block1", 1, 2, 2), block("block2", 2, 2, 2)]
    return lambda images: resnet(images, blocks, **kwargs)


def shape_of(model):
    """Return the shape of the output for `IMAGES`, without computing it."""
    return model.compute_output_spec(keras.KerasTensor(IMAGES.shape)).shape


def model_of(network):
    with arg_scope(resnet_utils.resnet_arg_scope()):
        return layers.Model(network, seed=1)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("stride", "pixels"), [(None, 2), (16, 2), (8, 4), (4, 8)])
def test_output_stride_decides_the_size_of_the_features(version, stride, pixels):
    network = small(version, global_pool=False, output_stride=stride)
    assert shape_of(model_of(network)) == (2, pixels, pixels, 8)


@pytest.mark.parametrize("version", VERSIONS)
def test_dense_features_subsampled_are_the_coarse_ones(version):
    coarse = model_of(small(version, global_pool=False, is_training=False))
    dense = model_of(small(version, global_pool=False, output_stride=4))
    images = np.concatenate([IMAGES, IMAGES[:, :1]], 1)
    images = np.concatenate([images, images[:, :, :1]], 2)
    every_fourth = computed(dense, images)[:, ::4, ::4]
    expected = computed(coarse, images)
    np.testing.assert_allclose(every_fourth, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("version", VERSIONS)
def test_network_without_root_block_begins_with_its_blocks(version):
    model = model_of(small(version, include_root_block=False))
    model.build((1, 16, 16, 3))
    assert model.variables_in_order[0].path.startswith(
        f"resnet_{version}/block1/unit_1/"
    )


def test_network_that_is_reused_shares_variables_and_has_its_own_end_points():
    def twice(images):
        one, first = small("v1", num_classes=3, scope="net")(images)
        two, second = small("v1", num_classes=3, scope="net", reuse=True)(images + 1.0)
        assert list(first) == list(second)
        assert first["net/block1"] is not second["net/block1"]
        return one + two, {**first, "second": second["net/block1"]}

    single = model_of(small("v1", num_classes=3, scope="net"))
    double = model_of(twice)
    for model in (single, double):
        model.build((1, 32, 32, 3))
    paths = [[v.path for v in m.variables_in_order] for m in (single, double)]
    assert paths[0] == paths[1]


@pytest.mark.parametrize("training", [False, True])
def test_mode_of_the_network_is_that_of_the_model(training):
    model = model_of(lambda images: {"out": small("v1")(images)[0]})
    model.build((2, 32, 32, 3))
    path = "resnet_v1/conv1/BatchNorm/moving_variance"
    before = numbers(model.variable(path)).copy()
    _, after = forward_pass(model, IMAGES, training=training)
    assert (after[path] != before).all() == training


def test_bottleneck_is_a_target_of_scopes():
    def network(images):
        with arg_scope(resnet_v1.bottleneck, rate=2):
            return resnet_v1.bottleneck(images, 4, 2, 1, scope="unit")

    assert shape_of(model_of(network)) == (2, 32, 32, 4)


@pytest.mark.parametrize(
    ("network", "text"),
    [
        (small("v1", output_stride=6),
         "resnet_v1() got output_stride=6, expected a multiple of 4, because the root "
         "block has stride 4."),
        (small("v2", output_stride=12),
         "stack_blocks_dense() got output_stride=3, expected a stride that the blocks "
         "reach: 1, 2, 4."),
        (small("v1", output_stride=32),
         "stack_blocks_dense() got output_stride=8, expected a stride that the blocks "
         "reach: 1, 2, 4."),
        (lambda x: nets.inception_v1.inception_v1_base(x, "Mixed_3d"),
         "inception_v1_base() got final_endpoint='Mixed_3d', expected one of "
         "Conv2d_1a_7x7, MaxPool_2a_3x3, Conv2d_2b_1x1, Conv2d_2c_3x3, MaxPool_3a_3x3, "
         "Mixed_3b, Mixed_3c, MaxPool_4a_3x3, Mixed_4b, Mixed_4c, Mixed_4d, Mixed_4e, "
         "Mixed_4f, MaxPool_5a_2x2, Mixed_5b, Mixed_5c."),
    ],
)  # fmt: skip
def test_error_says_exactly(network, text):
    with pytest.raises(nets.NetworkArgumentError) as caught:
        model_of(network)(IMAGES)
    assert str(caught.value) == text


def test_stages_of_inception_end_where_asked():
    names = []

    def network(images):
        net, end_points = nets.inception_v1.inception_v1_base(images, "Mixed_3b")
        names.extend(end_points)
        return net

    shape_of(layers.Model(network))
    assert names[-1] == "Mixed_3b"
