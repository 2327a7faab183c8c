"""Pix2pix: an image is translated into another, and pairs of images are judged.

The generator is a U: what the encoder gives out at a size is joined to what the decoder
has there. Each network is built under `pix2pix_arg_scope`, and has no scope of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.nets._mirrored import padded
from argscope.nets._network import EndPoints
from argscope.nets._normal import Normal
from argscope.nets.errors import NetworkArgumentError

__all__ = [
    "Block",
    "pix2pix_arg_scope",
    "pix2pix_discriminator",
    "pix2pix_generator",
    "upsample",
]


class Block(NamedTuple):
    """One halving in the encoder, and the doubling that belongs to it in the decoder.

    Attributes:
        num_filters: Number of channels of both.
        decoder_keep_prob: Probability that a feature of the decoder is kept, in (0, 1];
            0 for no dropout.
    """

    num_filters: int
    decoder_keep_prob: float


_WINDOW: Final = (4, 4)

# For images of 256 x 256 the paper's appendix has one more.
_BLOCKS: Final = (
    Block(64, 0.5),
    Block(128, 0.5),
    Block(256, 0.5),
    Block(512, 0),
    Block(512, 0),
    Block(512, 0),
    Block(512, 0),
)


def pix2pix_arg_scope() -> ArgScope:
    """Return the scope under which both networks are built.

    Convolutions are normalized for each image and channel, and their initial weights
    have standard deviation 0.02.
    """
    with arg_scope(
        [layers.conv2d, layers.conv2d_transpose],
        normalizer_fn=layers.instance_norm,
        normalizer_params={"center": True, "scale": True, "epsilon": 0.00001},
        weights_initializer=Normal(0.02),
    ) as scope:
        return scope


def upsample(
    net: Tensor,
    num_outputs: int,
    kernel_size: Sequence[int],
    method: str = "nn_upsample_conv",
) -> Tensor:
    """Enlarge features, by a layer with weights.

    Args:
        net: Features, shape `(batch, height, width, channels)`.
        num_outputs: Number of channels of the result.
        kernel_size: By how much height and width grow.
        method: `nn_upsample_conv` repeats each position and convolves;
            `conv2d_transpose` is a transposed convolution.

    Returns:
        Shape `(batch, height * kernel_size[0], width * kernel_size[1], num_outputs)`.

    Raises:
        NetworkArgumentError: There is no such method.
    """
    if method not in _UPSAMPLING:
        raise NetworkArgumentError.about(
            "upsample", "method", method, expected=f"one of {', '.join(_UPSAMPLING)}"
        )
    return _UPSAMPLING[method](net, num_outputs, kernel_size)


def _repeated(net: Tensor, num_outputs: int, factors: Sequence[int]) -> Tensor:
    for axis, factor in enumerate(factors, start=1):
        net = ops.repeat(net, factor, axis)
    return layers.conv2d(net, num_outputs, _WINDOW, activation_fn=None)


def _transposed(net: Tensor, num_outputs: int, factors: Sequence[int]) -> Tensor:
    return layers.conv2d_transpose(
        net, num_outputs, _WINDOW, stride=factors, activation_fn=None
    )


_UPSAMPLING: Final[dict[str, Callable[[Tensor, int, Sequence[int]], Tensor]]] = {
    "nn_upsample_conv": _repeated,
    "conv2d_transpose": _transposed,
}


def pix2pix_generator(
    net: Tensor,
    num_outputs: int,
    blocks: Sequence[Block] | None = None,
    upsample_method: str = "nn_upsample_conv",
    is_training: bool | None = None,
) -> tuple[Tensor, EndPoints]:
    """Compute an image of another kind for each image.

    Args:
        net: Images, shape `(batch, height, width, channels)`; height and width are
            multiples of 2 to the number of `blocks`.
        num_outputs: Number of channels of the new images.
        blocks: The halvings, the first one first. Default: seven, of 64, 128, 256 and
            four times 512 channels, the first three with dropout.
        upsample_method: `method` of `upsample`.
        is_training: Accepted, and without effect: dropout is the generator's only
            noise, and is active in both modes.

    Returns:
        The new images before the activation, shape
        `(batch, height, width, num_outputs)`, and a dict of end points: `encoder0`,
        `encoder1`, ..., `decoder0`, `decoder1`, ..., `logits` and `predictions`, which
        are in (-1, 1).

    Raises:
        NetworkArgumentError: The images have another size, or there is no such method.

    Source:
        Isola et al. 2016, "Image-to-image translation with conditional adversarial
        networks", arXiv:1611.07004, section 2.1 (dropout) and 5.1.1 (normalization);
        github.com/tensorflow/models, research/slim/nets/pix2pix.py.
    """
    del is_training
    blocks = blocks or _BLOCKS
    _check_size(net, 2 ** len(blocks))
    points: EndPoints = {}
    halved = _encode(net, blocks, points)
    net = _decode(halved, blocks, upsample_method, points)
    with layers.variable_scope("output"):
        points["logits"] = layers.conv2d(
            net, num_outputs, _WINDOW, activation_fn=None, normalizer_fn=None
        )
    points["predictions"] = ops.tanh(points["logits"])
    return points["logits"], points


def _check_size(images: Tensor, factor: int) -> None:
    if any(isinstance(size, int) and size % factor for size in images.shape[1:3]):
        raise NetworkArgumentError.about(
            "pix2pix_generator",
            "net",
            images,
            expected=f"images whose height and width are multiples of {factor}",
        )


def _encode(net: Tensor, blocks: Sequence[Block], points: EndPoints) -> list[Tensor]:
    """Return the features after each halving."""
    halved = []
    with (
        layers.variable_scope("encoder"),
        arg_scope([layers.conv2d], stride=2, activation_fn=ops.leaky_relu),
    ):
        for number, block in enumerate(blocks):
            unlike: dict[str, Any] = {}
            if number == 0:
                unlike = {"normalizer_fn": None}
            elif number == len(blocks) - 1:
                unlike = {"normalizer_fn": None, "activation_fn": None}
            net = layers.conv2d(net, block.num_filters, _WINDOW, **unlike)
            points[f"encoder{number}"] = net
            halved.append(net)
    return halved


def _decode(
    halved: Sequence[Tensor], blocks: Sequence[Block], method: str, points: EndPoints
) -> Tensor:
    """Return features of the size of the images."""
    net = None
    with (
        layers.variable_scope("decoder"),
        arg_scope([layers.dropout], is_training=True),
    ):
        pairs = zip(reversed(halved), reversed(blocks), strict=True)
        for number, (features, block) in enumerate(pairs):
            net = features if net is None else ops.concatenate([net, features], -1)
            net = upsample(ops.relu(net), block.num_filters, [2, 2], method)
            if block.decoder_keep_prob > 0:
                net = layers.dropout(net, keep_prob=block.decoder_keep_prob)
            points[f"decoder{number}"] = net
    return net


def pix2pix_discriminator(
    net: Tensor,
    num_filters: Sequence[int],
    padding: int = 2,
    pad_mode: str = "REFLECT",
    activation_fn: Activation = ops.leaky_relu,
    is_training: bool | None = None,
) -> tuple[Tensor, EndPoints]:
    """Compute how true each patch of an image looks.

    Args:
        net: Images, shape `(batch, height, width, channels)`, of known size unless they
            are padded with zeros; of pairs, the channels of both.
        num_filters: Number of channels of the convolutions, at least two. All but the
            last halve the size.
        padding: Positions that are added at each edge before a convolution.
        pad_mode: With what: `"CONSTANT"` zeros, or what is inside, mirrored at the
            outermost position (`"REFLECT"`) or beyond it (`"SYMMETRIC"`).
        activation_fn: Activation of the convolutions.
        is_training: Accepted, and without effect.

    Returns:
        The logits, one for each patch, shape `(batch, rows, columns, 1)`, and a dict of
        end points: `conv0`, `conv1`, ..., `logits` and `predictions`, which are
        probabilities.

    Raises:
        NetworkArgumentError: There is no such `pad_mode`, there are fewer than two
            numbers of channels, or the images are too small to be mirrored.

    Source:
        As `pix2pix_generator`; section 2.2.2 (patches).
    """
    del is_training
    if len(num_filters) < 2:
        raise NetworkArgumentError.about(
            "pix2pix_discriminator",
            "num_filters",
            num_filters,
            expected="at least two numbers of channels",
        )

    def convolved(net: Tensor, channels: int, number: int, **more: Any) -> Tensor:
        edges = [(padding, padding)] * 2
        net = padded("pix2pix_discriminator", net, edges, pad_mode)
        return layers.conv2d(net, channels, _WINDOW, scope=f"conv{number}", **more)

    points: EndPoints = {}
    last = len(num_filters) - 1
    with arg_scope(
        [layers.conv2d],
        stride=2,
        padding="VALID",
        activation_fn=activation_fn,
    ):
        net = points["conv0"] = convolved(net, num_filters[0], 0, normalizer_fn=None)
        for number in range(1, last):
            net = convolved(net, num_filters[number], number)
            points[f"conv{number}"] = net
        net = points[f"conv{last}"] = convolved(net, num_filters[-1], last, stride=1)
        points["logits"] = convolved(
            net, 1, last + 1, stride=1, activation_fn=None, normalizer_fn=None
        )
    points["predictions"] = ops.sigmoid(points["logits"])
    return points["logits"], points
