"""The parts of NASNet and PNASNet that are not cells."""

from __future__ import annotations

from keras import ops

from argscope import layers
from argscope._base.tensor import Tensor
from argscope._core.scoped import add_arg_scope
from argscope.nets._network import in_mode

__all__ = [
    "calc_reduction_layers",
    "drop_path",
    "factorized_reduction",
    "global_avg_pool",
]


def calc_reduction_layers(num_cells: int, num_reduction_layers: int) -> list[int]:
    """Return the numbers of the cells at which height and width are halved.

    Example:
        >>> calc_reduction_layers(num_cells=18, num_reduction_layers=2)
        [6, 12]
    """
    parts = num_reduction_layers + 1
    return [int(part / parts * num_cells) for part in range(1, parts)]


def global_avg_pool(x: Tensor) -> Tensor:
    """Return the means over all positions, shape `(batch, channels)`."""
    return ops.mean(x, (1, 2))


def factorized_reduction(net: Tensor, output_filters: int, stride: int) -> Tensor:
    """Keep each `stride`-th position, and see its neighbour, too.

    Half of the channels are computed from the positions that are kept, the others from
    those below and to the right of them. With a stride of 1 it is a convolution of 1 x 1.

    Args:
        net: Features, shape `(batch, height, width, channels)`.
        output_filters: Number of output channels, >= 2.
        stride: Step in positions, 1 or 2.

    Returns:
        Shape `(batch, ceil(height / stride), ceil(width / stride), output_filters)`.

    Source:
        github.com/tensorflow/models, research/slim/nets/nasnet/nasnet_utils.py.
    """
    if stride == 1:
        net = layers.conv2d(net, output_filters, 1, scope="path_conv")
        return layers.batch_norm(net, scope="path_bn")
    half = output_filters // 2
    kept = net[:, ::stride, ::stride]
    neighbours = ops.pad(net, [[0, 0], [0, 1], [0, 1], [0, 0]])[:, 1::stride, 1::stride]
    paths = [
        layers.conv2d(kept, half, 1, scope="path1_conv"),
        layers.conv2d(neighbours, output_filters - half, 1, scope="path2_conv"),
    ]
    return layers.batch_norm(ops.concatenate(paths, -1), scope="final_path_bn")


@add_arg_scope
def drop_path(
    net: Tensor, keep_prob: float | Tensor, is_training: bool | None = None
) -> Tensor:
    """Set all features of random images to zero while training, and scale up the others.

    Args:
        net: Features, shape `(batch, height, width, channels)`.
        keep_prob: Probability that those of an image are kept, in (0, 1]: a number or a
            scalar tensor.
        is_training: Whether to drop. None does what dropout does here; the original's
            default is True.

    Source:
        Larsson et al. 2016, arXiv:1605.07648;
        github.com/tensorflow/models, research/slim/nets/nasnet/nasnet_utils.py.
    """
    with in_mode(is_training):
        return layers.dropout(net, keep_prob, noise_shape=[None, 1, 1, 1])
