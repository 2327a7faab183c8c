"""Statistics of a batch that several devices have parts of.

On torch and TensorFlow a computation sees one part. On JAX it sees all of them: it takes
them together with few messages, or one by one if it is asked to. Where one device has the
whole batch it is `norm_ops`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import keras
from keras import ops

from argscope._base.tensor import Tensor
from argscope._distribution.batch import (
    devices_of_batch,
    groups_of_batch,
    parts_of_batch,
    takes_parts_alone,
)
from argscope._distribution.parts import Parts, total_of
from argscope.layers._numerics import norm_ops
from argscope.layers._numerics.norm_ops import axes_but, size_of
from argscope.layers._numerics.ops import ON_TORCH, along, is_tensor

if TYPE_CHECKING:
    from argscope._distribution.torch_parts import TorchParts
if ON_TORCH:
    from argscope.layers._numerics import torch_norm
ON_JAX: Final = keras.backend.backend() == "jax"
if ON_JAX:
    from argscope.layers._numerics import jax_norm

Moments = tuple[Tensor, Tensor]


def normalize_batch(
    inputs: Tensor,
    axis: int,
    *,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float | Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return what `norm_ops.normalize_batch` does of the whole batch.

    Or, if batch_norm is asked to take the devices' parts one by one, `inputs` normalized
    by the statistics of their part, and the mean of these over all parts.
    """
    parts, groups = parts_of_batch(), groups_of_batch()
    affine = {"offset": offset, "scale": scale, "epsilon": epsilon}
    if groups > 1 and inputs.shape[0] % groups == 0:
        return _normalize_groups(inputs, axis, groups, **affine)
    devices = devices_of_batch()
    if ON_JAX and devices > 1 and inputs.shape[0] % devices == 0:
        outputs, *whole = jax_norm.normalize(inputs, axis, devices, epsilon)
        return _scaled_and_shifted(outputs, axis, scale, offset), *whole
    if parts is None:
        return norm_ops.normalize_batch(inputs, axis, **affine)
    if takes_parts_alone():
        outputs, *own = norm_ops.normalize_batch(inputs, axis, **affine)
        mean, variance = (_mean_over_parts(each, inputs, parts) for each in own)
        return outputs, mean, variance
    if ON_TORCH and not is_tensor(epsilon):
        return torch_norm.normalize_batch_in_parts(
            inputs, axis, offset, scale, epsilon, cast("TorchParts", parts)
        )
    mean, variance = (
        ops.reshape(each, (-1,))
        for each in _moments_over_parts(
            inputs, axes_but(axis, len(inputs.shape)), parts
        )
    )
    outputs = norm_ops.normalize_channels(inputs, axis, mean, variance, **affine)
    return outputs, mean, variance


def moments(inputs: Tensor, axes: list[int], weights: Tensor | None = None) -> Moments:
    """Return mean and variance of the whole batch over `axes`, which stay with size 1.

    Args:
        inputs: The images of this part.
        axes: That of the images among them.
        weights: What each value counts, broadcast to `inputs`; None: all the same.
    """
    parts = parts_of_batch()
    if parts is None or takes_parts_alone():
        if weights is None:
            return norm_ops.moments(inputs, axes)
        return norm_ops.weighted_moments(inputs, weights, axes)
    return _moments_over_parts(inputs, axes, parts, weights)


def count_of(inputs: Tensor, axes: list[int]) -> int | Tensor:
    """Return the number of values over `axes` of which statistics are taken."""
    count = size_of(inputs, axes)
    parts = parts_of_batch()
    if parts is not None and not takes_parts_alone():
        return _total(parts, count, inputs.dtype)
    groups = groups_of_batch()
    return count if groups == 1 else count // groups


def _moments_over_parts(
    inputs: Tensor, axes: list[int], parts: Parts, weights: Tensor | None = None
) -> Moments:
    if weights is None:
        weights, count = 1.0, _total(parts, size_of(inputs, axes), inputs.dtype)
    else:
        weights = weights + ops.zeros_like(inputs)
        count = parts.sum(ops.sum(weights, axes, keepdims=True))
    mean = parts.sum(ops.sum(weights * inputs, axes, keepdims=True)) / count
    squares = weights * ops.square(inputs - mean)
    return mean, parts.sum(ops.sum(squares, axes, keepdims=True)) / count


def _mean_over_parts(statistics: Tensor, inputs: Tensor, parts: Parts) -> Tensor:
    """Return the mean over the parts that have images; of one that has none it is 0."""
    rows = ops.shape(inputs)[0]
    has_any = min(rows, 1) if isinstance(rows, int) else ops.minimum(rows, 1)
    return parts.sum(statistics) / _total(parts, has_any, statistics.dtype)


def _total(parts: Parts, size: int | Tensor, dtype: str) -> int | Tensor:
    total = total_of(parts, size)
    return ops.cast(total, dtype) if is_tensor(total) else total


def _normalize_groups(
    inputs: Tensor,
    axis: int,
    groups: int,
    *,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float | Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Normalize each of `groups` equal parts of a batch by itself."""
    shape = ops.shape(inputs)
    grouped = ops.reshape(inputs, (groups, shape[0] // groups, *shape[1:]))
    axes = [i for i in range(1, len(shape) + 1) if i != axis + 1]
    mean, variance = norm_ops.moments(grouped, axes)
    outputs = norm_ops.normalize(
        grouped, mean, variance, offset=None, scale=None, epsilon=epsilon
    )
    outputs = _scaled_and_shifted(ops.reshape(outputs, shape), axis, scale, offset)
    means = (ops.mean(ops.reshape(each, (groups, -1)), 0) for each in (mean, variance))
    return outputs, *means


def _scaled_and_shifted(
    outputs: Tensor, axis: int, scale: Tensor | None, offset: Tensor | None
) -> Tensor:
    if scale is not None:
        outputs = outputs * along(scale, outputs, axis)
    return outputs if offset is None else outputs + along(offset, outputs, axis)
