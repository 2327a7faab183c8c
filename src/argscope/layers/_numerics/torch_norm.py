"""Batch normalization on torch as one node of its graph, exact in the forward pass.

On a CPU torch's own kernel for images with the channels last adds one float32 after the
other: over 400 000 pixels the variance is off by 1e-4, and with values a thousand
deviations from zero it is lost. Its backward pass is given the statistics, and is used.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def normalize_batch(
    inputs: Tensor,
    axis: int,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the normalized `inputs`, and their mean and (biased) variance."""
    return _NormalizeBatch.apply(inputs, axis, offset, scale, epsilon)


def normalize(
    inputs: Tensor,
    axis: int,
    mean: Tensor,
    variance: Tensor,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float,
) -> Tensor:
    """Return `inputs` normalized with the given statistics.

    By torch's kernel, which multiplies first: with a mean of a thousand deviations it is
    off by 1e-5 of the largest output.
    """
    outputs = torch.batch_norm(
        inputs.movedim(axis, 1),
        scale,
        offset,
        mean,
        variance,
        training=False,
        momentum=0.0,
        eps=epsilon,
        cudnn_enabled=torch.backends.cudnn.enabled,
    )
    return outputs.movedim(1, axis)


def interpolate(old: Tensor, new: Tensor, share: float) -> Tensor:
    """Return `old` moved to `new` by a `share` of the way."""
    return torch.lerp(old, new, share)


class _NormalizeBatch(torch.autograd.Function):
    # Not split into forward and setup_context: torch would inspect the signature of
    # forward in every call, which takes longer than a small batch_norm.
    @staticmethod
    def forward(
        ctx: Any,
        inputs: Tensor,
        axis: int,
        offset: Tensor | None,
        scale: Tensor | None,
        epsilon: float,
    ) -> tuple[Tensor, Tensor, Tensor]:
        axes = [i for i in range(inputs.ndim) if i != axis]
        mean = inputs.mean(axes)
        centered = inputs - _along(mean, inputs, axis)
        variance = centered.square().mean(axes)
        inverse = (variance + epsilon).rsqrt()
        ctx.axis, ctx.epsilon = axis, epsilon
        ctx.wanted = [True, scale is not None, offset is not None]
        ctx.mark_non_differentiable(mean, variance)
        ctx.save_for_backward(inputs, scale, mean, inverse)
        outputs = _shift_and_scale(centered, axis, offset, scale, inverse)
        return outputs, mean, variance

    @staticmethod
    def backward(ctx: Any, gradient: Tensor, *_statistics: Tensor) -> Any:
        values, scale, mean, inverse = ctx.saved_tensors
        of_inputs, of_scale, of_offset = torch.ops.aten.native_batch_norm_backward(
            gradient.movedim(ctx.axis, 1),
            values.movedim(ctx.axis, 1),
            scale,
            None,
            None,
            mean,
            inverse,
            train=True,
            eps=ctx.epsilon,
            output_mask=ctx.wanted,
        )
        return of_inputs.movedim(1, ctx.axis), None, of_offset, of_scale, None


def _shift_and_scale(
    centered: Tensor,
    axis: int,
    offset: Tensor | None,
    scale: Tensor | None,
    factor: Tensor,
) -> Tensor:
    factor = _along(factor if scale is None else factor * scale, centered, axis)
    if offset is None:
        return centered * factor
    return torch.addcmul(_along(offset, centered, axis), centered, factor)


def _along(values: Tensor, inputs: Tensor, axis: int) -> Tensor:
    """Return the vector `values` in a shape that broadcasts along `axis` of `inputs`."""
    axes_after = inputs.ndim - 1 - axis
    return values.reshape([-1] + [1] * axes_after) if axes_after else values
