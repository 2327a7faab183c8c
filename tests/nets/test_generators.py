"""Options, modes and errors of the networks that make images."""

import functools

import keras
import numpy as np
import pytest
from tests.layers.arrays import computed, numbers

from argscope import arg_scope, layers, nets
from argscope.nets import cyclegan, dcgan, pix2pix
from argscope.nets._mirrored import padded
from argscope.nets._normal import Normal

IMAGES = np.linspace(-1, 1, 2 * 16 * 16 * 3, dtype="float32").reshape(2, 16, 16, 3)


def model_of(network, scope=None, **kwargs):
    """Return the model of a network's output."""
    with arg_scope(scope or {}):
        return layers.Model(functools.partial(network, **kwargs), seed=1)


def shape_for(model, *shape):
    return model.compute_output_spec(keras.KerasTensor(shape)).shape


@pytest.mark.parametrize(("size", "halvings"), [(1, 0), (2, 1), (64, 6)])
@pytest.mark.usefixtures("declared_only")
def test_dcgan_discriminator_halves_until_one_position_is_left(size, halvings):
    model = model_of(dcgan.discriminator, depth=1)
    assert shape_for(model, 3, size, size, 3) == (3, 1)
    assert sum(v.path.endswith("weights") for v in model.variables) == halvings + 1


@pytest.mark.parametrize("size", [8, 16, 128])
@pytest.mark.usefixtures("declared_only")
def test_dcgan_generator_makes_images_of_the_size(size):
    model = model_of(dcgan.generator, depth=1, final_size=size)
    assert shape_for(model, 3, 7) == (3, size, size, 3)


@pytest.mark.usefixtures("declared_only")
def test_dcgan_shares_variables():
    def network(images, times):
        for turn in range(times):
            logits, _ = dcgan.discriminator(images, depth=2, reuse=turn > 0)
        return logits

    paths = []
    for times in (1, 2):
        model = model_of(network, times=times)
        shape_for(model, *IMAGES.shape)
        paths.append([v.path for v in model.variables_in_order])
    assert paths[0] == paths[1]


@pytest.mark.usefixtures("declared_only")
def test_pix2pix_has_seven_blocks_unless_told_otherwise():
    scope = pix2pix.pix2pix_arg_scope()
    model = model_of(pix2pix.pix2pix_generator, scope, num_outputs=3)
    assert shape_for(model, 1, 128, 128, 3) == (1, 128, 128, 3)
    sizes = [v.shape[-1] for v in model.variables if v.path.endswith("weights")]
    assert sizes[:7] == [64, 128, 256, 512, 512, 512, 512]
    assert sizes[7:] == [512, 512, 512, 512, 256, 128, 64, 3]


def test_dropout_of_pix2pix_is_active_in_both_modes():
    outputs = []
    for keep in (0.5, 0):
        model = model_of(
            pix2pix.pix2pix_generator,
            pix2pix.pix2pix_arg_scope(),
            num_outputs=1,
            blocks=[pix2pix.Block(4, keep), pix2pix.Block(4, keep)],
        )
        outputs.append(computed(model, IMAGES))
    assert np.abs(outputs[0] - outputs[1]).max() > 0.01


@pytest.mark.usefixtures("declared_only")
def test_images_of_unknown_size_are_padded_with_zeros():
    model = model_of(
        pix2pix.pix2pix_discriminator, num_filters=[2, 2], pad_mode="CONSTANT"
    )
    assert shape_for(model, None, None, None, 3) == (None, None, None, 1)


def test_cyclegan_has_penalties_if_asked():
    scope = functools.partial(cyclegan.cyclegan_arg_scope, weight_decay=0.1)
    model = model_of(
        cyclegan.cyclegan_generator_resnet,
        arg_scope_fn=scope,
        num_filters=1,
        num_resnet_blocks=1,
    )
    model(IMAGES)
    assert len(model.losses) == 6  # transposed convolutions have none


def test_initial_weights_are_normal():
    model = model_of(
        lambda images: layers.conv2d(images, 300, 3),
        pix2pix.pix2pix_arg_scope(),
    )
    model(IMAGES)
    weights = numbers(model.variable("Conv/weights"))
    assert weights.std() == pytest.approx(0.02, rel=0.02)
    assert np.abs(weights).max() > 3 * 0.02  # not cut at two deviations
    copy = Normal.from_config(Normal(0.02).get_config())
    assert copy.stddev == 0.02


@pytest.mark.parametrize(
    ("mode", "like"),
    [("CONSTANT", "constant"), ("REFLECT", "reflect"), ("SYMMETRIC", "symmetric")],
)
@pytest.mark.parametrize("pads", [((0, 0), (0, 1)), ((2, 1), (1, 0)), ((3, 3), (3, 3))])
def test_padding_is_that_of_numpy(mode, like, pads):
    images = IMAGES[:, :4, :5]
    found = numbers(padded("f", keras.ops.convert_to_tensor(images), pads, mode))
    expected = np.pad(images, [(0, 0), *pads, (0, 0)], like)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("network", "shape", "text"),
    [
        (dcgan.discriminator, (2, 24, 24, 3),
         "discriminator() got inputs=float32[2,24,24,3], expected square images, their "
         "height and width a power of 2."),
        (dcgan.discriminator, (2, 16, 8, 3),
         "discriminator() got inputs=float32[2,16,8,3], expected square images, their "
         "height and width a power of 2."),
        (dcgan.generator, (2, 4, 4),
         "generator() got inputs=float32[2,4,4], expected noise of shape (batch, "
         "features)."),
        (functools.partial(dcgan.generator, final_size=4), (2, 4),
         "generator() got final_size=4, expected a power of 2, at least 8."),
        (functools.partial(dcgan.generator, final_size=48), (2, 4),
         "generator() got final_size=48, expected a power of 2, at least 8."),
        (functools.partial(pix2pix.pix2pix_generator, num_outputs=3), (2, 64, 128, 3),
         "pix2pix_generator() got net=float32[2,64,128,3], expected images whose height "
         "and width are multiples of 128."),
        (functools.partial(pix2pix.upsample, num_outputs=3, kernel_size=[2, 2],
                           method="nearest"), (2, 4, 4, 3),
         "upsample() got method='nearest', expected one of nn_upsample_conv, "
         "conv2d_transpose."),
        (functools.partial(pix2pix.pix2pix_discriminator, num_filters=[4]),
         (2, 16, 16, 3),
         "pix2pix_discriminator() got num_filters=[4], expected at least two numbers of "
         "channels."),
        (functools.partial(pix2pix.pix2pix_discriminator, num_filters=[4, 4],
                           pad_mode="EDGE"), (2, 16, 16, 3),
         "pix2pix_discriminator() got pad_mode='EDGE', expected one of CONSTANT, "
         "REFLECT, SYMMETRIC."),
        (functools.partial(pix2pix.pix2pix_discriminator, num_filters=[4, 4]),
         (2, 16, 2, 3),
         "pix2pix_discriminator() got inputs=float32[2,16,2,3], expected at least 3 "
         "positions along each axis that is mirrored."),
        (cyclegan.cyclegan_generator_resnet, (2, 16, 18, 3),
         "cyclegan_generator_resnet() got images=float32[2,16,18,3], expected images "
         "whose height and width are multiples of 4."),
        (functools.partial(cyclegan.cyclegan_upsample, num_outputs=3, stride=[2, 2],
                           method="nearest"), (2, 4, 4, 3),
         "cyclegan_upsample() got method='nearest', expected nn_upsample_conv, "
         "bilinear_upsample_conv or conv2d_transpose."),
    ],
)  # fmt: skip
def test_error_says_exactly(network, shape, text):
    with pytest.raises(nets.NetworkArgumentError) as caught:
        layers.Model(network)(np.zeros(shape, "float32"))
    assert str(caught.value) == text
