"""The ends of networks: pooling, classes, and classes halfway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope.layers._arguments import Activation
from argscope.layers._state.run import current_run
from argscope.nets._network import EndPoints
from argscope.nets._truncated_normal import TruncatedNormal
from argscope.nets.errors import ImageSizeError


def at_most(net: Tensor, window: Sequence[int]) -> list[int]:
    """Return the window, or the size of `net` where that is smaller."""
    return [min(size, most) for size, most in zip(net.shape[1:3], window, strict=True)]


def pooled(
    net: Tensor, window: Sequence[int], end_points: EndPoints, *, global_pool: bool
) -> Tensor:
    """Return means over windows, or over all positions.

    Args:
        net: Features, shape `(batch, height, width, channels)`.
        window: Height and width, reduced to those of `net` where it is smaller.
        end_points: Gets `global_pool`, if that is asked for.
        global_pool: Whether to take the mean over all positions.
    """
    if global_pool:
        return means(net, end_points)
    return layers.avg_pool2d(net, at_most(net, window), stride=2, padding="VALID")


def means(net: Tensor, end_points: EndPoints) -> Tensor:
    """Return the means over all positions, which become the end point `global_pool`."""
    end_points["global_pool"] = ops.mean(net, (1, 2), keepdims=True)
    return end_points["global_pool"]


def class_logits(
    net: Tensor,
    num_classes: int,
    *,
    scope: str,
    spatial_squeeze: bool,
    stddev: float | None = None,
) -> Tensor:
    """Return one logit for each class, by a convolution without activation."""
    initializer: dict[str, Any] = (
        {} if stddev is None else {"weights_initializer": TruncatedNormal(stddev)}
    )
    logits = layers.conv2d(
        net,
        num_classes,
        [1, 1],
        activation_fn=None,
        normalizer_fn=None,
        scope=scope,
        **initializer,
    )
    return squeezed(logits) if spatial_squeeze else logits


def squeezed(net: Tensor) -> Tensor:
    """Return `net` without its axes of height and width, which must have size 1.

    Raises:
        ImageSizeError: They have not.
    """
    if any(size not in (1, None) for size in net.shape[1:3]):
        positions = " x ".join(map(str, net.shape[1:3]))
        run = current_run()
        raise ImageSizeError.positions_left(positions, run.scope.name if run else "")
    return ops.squeeze(net, (1, 2))


def auxiliary_logits(
    net: Tensor, num_classes: int, *, last_convolution: str, classes: str
) -> Tensor:
    """Return logits of features halfway, which help training.

    Args:
        net: Features, at least 5 x 5 positions.
        num_classes: Number of classes.
        last_convolution: Scope of the convolution over all positions.
        classes: Scope of the fully connected layer.
    """
    with layers.variable_scope("AuxLogits"):
        net = layers.avg_pool2d(net, [5, 5], stride=3, padding="VALID")
        net = layers.conv2d(net, 128, [1, 1], scope="Conv2d_1b_1x1")
        net = layers.conv2d(
            net, 768, net.shape[1:3], padding="VALID", scope=last_convolution
        )
        return layers.fully_connected(
            layers.flatten(net), num_classes, activation_fn=None, scope=classes
        )


def predicted(
    logits: Tensor, end_points: EndPoints, prediction_fn: Activation
) -> tuple[Tensor, EndPoints]:
    """Add the logits and the predictions to the end points, and return them."""
    end_points["Logits"] = logits
    end_points["Predictions"] = prediction_fn(logits)
    return logits, end_points
