"""Networks that make images, as the public model library has them; see `test_published`.

Dropout is left out where there is some: its masks are drawn anew.
"""

import functools

import pytest
from tests.nets.published_record import disagreements, modes_of

from argscope import ArgScope, nets
from argscope.nets.pix2pix import Block

pytestmark = pytest.mark.usefixtures("both_ways")

SMALL_CYCLEGAN = {
    "num_resnet_blocks": 1,
    "num_filters": 4,
    "kernel_size": [4, 3],
    "tanh_linear_slope": 0.5,
}

# Name of the record: network, its arg scope, its arguments, shape of the inputs.
CALLS = {
    "dcgan_discriminator": (
        nets.dcgan.discriminator, ArgScope, {"depth": 16}, (2, 32, 32, 3)),
    "dcgan_discriminator_at_rest": (
        nets.dcgan.discriminator, ArgScope, {"depth": 16}, (2, 32, 32, 3)),
    "dcgan_generator": (
        nets.dcgan.generator, ArgScope, {"depth": 16, "final_size": 32}, (2, 40)),
    "dcgan_generator_at_rest": (
        nets.dcgan.generator, ArgScope, {"depth": 16, "final_size": 32}, (2, 40)),
    "pix2pix_discriminator": (
        nets.pix2pix.pix2pix_discriminator, nets.pix2pix.pix2pix_arg_scope,
        {"num_filters": [16, 32, 64]}, (2, 64, 64, 6)),
    "pix2pix_generator": (
        nets.pix2pix.pix2pix_generator, nets.pix2pix.pix2pix_arg_scope,
        {"num_outputs": 3, "blocks": [Block(16, 0), Block(32, 0), Block(32, 0)],
         "upsample_method": "conv2d_transpose"}, (2, 64, 64, 3)),
    "cyclegan_generator": (
        nets.cyclegan.cyclegan_generator_resnet, ArgScope,
        {"num_resnet_blocks": 2, "num_filters": 8}, (1, 64, 64, 3)),
    "dcgan_generator_64_fused": (
        nets.dcgan.generator, ArgScope,
        {"depth": 4, "final_size": 64, "num_outputs": 1, "fused_batch_norm": True},
        (2, 10)),
    "pix2pix_generator_nn": (
        nets.pix2pix.pix2pix_generator, nets.pix2pix.pix2pix_arg_scope,
        {"num_outputs": 2, "blocks": [Block(8, 0), Block(16, 0)]}, (2, 16, 24, 3)),
    "pix2pix_discriminator_symmetric": (
        nets.pix2pix.pix2pix_discriminator, nets.pix2pix.pix2pix_arg_scope,
        {"num_filters": [8, 16], "padding": 3, "pad_mode": "SYMMETRIC"},
        (2, 16, 24, 6)),
    "cyclegan_generator_nn": (
        nets.cyclegan.cyclegan_generator_resnet, ArgScope,
        SMALL_CYCLEGAN | {"upsample_fn": functools.partial(
            nets.cyclegan.cyclegan_upsample, method="nn_upsample_conv",
            pad_mode="SYMMETRIC")}, (1, 16, 24, 3)),
    "cyclegan_generator_bilinear": (
        nets.cyclegan.cyclegan_generator_resnet, ArgScope,
        SMALL_CYCLEGAN | {"upsample_fn": functools.partial(
            nets.cyclegan.cyclegan_upsample, method="bilinear_upsample_conv",
            align_corners=True)}, (1, 16, 24, 3)),
}  # fmt: skip


@pytest.mark.parametrize(("name", "mode"), modes_of(CALLS))
def test_network_agrees_with_the_published_one(name, mode):
    assert disagreements(name, mode, CALLS[name]) == []
