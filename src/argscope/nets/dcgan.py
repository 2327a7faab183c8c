"""DCGAN: a network that makes images, and one that tells them from photographs.

Both double or halve the size in each layer, so that sizes are powers of 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope.layers._state.names import Reuse
from argscope.nets._network import EndPoints, Scope, network_scope
from argscope.nets.errors import NetworkArgumentError

__all__ = ["discriminator", "generator"]

_WINDOW: Final = (4, 4)


def discriminator(
    inputs: Tensor,
    depth: int = 64,
    is_training: bool | None = None,
    reuse: Reuse = None,
    scope: Scope = "Discriminator",
    fused_batch_norm: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute how much each image looks like a photograph.

    Args:
        inputs: Images, shape `(batch, size, size, channels)`; `size` is a power of 2.
        depth: Number of channels of the first convolution; each next one has twice as
            many.
        is_training: Whether batch normalization uses the batch's statistics. None
            follows the model's mode; the original's default is True.
        reuse: Share the variables of an earlier network with the same scope.
        scope: Name of the variables' scope.
        fused_batch_norm: `fused` of `batch_norm`.

    Returns:
        The logits, shape `(batch, 1)`, and a dict of end points: `conv1`, `conv2`, ...,
        one for each halving, and `logits`.

    Raises:
        NetworkArgumentError: The images are not square, or their size is unknown or no
            power of 2.

    Source:
        Radford et al. 2015, "Unsupervised representation learning with deep
        convolutional generative adversarial networks", arXiv:1511.06434;
        github.com/tensorflow/models, research/slim/nets/dcgan.py.
    """
    halvings = _doublings_to("discriminator", inputs)
    points: EndPoints = {}
    net = inputs
    with (
        _normalized(scope, "Discriminator", reuse, is_training, fused=fused_batch_norm),
        arg_scope([layers.conv2d], stride=2, activation_fn=ops.leaky_relu),
    ):
        for number in range(1, halvings + 1):
            net = points[f"conv{number}"] = layers.conv2d(
                net,
                depth * 2 ** (number - 1),
                _WINDOW,
                normalizer_fn=None if number == 1 else layers.batch_norm,
                scope=f"conv{number}",
            )
        logits = layers.conv2d(
            net,
            1,
            [1, 1],
            stride=1,
            padding="VALID",
            normalizer_fn=None,
            activation_fn=None,
        )
        points["logits"] = ops.reshape(logits, (-1, 1))
        return points["logits"], points


def generator(
    inputs: Tensor,
    depth: int = 64,
    final_size: int = 32,
    num_outputs: int = 3,
    is_training: bool | None = None,
    reuse: Reuse = None,
    scope: Scope = "Generator",
    fused_batch_norm: bool = False,
) -> tuple[Tensor, EndPoints]:
    """Compute images of noise.

    Args:
        inputs: Noise, shape `(batch, features)`.
        depth: Number of channels of the last transposed convolution; each earlier one
            but the first has twice as many as the next.
        final_size: Height and width of the images in pixels: a power of 2, >= 8.
        num_outputs: Number of channels of the images.
        is_training: Whether batch normalization uses the batch's statistics. None
            follows the model's mode; the original's default is True.
        reuse: Share the variables of an earlier network with the same scope.
        scope: Name of the variables' scope.
        fused_batch_norm: `fused` of `batch_norm`.

    Returns:
        The images before an activation such as `tanh`, shape
        `(batch, final_size, final_size, num_outputs)`, and a dict of end points:
        `deconv1`, `deconv2`, ..., one for each doubling, and `logits`.

    Raises:
        NetworkArgumentError: `inputs` are not of rank 2, or `final_size` is not such a
            number.

    Source:
        As `discriminator`.
    """
    if len(inputs.shape) != 2:
        raise NetworkArgumentError.about(
            "generator", "inputs", inputs, expected="noise of shape (batch, features)"
        )
    if final_size < 8 or not _is_power_of_2(final_size):
        raise NetworkArgumentError.about(
            "generator", "final_size", final_size, expected="a power of 2, at least 8"
        )
    last = final_size.bit_length() - 2
    points: EndPoints = {}
    with (
        _normalized(scope, "Generator", reuse, is_training, fused=fused_batch_norm),
        arg_scope([layers.conv2d_transpose], stride=2, normalizer_fn=layers.batch_norm),
    ):
        net = ops.expand_dims(inputs, (1, 2))
        net = points["deconv1"] = layers.conv2d_transpose(
            net,
            depth * 2 ** (last - 1),
            _WINDOW,
            stride=1,
            padding="VALID",
            scope="deconv1",
        )
        for number in range(2, last):
            net = points[f"deconv{number}"] = layers.conv2d_transpose(
                net, depth * 2 ** (last - number), _WINDOW, scope=f"deconv{number}"
            )
        net = points[f"deconv{last}"] = layers.conv2d_transpose(
            net,
            depth,
            _WINDOW,
            normalizer_fn=None,
            activation_fn=None,
            scope=f"deconv{last}",
        )
        points["logits"] = layers.conv2d(
            net,
            num_outputs,
            [1, 1],
            padding="VALID",
            normalizer_fn=None,
            activation_fn=None,
            scope="logits",
        )
        return points["logits"], points


@contextmanager
def _normalized(
    scope: Scope,
    default_name: str,
    reuse: Reuse,
    is_training: bool | None,
    *,
    fused: bool,
) -> Iterator[None]:
    """Open the scope of a network whose moving means are free of their start at 0."""
    with (
        network_scope(scope, default_name, reuse=reuse, is_training=is_training),
        arg_scope([layers.batch_norm], zero_debias_moving_mean=True, fused=fused),
    ):
        yield


def _doublings_to(network: str, images: Tensor) -> int:
    """Return how often 1 is doubled to get the height and width of the images."""
    shape = images.shape
    if len(shape) != 4 or shape[1] != shape[2] or not _is_power_of_2(shape[1]):
        raise NetworkArgumentError.about(
            network,
            "inputs",
            images,
            expected="square images, their height and width a power of 2",
        )
    return int(shape[1]).bit_length() - 1


def _is_power_of_2(number: object) -> bool:
    return isinstance(number, int) and number > 0 and number.bit_count() == 1
