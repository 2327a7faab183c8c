"""NASNet-A: two kinds of cells that a search found on small images, many times each."""

from __future__ import annotations

from typing import Any

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope._core.scope import ArgScope
from argscope.nets._network import EndPoints, image_size
from argscope.nets.nasnet._arg_scope import cells_arg_scope
from argscope.nets.nasnet._cell import NASNET_NORMAL, NASNET_REDUCTION
from argscope.nets.nasnet._config import NasNetConfig
from argscope.nets.nasnet._ends import Stem
from argscope.nets.nasnet._rows import Row, auxiliary_scope, imagenet_stem, stem_rows
from argscope.nets.nasnet._trunk import Options, compute
from argscope.nets.nasnet.nasnet_utils import calc_reduction_layers

__all__ = [
    "NasNetConfig",
    "build_nasnet_cifar",
    "build_nasnet_large",
    "build_nasnet_mobile",
    "cifar_config",
    "large_imagenet_config",
    "mobile_imagenet_config",
    "nasnet_cifar_arg_scope",
    "nasnet_large_arg_scope",
    "nasnet_mobile_arg_scope",
]


def cifar_config() -> NasNetConfig:
    """Return the configuration for images of 32 x 32 pixels: 6 cells of each size.

    Its drop path is for 600 epochs of the 50 000 images of CIFAR-10, 32 in a batch.

    Example:
        >>> import dataclasses
        >>> config = dataclasses.replace(cifar_config(), num_cells=6)
        >>> (config.num_cells, config.num_conv_filters)
        (6, 32)
    """
    return NasNetConfig(
        num_cells=18,
        num_conv_filters=32,
        stem_multiplier=3.0,
        skip_reduction_layer_input=False,
        dense_dropout_keep_prob=1.0,
        drop_path_keep_prob=0.6,
        total_training_steps=937_500,
    )


def mobile_imagenet_config() -> NasNetConfig:
    """Return the configuration for images of 224 x 224 pixels: 4 cells of each size."""
    return NasNetConfig(
        num_cells=12,
        num_conv_filters=44,
        stem_multiplier=1.0,
        skip_reduction_layer_input=False,
        dense_dropout_keep_prob=0.5,
        drop_path_keep_prob=1.0,
    )


def large_imagenet_config() -> NasNetConfig:
    """Return the configuration for images of 331 x 331 pixels: 6 cells of each size."""
    return NasNetConfig(
        num_cells=18,
        num_conv_filters=168,
        stem_multiplier=3.0,
        skip_reduction_layer_input=True,
        dense_dropout_keep_prob=0.5,
        drop_path_keep_prob=0.7,
    )


def nasnet_cifar_arg_scope(
    weight_decay: float = 5e-4,
    batch_norm_decay: float = 0.9,
    batch_norm_epsilon: float = 1e-5,
) -> ArgScope:
    """Return the scope under which NASNet-A for CIFAR-10 is built.

    Layers with weights have L2 penalties, initializers that scale by the number of
    outputs, and no activation; convolutions have no biases, and batch normalization has
    a scale.

    Args:
        weight_decay: Scale of the penalty on weights, >= 0.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
    """
    return cells_arg_scope(weight_decay, batch_norm_decay, batch_norm_epsilon)


@like(
    nasnet_cifar_arg_scope,
    weight_decay=4e-5,
    batch_norm_decay=0.9997,
    batch_norm_epsilon=1e-3,
)
def nasnet_mobile_arg_scope(**arguments: Any) -> ArgScope:
    """Return the scope for `build_nasnet_mobile`. As `nasnet_cifar_arg_scope`."""
    return cells_arg_scope(**arguments)


@like(nasnet_mobile_arg_scope, weight_decay=5e-5)
def nasnet_large_arg_scope(**arguments: Any) -> ArgScope:
    """Return the scope for `build_nasnet_large`. As `nasnet_cifar_arg_scope`."""
    return cells_arg_scope(**arguments)


@image_size(32)
def build_nasnet_cifar(
    images: Tensor,
    num_classes: int | None,
    is_training: bool | None = None,
    config: NasNetConfig | None = None,
    current_step: float | Tensor | None = None,
    *,
    final_endpoint: str | None = None,
    create_aux_logits: bool | None = None,
) -> tuple[Tensor, EndPoints]:
    """Compute NASNet-A for CIFAR-10: 3.3 million parameters for 10 classes.

    No weights of it were published. Those who trained it had batches of 32 images, a
    learning rate of 0.025 that falls along half a cosine, gradients of norm 5 at most,
    and 0.4 times the loss of the auxiliary logits.

    Args:
        images: Shape `(batch, height, width, channels)`, of known height and width:
            32 x 32 pixels.
        num_classes: Number of classes; None returns the features, shape
            `(batch, channels)`.
        is_training: Whether dropout, drop path and auxiliary logits are there, and batch
            normalization uses the batch's statistics. None follows the model's mode;
            the original's default is True.
        config: Its numbers of cells and channels, and what else is in `NasNetConfig`;
            default: `cifar_config()`.
        current_step: Number of the training step, >= 0: a number or a scalar tensor. It
            decides how many paths are dropped in training. None drops none.
        final_endpoint: The end point to return, and to end at; None for the logits or
            features.
        create_aux_logits: Whether training computes logits halfway, too; None for what
            `config` says (`use_aux_head`).

    Returns:
        The logits, shape `(batch, num_classes)`, and a dict of end points: `Stem`,
        `Cell_0`, `Reduction_Cell_0` and others in their order, in training `AuxLogits`
        on the way, `global_pool`, `Logits` and `Predictions`.

    Raises:
        NetworkArgumentError: There is no such end point, or a size is unknown.

    Source:
        Zoph et al. 2017, "Learning transferable architectures for scalable image
        recognition", arXiv:1707.07012; github.com/tensorflow/models,
        research/slim/nets/nasnet/nasnet.py.
    """
    config = config or cifar_config()
    filters = int(config.num_conv_filters * config.stem_multiplier)
    stem = Stem("l1_stem_3x3", "l1_stem_bn", filters, end_point="Stem")
    options = Options(
        "build_nasnet_cifar",
        num_classes,
        is_training,
        final_endpoint,
        current_step,
        create_aux_logits,
    )
    return compute(images, stem, _rows(config), config, options)


@image_size(224)
def build_nasnet_mobile(
    images: Tensor,
    num_classes: int | None,
    is_training: bool | None = None,
    final_endpoint: str | None = None,
    config: NasNetConfig | None = None,
    current_step: float | Tensor | None = None,
    *,
    create_aux_logits: bool | None = None,
) -> tuple[Tensor, EndPoints]:
    """Compute NASNet-A (4 @ 1056): 5.3 million parameters for 1000 classes.

    As `build_nasnet_cifar`, for images of 224 x 224 pixels, with
    `mobile_imagenet_config()`. arXiv:1707.07012. The published weights are for 1001
    classes, the first of which is none.
    Top-1 accuracy of the published weights on ImageNet: 74.0 %
    (github.com/tensorflow/models, research/slim/README.md).
    """
    config = config or mobile_imagenet_config()
    options = Options(
        "build_nasnet_mobile",
        num_classes,
        is_training,
        final_endpoint,
        current_step,
        create_aux_logits,
    )
    return _for_imagenet(images, config, options)


@image_size(331)
@like(build_nasnet_mobile)
def build_nasnet_large(
    *, images: Tensor, config: NasNetConfig | None, **asked: Any
) -> tuple[Tensor, EndPoints]:
    """Compute NASNet-A (6 @ 4032): 88.8 million parameters for 1000 classes.

    As `build_nasnet_cifar`, for images of 331 x 331 pixels, with
    `large_imagenet_config()`. arXiv:1707.07012. The published weights are for 1001
    classes, the first of which is none.
    Top-1 accuracy of the published weights on ImageNet: 82.7 %
    (github.com/tensorflow/models, research/slim/README.md).
    """
    config = config or large_imagenet_config()
    return _for_imagenet(images, config, Options("build_nasnet_large", **asked))


def _for_imagenet(
    images: Tensor, config: NasNetConfig, options: Options
) -> tuple[Tensor, EndPoints]:
    rows = [*stem_rows(NASNET_REDUCTION, config), *_rows(config)]
    return compute(images, imagenet_stem(config), rows, config, options)


def _rows(config: NasNetConfig) -> list[Row]:
    """Return the cells after the stem."""
    halved_at = calc_reduction_layers(config.num_cells, config.num_reduction_layers)
    rows, scaling = [], 1.0
    for number in range(config.num_cells):
        halved = number in halved_at
        if halved:
            scaling *= config.filter_scaling_rate
            count = halved_at.index(number)
            rows.append(
                Row(
                    f"reduction_cell_{count}",
                    NASNET_REDUCTION,
                    scaling,
                    stride=2,
                    end_point=f"Reduction_Cell_{count}",
                )
            )
        rows.append(
            Row(
                f"cell_{number}",
                NASNET_NORMAL,
                scaling,
                back=3 if halved and config.skip_reduction_layer_input else 2,
                end_point=f"Cell_{number}",
                auxiliary_scope=auxiliary_scope(number, halved_at),
            )
        )
    return rows
