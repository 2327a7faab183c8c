"""PNASNet-5: one kind of cell, which a progressive search found, in all places."""

from __future__ import annotations

from typing import Any

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.scope import ArgScope
from argscope.nets._network import EndPoints, image_size
from argscope.nets.nasnet._arg_scope import cells_arg_scope
from argscope.nets.nasnet._cell import PNASNET
from argscope.nets.nasnet._config import NasNetConfig
from argscope.nets.nasnet._rows import Row, auxiliary_scope, imagenet_stem, stem_rows
from argscope.nets.nasnet._trunk import Options, compute
from argscope.nets.nasnet.nasnet_utils import calc_reduction_layers

__all__ = [
    "build_pnasnet_large",
    "build_pnasnet_mobile",
    "large_imagenet_config",
    "mobile_imagenet_config",
    "pnasnet_large_arg_scope",
    "pnasnet_mobile_arg_scope",
]


def large_imagenet_config() -> NasNetConfig:
    """Return the configuration for images of 331 x 331 pixels: 4 cells of each size."""
    return NasNetConfig(
        num_cells=12,
        num_conv_filters=216,
        stem_multiplier=3.0,
        skip_reduction_layer_input=True,
        dense_dropout_keep_prob=0.5,
        drop_path_keep_prob=0.6,
    )


def mobile_imagenet_config() -> NasNetConfig:
    """Return the configuration for images of 224 x 224 pixels: 3 cells of each size."""
    return NasNetConfig(
        num_cells=9,
        num_conv_filters=54,
        stem_multiplier=1.0,
        skip_reduction_layer_input=True,
        dense_dropout_keep_prob=0.5,
        drop_path_keep_prob=1.0,
    )


def pnasnet_large_arg_scope(
    weight_decay: float = 4e-5,
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
) -> ArgScope:
    """Return the scope under which PNASNet-5 is built.

    As `argscope.nets.nasnet.nasnet.nasnet_cifar_arg_scope`.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
    """
    return cells_arg_scope(weight_decay, batch_norm_decay, batch_norm_epsilon)


@like(pnasnet_large_arg_scope)
def pnasnet_mobile_arg_scope(**arguments: Any) -> ArgScope:
    """Return the scope for `build_pnasnet_mobile`. As `pnasnet_large_arg_scope`."""
    return cells_arg_scope(**arguments)


@image_size(331)
def build_pnasnet_large(
    images: Tensor,
    num_classes: int | None,
    is_training: bool | None = None,
    final_endpoint: str | None = None,
    config: NasNetConfig | None = None,
    *,
    current_step: float | Tensor | None = None,
    create_aux_logits: bool | None = None,
) -> tuple[Tensor, EndPoints]:
    """Compute PNASNet-5 (large): 86.1 million parameters for 1000 classes.

    Arguments are those of `argscope.nets.nasnet.nasnet.build_nasnet_cifar`, and the
    default configuration is `large_imagenet_config()`. The published weights are for
    1001 classes, the first of which is none.
    Top-1 accuracy of the published weights on ImageNet: 82.9 %
    (github.com/tensorflow/models, research/slim/README.md).

    Args:
        images: Shape `(batch, height, width, channels)`: 331 x 331 pixels, or another
            size that is known.

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: `Stem`,
        `Cell_0` to `Cell_11`, in training `AuxLogits` on the way, `global_pool`,
        `Logits` and `Predictions`.

    Raises:
        NetworkArgumentError: There is no such end point, or a size is unknown.

    Source:
        Liu et al. 2017, "Progressive neural architecture search", arXiv:1712.00559;
        github.com/tensorflow/models, research/slim/nets/nasnet/pnasnet.py.
    """
    options = Options(
        "build_pnasnet_large",
        num_classes,
        is_training,
        final_endpoint,
        current_step,
        create_aux_logits,
    )
    return _computed(images, config or large_imagenet_config(), options)


@image_size(224)
@like(build_pnasnet_large)
def build_pnasnet_mobile(
    *, images: Tensor, config: NasNetConfig | None, **asked: Any
) -> tuple[Tensor, EndPoints]:
    """Compute PNASNet-5 (mobile): 5.1 million parameters for 1000 classes.

    As `build_pnasnet_large`, for images of 224 x 224 pixels, with
    `mobile_imagenet_config()`. arXiv:1712.00559.
    Top-1 accuracy of the published weights on ImageNet: 74.2 %
    (github.com/tensorflow/models, research/slim/README.md).
    """
    options = Options("build_pnasnet_mobile", **asked)
    return _computed(images, config or mobile_imagenet_config(), options)


def _computed(
    images: Tensor, config: NasNetConfig, options: Options
) -> tuple[Tensor, EndPoints]:
    rows = [*stem_rows(PNASNET, config), *_rows(config)]
    return compute(images, imagenet_stem(config), rows, config, options)


def _rows(config: NasNetConfig) -> list[Row]:
    """Return the cells after the stem; some of them halve height and width."""
    halved_at = calc_reduction_layers(config.num_cells, config.num_reduction_layers)
    rows, scaling, back = [], 1.0, 2
    for number in range(config.num_cells):
        halved = number in halved_at
        if halved:
            scaling *= config.filter_scaling_rate
        keeps = halved and not config.skip_reduction_layer_input
        back = back + 1 if keeps else 2
        rows.append(
            Row(
                f"cell_{number}",
                PNASNET,
                scaling,
                stride=2 if halved else 1,
                back=back,
                end_point=f"Cell_{number}",
                auxiliary_scope=auxiliary_scope(number, halved_at),
            )
        )
    return rows
