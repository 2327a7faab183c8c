"""The networks for videos (tensorflow/models, research/slim), and their options."""

import functools
import math

import keras
import numpy as np
import pytest
from tests.layers.arrays import computed
from tests.nets.published_record import disagreements, modes_of

from argscope import arg_scope, layers, nets
from argscope.nets import i3d, i3d_utils, s3dg
from argscope.nets._fit import fit

pytestmark = pytest.mark.usefixtures("both_ways")

# Name of the record: network, its arg scope, its arguments, shape of the videos.
CALLS = {
    "i3d": (
        i3d.i3d, i3d.i3d_arg_scope, {"num_classes": 9, "dropout_keep_prob": 1.0},
        (1, 8, 64, 64, 3)),
    "s3dg": (
        s3dg.s3dg, s3dg.s3dg_arg_scope, {"num_classes": 9, "dropout_keep_prob": 1.0},
        (1, 8, 64, 64, 3)),
    "s3dg_small": (
        s3dg.s3dg, s3dg.s3dg_arg_scope,
        {"num_classes": 3, "dropout_keep_prob": 1.0, "depth_multiplier": 0.125,
         "min_depth": 4, "first_temporal_kernel_size": 5,
         "temporal_conv_startat": "Mixed_3c", "gating_startat": "Mixed_4b"},
        (2, 8, 64, 64, 3)),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mode"), modes_of(CALLS))
def test_network_agrees_with_the_published_one(name, mode):
    assert disagreements(name, mode, CALLS[name]) == []


def variables_of(network, scope, shape=(1, 8, 64, 64, 3)):
    with arg_scope(scope()):
        model = layers.Model(network)
    model.compute_output_spec(keras.KerasTensor(shape), training=False)
    return [variable.path for variable in model.variables_in_order]


@pytest.mark.usefixtures("declared_only")
def test_gates_and_time_can_be_left_out():
    plain = functools.partial(
        s3dg.s3dg_base,
        temporal_conv_startat=None,
        gating_startat=None,
        final_endpoint="Mixed_3b",
    )
    paths = variables_of(plain, s3dg.s3dg_arg_scope)
    assert not [path for path in paths if "temporal" in path or "gating" in path]
    gated = functools.partial(s3dg.s3dg_base, final_endpoint="Mixed_3b")
    paths = variables_of(gated, s3dg.s3dg_arg_scope)
    assert sum("/self_gating/" in path for path in paths) == 5
    assert sum("/temporal/weights" in path for path in paths) == 3


@pytest.mark.usefixtures("declared_only")
def test_i3d_may_be_split_and_renormalized():
    base = functools.partial(i3d.i3d_base, final_endpoint="Mixed_3b")
    scope = functools.partial(i3d.i3d_arg_scope, separable_conv3d=True, use_renorm=True)
    paths = variables_of(base, scope)
    assert "InceptionV1/Conv2d_2c_3x3/temporal/weights" in paths
    assert "InceptionV1/Conv2d_1a_7x7/BatchNorm/renorm_mean" in paths


@pytest.mark.slow
@pytest.mark.usefixtures("declared_only")
@pytest.mark.parametrize(
    ("network", "scope"),
    [(i3d.i3d, i3d.i3d_arg_scope), (s3dg.s3dg, s3dg.s3dg_arg_scope)],
)
def test_docstring_tells_the_number_of_parameters(network, scope):
    with arg_scope(scope()):
        model = layers.Model(functools.partial(network, num_classes=400))
    model.compute_output_spec(keras.KerasTensor((1, 8, 64, 64, 3)), training=False)
    found = sum(math.prod(v.shape) for v in model.trainable_variables)
    assert f": {found / 1e6:.1f} million parameters for 400" in network.__doc__


def test_channels_may_come_first():
    videos = np.linspace(-1, 1, 2 * 2 * 8 * 8 * 4, dtype="float32")
    videos = videos.reshape(2, 2, 8, 8, 4)
    outputs = []
    for data_format, axes in (("NDHWC", (0, 1, 2, 3, 4)), ("NCDHW", (0, 4, 1, 2, 3))):
        network = functools.partial(
            i3d_utils.inception_block_v1_3d,
            num_outputs_0_0a=2, num_outputs_1_0a=2, num_outputs_1_0b=3,
            num_outputs_2_0a=2, num_outputs_2_0b=4, num_outputs_3_0b=5,
            data_format=data_format,
            self_gating_fn=functools.partial(s3dg.self_gating, data_format=data_format),
            scope="Mixed",
        )  # fmt: skip
        targets = [layers.conv3d, i3d_utils.conv3d_spatiotemporal, layers.max_pool3d]
        with (
            arg_scope([targets[0], targets[1], targets[2]], padding="SAME", stride=1),
            arg_scope(targets, data_format=data_format),
        ):
            model = layers.Model(network, seed=1)
        back = tuple(np.argsort(axes))
        outputs.append(computed(model, videos.transpose(axes)).transpose(back))
    assert outputs[0].shape == (2, 2, 8, 8, 14)
    np.testing.assert_allclose(outputs[0], outputs[1], rtol=1e-4, atol=1e-5)


def test_convolution_over_time_changes_nothing_at_first():
    def network(videos):
        return layers.conv3d(
            videos, 4, [3, 1, 1], activation_fn=None,
            weights_initializer=i3d_utils.center_initializer(),
        )  # fmt: skip

    videos = np.random.default_rng(0).random((1, 5, 2, 2, 4), dtype="float32")
    found = computed(layers.Model(network), videos)
    np.testing.assert_allclose(found, videos, rtol=1e-6)


def test_steps_of_a_split_convolution_are_those_of_its_halves():
    def network(videos):
        with arg_scope([i3d_utils.conv3d_spatiotemporal], separable=True):
            return i3d_utils.conv3d_spatiotemporal(
                videos, 4, [3, 3, 3], stride=[4, 2, 1], scope="conv"
            )

    spec = layers.Model(network).compute_output_spec(keras.KerasTensor((1, 8, 8, 8, 3)))
    assert spec.shape == (1, 2, 4, 8, 4)


def test_gates_take_videos_that_are_not_square():
    model = layers.Model(functools.partial(s3dg.self_gating, scope="gate"))
    spec = model.compute_output_spec(keras.KerasTensor((1, 2, 3, 5, 4)))
    assert spec.shape == (1, 2, 3, 5, 4)


def test_small_videos_are_pooled_whole():
    videos = keras.ops.zeros((1, 1, 3, 9, 2))
    assert i3d_utils.reduced_kernel_size_3d(videos, [2, 7, 7]) == [1, 3, 7]
    unknown = keras.KerasTensor((1, None, 3, 9, 2))
    assert i3d_utils.reduced_kernel_size_3d(unknown, [2, 7, 7]) == [2, 7, 7]


@pytest.mark.parametrize(
    ("network", "text"),
    [
        (functools.partial(s3dg.s3dg_base, first_temporal_kernel_size=2),
         "s3dg_base() got first_temporal_kernel_size=2, expected 1, 3, 5 or 7."),
        (functools.partial(s3dg.s3dg_base, data_format="NHWC"),
         "s3dg_base() got data_format='NHWC', expected NDHWC or NCDHW."),
        (functools.partial(s3dg.s3dg_base, depth_multiplier=0),
         "s3dg_base() got depth_multiplier=0, expected a number above 0."),
        (lambda x: layers.conv3d(x, 4, [3, 1, 1],
                                 weights_initializer=i3d_utils.center_initializer()),
         "center_initializer() got shape=(3, 1, 1, 3, 4), expected an odd number of "
         "frames, one position, and as many outputs as inputs."),
    ],
)  # fmt: skip
def test_error_says_exactly(network, text):
    with pytest.raises(nets.NetworkArgumentError) as caught:
        layers.Model(network)(np.zeros((1, 2, 4, 4, 3), "float32"))
    assert str(caught.value) == text


@pytest.mark.parametrize("name", ["i3d", "s3dg"])
def test_networks_of_videos_are_in_the_factory_and_not_in_the_catalog(name):
    network = nets.nets_factory.get_network_fn(name, 3, dropout_keep_prob=1.0)
    assert network.default_image_size == 224
    videos = keras.KerasTensor((2, 8, 64, 64, 3))
    assert layers.Model(network).compute_output_spec(videos).shape == (2, 3)
    assert name not in nets.NETS
    assert name not in nets.CATALOG


def test_what_is_about_images_refuses_networks_of_videos():
    with pytest.raises(nets.NetworkArgumentError) as refused:
        fit("s3dg", {})
    assert str(refused.value) == (
        "s3dg takes videos, and this is about images. In a program, call "
        "argscope.nets.s3dg.s3dg.\n"
        f"  networks: {', '.join(nets.NETS)}"
    )
