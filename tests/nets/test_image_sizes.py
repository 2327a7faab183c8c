"""Images that do not fit a network: the error says which do, and what lets these fit."""

import ast
import functools
import re

import keras
import pytest

from argscope import layers, nets
from argscope.nets import nets_factory
from argscope.nets._head import squeezed

pytestmark = pytest.mark.usefixtures("declared_only")


def run(network, size):
    model = layers.Model(lambda images: network(images)[0])
    model.compute_output_spec(keras.KerasTensor((2, size, size, 3)), training=False)


def refusal(network, size):
    """Return what the error of images of a size says."""
    with pytest.raises(nets.ImageSizeError) as caught:
        layers.Model(lambda images: network(images)[0]).build((None, size, size, 3))
    return str(caught.value)


def by_name(name, **options):
    return nets_factory.get_network_fn(name, 10, **options)


@pytest.mark.parametrize(
    ("network", "size", "text"),
    [
        (by_name("vgg_16"), 256,
         "vgg_16() got images of 256 x 256 pixels, of which 2 x 2 positions are left at "
         "its end, and spatial_squeeze=True drops only axes of size 1. Give images of 224 "
         "x 224 pixels, or build it with global_pool=True (one answer an image) or "
         "spatial_squeeze=False (one answer a position)."),
        (by_name("vgg_16"), 16,
         "vgg_16() got images of 16 x 16 pixels, which are too small for it. Give images "
         "of 224 x 224 pixels.\n"
         "  max_pool2d() at vgg_16/pool5 expected at least 2 x 2 HW, the window, got "
         "float32[1,1,1,512]."),
        (by_name("vgg_16"), 96,
         "vgg_16() got images of 96 x 96 pixels, which are too small for it. Give images "
         "of 224 x 224 pixels, or build it with fc_conv_padding='SAME' and "
         "global_pool=True.\n"
         "  conv2d() at vgg_16/fc6 expected at least 7 x 7 HW, the window, got "
         "float32[1,3,3,512]."),
        (by_name("alexnet_v2"), 96,
         "alexnet_v2() got images of 96 x 96 pixels, which are too small for it. Give "
         "images of 224 x 224 pixels.\n"
         "  conv2d() at alexnet_v2/fc6 expected at least 5 x 5 HW, the window, got "
         "float32[1,1,1,256]."),
        (by_name("inception_v3"), 32,
         "inception_v3() got images of 32 x 32 pixels, which are too small for it. Give "
         "images of 299 x 299 pixels.\n"
         "  conv2d() at InceptionV3/Mixed_6a/Branch_0/Conv2d_1a_1x1 expected at least "
         "3 x 3 HW, the window, got float32[1,1,1,288]."),
        (functools.partial(nets.inception.inception_v3, num_classes=10), 96,
         "inception_v3() got images of 96 x 96 pixels, which are too small for it. Give "
         "images of 299 x 299 pixels, or build it with create_aux_logits=False.\n"
         "  avg_pool2d() at InceptionV3/AuxLogits/AvgPool2D expected at least 5 x 5 HW, "
         "the window, got float32[1,4,4,768]."),
        (by_name("resnet_v1_50", global_pool=False), 64,
         "resnet_v1_50() got images of 64 x 64 pixels, of which 2 x 2 positions are left "
         "at its end, and spatial_squeeze=True drops only axes of size 1. Give images of "
         "224 x 224 pixels, or build it with global_pool=True (one answer an image) or "
         "spatial_squeeze=False (one answer a position)."),
    ],
)  # fmt: skip
def test_error_says_exactly(network, size, text):
    # The batch of a symbol may have any size.
    assert re.sub(r"float32\[[^,]*,", "float32[1,", refusal(network, size)) == text


OF_ONE_SIZE = [
    *("alexnet_v2", "overfeat", "vgg_a", "inception_v1", "inception_v2"),
    *("inception_v3", "mobilenet_v1"),
]


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_ONE_SIZE)
def test_what_the_error_says_to_build_takes_large_images(name):
    text = refusal(by_name(name), 400)
    pooled, kept = text.partition("build it with ")[2].split(" or ")
    run(by_name(name, **options_in(pooled)), 400)
    run(by_name(name, **options_in(kept)), 400)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["vgg_a", "inception_v1", "inception_v3", "inception_resnet_v2"]
)
def test_what_the_error_says_to_build_takes_small_images(name):
    text = refusal(by_name(name), 96).partition("build it with ")[2]
    run(by_name(name, **options_in(text)), 96)


def options_in(text):
    """Return the options in a text as arguments."""
    first = text.partition("\n")[0]
    found = re.findall(r"(\w+)=(True|False|'\w+')", first)
    return {option: ast.literal_eval(value) for option, value in found}


def test_network_that_was_published_for_no_size_says_where_positions_are_left():
    with pytest.raises(nets.ImageSizeError) as caught:
        layers.Model(functools.partial(in_scope, scope="head")).build((None, 4, 4, 3))
    assert str(caught.value) == (
        "4 x 4 positions are left of the images in head, and spatial_squeeze=True drops "
        "only axes of size 1. Give smaller images, or build the network with "
        "spatial_squeeze=False."
    )


def in_scope(images, scope):
    with layers.variable_scope(scope):
        return squeezed(images)
