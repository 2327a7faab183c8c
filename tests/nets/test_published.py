"""Networks as the public model library (tensorflow/models, research/slim) has them.

`published/` holds what its functions computed, with values of all variables from
`published_values.py`. Ours take its options as keywords; some of its end points are not
in tf_slim's own networks, nor in ours. Most gradients are compared in `test_networks.py`;
leaving them out here halves the time.
"""

import dataclasses
import functools

import pytest
from tests.layers.arrays import numbers
from tests.nets.published_record import disagreements, modes_of, record_of

from argscope import arg_scope, layers, nets
from argscope.nets.nasnet import nasnet, pnasnet

pytestmark = pytest.mark.usefixtures("both_ways")

# End points are off by less than 2e-4; those of Inception v4, whose last blocks have
# 8 x 8 pixels of one image, by up to 3e-3.
RTOL = {("inception_v4", "train"): 1e-2}

MOBILENET_SCOPE = functools.partial(
    nets.mobilenet_v2.mobilenet_v2_arg_scope, dropout_keep_prob=1.0
)

# Cells of three sizes; what is random while training is switched off.
FEW_CELLS = {
    "num_cells": 3,
    "num_conv_filters": 12,
    "drop_path_keep_prob": 1.0,
    "dense_dropout_keep_prob": 1.0,
}
NASNET_CIFAR = (
    nasnet.build_nasnet_cifar, nasnet.nasnet_cifar_arg_scope,
    {"num_classes": 10, "config": dataclasses.replace(
        nasnet.cifar_config(),
        num_cells=6, num_conv_filters=16, drop_path_keep_prob=1.0)},
    (2, 32, 32, 3))  # fmt: skip


def inception_v2_base(images, is_training, **arguments):
    del is_training  # it has no such argument, and follows the model
    return nets.inception.inception_v2_base(images, **arguments)


# Name of the file: network, its arg scope, its arguments, shape of the images.
CALLS = {
    "cifarnet": (
        nets.cifarnet.cifarnet, nets.cifarnet.cifarnet_arg_scope,
        {"num_classes": 10, "dropout_keep_prob": 1.0}, (2, 32, 32, 3)),
    "inception_resnet_v2": (
        nets.inception.inception_resnet_v2,
        nets.inception.inception_resnet_v2_arg_scope,
        {"num_classes": 11, "dropout_keep_prob": 1.0, "create_aux_logits": False},
        (1, 150, 150, 3)),
    "inception_v1": (
        nets.inception.inception_v1, nets.inception.inception_v1_arg_scope,
        {"num_classes": 20, "dropout_keep_prob": 1.0, "global_pool": True},
        (2, 96, 96, 3)),
    "inception_v2": (
        nets.inception.inception_v2, nets.inception.inception_v2_arg_scope,
        {"num_classes": 20, "dropout_keep_prob": 1.0, "depth_multiplier": 0.5},
        (2, 224, 224, 3)),
    "inception_v2_plain": (
        inception_v2_base, nets.inception.inception_v2_arg_scope,
        {"final_endpoint": "Mixed_3c", "depth_multiplier": 0.25,
         "use_separable_conv": False}, (2, 64, 64, 3)),
    "inception_v2_rootless": (
        inception_v2_base, nets.inception.inception_v2_arg_scope,
        {"final_endpoint": "Mixed_4a", "depth_multiplier": 0.25,
         "include_root_block": False}, (2, 8, 8, 16)),
    "inception_v3": (
        nets.inception.inception_v3, nets.inception.inception_v3_arg_scope,
        {"num_classes": 20, "dropout_keep_prob": 1.0}, (1, 299, 299, 3)),
    "inception_v4": (
        nets.inception.inception_v4, nets.inception.inception_v4_arg_scope,
        {"num_classes": 11, "dropout_keep_prob": 1.0}, (1, 299, 299, 3)),
    "lenet": (
        nets.lenet.lenet, functools.partial(nets.lenet.lenet_arg_scope, 0.01),
        {"num_classes": 10}, (2, 28, 28, 1)),
    "mobilenet_v1": (
        nets.mobilenet_v1.mobilenet_v1, nets.mobilenet_v1.mobilenet_v1_arg_scope,
        {"num_classes": 20, "dropout_keep_prob": 1.0, "depth_multiplier": 0.75},
        (2, 128, 128, 3)),
    "mobilenet_v2": (
        nets.mobilenet_v2.mobilenet_v2, MOBILENET_SCOPE, {"num_classes": 20},
        (2, 96, 96, 3)),
    "mobilenet_v2_035": (
        nets.mobilenet_v2.mobilenet_v2, MOBILENET_SCOPE,
        {"num_classes": None, "depth_multiplier": 0.35, "output_stride": 8,
         "finegrain_classification_mode": True}, (2, 96, 96, 3)),
    "mobilenet_v3_large": (
        nets.mobilenet_v3.mobilenet_v3_large, MOBILENET_SCOPE, {"num_classes": 20},
        (2, 96, 96, 3)),
    "mobilenet_v3_small": (
        nets.mobilenet_v3.mobilenet_v3_small, MOBILENET_SCOPE,
        {"num_classes": 20, "depth_multiplier": 0.75}, (2, 96, 96, 3)),
    "mobilenet_v3_large_minimalistic": (
        nets.mobilenet_v3.large_minimalistic, MOBILENET_SCOPE, {"num_classes": 20},
        (2, 96, 96, 3)),
    "mobilenet_v3_small_minimalistic": (
        nets.mobilenet_v3.small_minimalistic, MOBILENET_SCOPE, {"num_classes": 20},
        (2, 96, 96, 3)),
    "mobilenet_edgetpu": (
        nets.mobilenet_v3.edge_tpu, MOBILENET_SCOPE, {"num_classes": 20},
        (2, 96, 96, 3)),
    "mobilenet_edgetpu_075": (
        nets.mobilenet_v3.edge_tpu_075, MOBILENET_SCOPE, {"num_classes": 20},
        (2, 96, 96, 3)),
    "nasnet_bounded": (
        nasnet.build_nasnet_cifar, nasnet.nasnet_cifar_arg_scope,
        {"num_classes": 7, "config": dataclasses.replace(
            nasnet.cifar_config(), **{**FEW_CELLS, "num_conv_filters": 6},
            use_bounded_activation=True)},
        (2, 24, 24, 3)),
    "nasnet_cifar": NASNET_CIFAR,
    "nasnet_cifar_training": NASNET_CIFAR,
    "nasnet_large_small": (
        nasnet.build_nasnet_large, nasnet.nasnet_large_arg_scope,
        {"num_classes": 7, "config": dataclasses.replace(
            nasnet.large_imagenet_config(), **FEW_CELLS)},
        (2, 96, 96, 3)),
    "nasnet_mobile": (
        nasnet.build_nasnet_mobile, nasnet.nasnet_mobile_arg_scope,
        {"num_classes": 13}, (1, 96, 96, 3)),
    "pnasnet_large_small": (
        pnasnet.build_pnasnet_large, pnasnet.pnasnet_large_arg_scope,
        {"num_classes": 7, "config": dataclasses.replace(
            pnasnet.large_imagenet_config(), **FEW_CELLS)},
        (2, 96, 96, 3)),
    "pnasnet_mobile": (
        pnasnet.build_pnasnet_mobile, pnasnet.pnasnet_mobile_arg_scope,
        {"num_classes": 13}, (1, 96, 96, 3)),
    "resnet_v1_50": (
        nets.resnet_v1.resnet_v1_50, nets.resnet_v1.resnet_arg_scope,
        {"num_classes": 13, "spatial_squeeze": True}, (2, 64, 64, 3)),
    "resnet_v2_50_os8": (
        nets.resnet_v2.resnet_v2_50, nets.resnet_v2.resnet_arg_scope,
        {"num_classes": 13, "global_pool": False, "output_stride": 8},
        (2, 65, 65, 3)),
    "vgg_a_fcn": (
        nets.vgg.vgg_a, nets.vgg.vgg_arg_scope,
        {"num_classes": None, "spatial_squeeze": False, "fc_conv_padding": "SAME"},
        (1, 96, 96, 3)),
}  # fmt: skip

NOT_OURS = {
    "inception_v2": {"AvgPool_1a", "PreLogits"},
    "inception_v3": {"AvgPool_1a"},
    "resnet_v1_50": {"global_pool"},
    "resnet_v2_50_os8": {"global_pool"},
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mode"), modes_of(CALLS))
def test_network_agrees_with_the_published_one(name, mode):
    without, rtol = NOT_OURS.get(name, ()), RTOL.get((name, mode))
    found = disagreements(name, mode, CALLS[name], without=without, rtol=rtol)
    assert found == []


@pytest.mark.slow
def test_initial_weights_are_as_wide_as_the_published_ones():
    record = record_of("nasnet_cifar")
    network, scope, arguments, shape = CALLS["nasnet_cifar"]
    with arg_scope(scope()):
        model = layers.Model(
            functools.partial(network, **arguments, is_training=False), seed=1
        )
    model.build(shape)
    for path, std in record["initial"]:
        weights = numbers(model.variable(path))
        # Both are drawn: six times the standard error of each.
        within = 6 * std / weights.size**0.5
        assert weights.std() == pytest.approx(std, abs=within), path
