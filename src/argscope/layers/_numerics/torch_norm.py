"""Batch normalization on torch as one node of its graph, exact in the forward pass.

On a CPU torch's own kernel for images with the channels last adds one float32 after the
other: over 400 000 pixels the variance is off by 1e-4, and with values a thousand
deviations from zero it is lost. Its backward pass is given the statistics, and is used.
"""

from __future__ import annotations

from typing import Any, Final

import torch
from torch import Tensor

from argscope._distribution.torch_one_call import one_call
from argscope._distribution.torch_parts import TorchParts

_BACKWARD: Final = torch.ops.aten.native_batch_norm_backward.default


def normalize_batch(
    inputs: Tensor,
    axis: int,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the normalized `inputs`, and their mean and (biased) variance.

    The gradient of the output counts the statistics in; they themselves have none.
    """
    # With the channels second, as torch's kernels want them: between two layers in a
    # recorded network the permutations to there and back cancel.
    images = inputs.movedim(axis, 1)
    axes = [0, *range(2, inputs.ndim)]
    with torch.no_grad():
        mean = images.mean(axes)
        centered = images - _per_channel(mean, images)
        variance = centered.square().mean(axes)
        inverse = (variance + epsilon).rsqrt()
    outputs = _shifted_and_scaled(
        images, offset, scale, epsilon, centered, mean, inverse
    )
    return outputs.movedim(1, axis), mean, variance


def normalize_batch_in_parts(
    inputs: Tensor,
    axis: int,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float,
    parts: TorchParts,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return what `normalize_batch` does of the whole batch, for one part of it.

    As torch's SyncBatchNorm, which has kernels for GPUs only. The parts tell each other
    their means and variances, all at once: each message takes its time.
    """
    images = inputs.movedim(axis, 1)
    axes = [0, *range(2, inputs.ndim)]
    with torch.no_grad():
        own = images.mean(axes)
        centered = images - _per_channel(own, images)
        told = torch.stack([own, centered.square().mean(axes)])
        means, variances = parts.gather(told[None]).unbind(1)
        mean = means.mean(0)
        variance = (variances + (means - mean).square()).mean(0)
        inverse = (variance + epsilon).rsqrt()
    outputs = _shifted_and_scaled_in_parts(
        images, offset, scale, parts, centered, own, mean, inverse
    )
    return outputs.movedim(1, axis), mean, variance


def has_kernel_for(mean: Tensor, variance: Tensor) -> bool:
    """Return whether `normalize` takes these statistics: they get no gradient."""
    return not (mean.requires_grad or variance.requires_grad)


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


@one_call
def _shifted_and_scaled(*args: Any) -> Tensor:
    outputs: Tensor = _ShiftAndScale.apply(*args)
    return outputs


class _ShiftAndScale(torch.autograd.Function):
    # Not split into forward and setup_context: torch would inspect the signature of
    # forward in every call, which takes longer than a small batch_norm.
    @staticmethod
    def forward(
        ctx: Any,
        images: Tensor,
        offset: Tensor | None,
        scale: Tensor | None,
        epsilon: float,
        centered: Tensor,
        mean: Tensor,
        inverse: Tensor,
    ) -> Tensor:
        ctx.epsilon = epsilon
        ctx.wanted = [True, scale is not None, offset is not None]
        ctx.save_for_backward(images, scale, mean, inverse)
        return _affine(centered, inverse, offset, scale)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        images, scale, mean, inverse = ctx.saved_tensors
        of_images, of_scale, of_offset = _BACKWARD(
            gradient,
            images,
            scale,
            None,
            None,
            mean,
            inverse,
            train=True,
            eps=ctx.epsilon,
            output_mask=ctx.wanted,
        )
        return of_images, of_offset, of_scale, None, None, None, None


@one_call
def _shifted_and_scaled_in_parts(*args: Any) -> Tensor:
    outputs: Tensor = _ShiftAndScaleInParts.apply(*args)
    return outputs


class _ShiftAndScaleInParts(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        images: Tensor,
        offset: Tensor | None,
        scale: Tensor | None,
        parts: TorchParts,
        centered: Tensor,
        own: Tensor,
        mean: Tensor,
        inverse: Tensor,
    ) -> Tensor:
        ctx.parts, ctx.has_offset = parts, offset is not None
        ctx.save_for_backward(images, scale, mean, inverse)
        # It is centered at the mean of this part, and the rest goes into the offset.
        rest = (own - mean) * (inverse if scale is None else inverse * scale)
        shift = rest if offset is None else rest + offset
        return _affine(centered, inverse, shift, scale)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        images, scale, mean, inverse = ctx.saved_tensors
        axes = [0, *range(2, images.ndim)]
        normalized = (images - _per_channel(mean, images)) * _per_channel(
            inverse, images
        )
        sums = torch.stack(
            [gradient.sum(axes), torch.mul(gradient, normalized).sum(axes)]
        )
        count = images.numel() // images.shape[1] * ctx.parts.count
        along_one, along_images = ctx.parts.sum(sums) / count
        # What changes neither mean nor variance of the whole batch is what is left.
        rest = torch.addcmul(
            gradient - _per_channel(along_one, images),
            normalized,
            _per_channel(along_images, images),
            value=-1,
        )
        factor = inverse if scale is None else inverse * scale
        of_images = rest * _per_channel(factor, images)
        of_offset = sums[0] if ctx.has_offset else None
        of_scale = None if scale is None else sums[1]
        return of_images, of_offset, of_scale, None, None, None, None, None


def _affine(
    centered: Tensor, inverse: Tensor, offset: Tensor | None, scale: Tensor | None
) -> Tensor:
    factor = _per_channel(inverse if scale is None else inverse * scale, centered)
    if offset is None:
        return centered * factor
    return torch.addcmul(_per_channel(offset, centered), centered, factor)


def _per_channel(values: Tensor, images: Tensor) -> Tensor:
    """Return the vector `values` in a shape that broadcasts along axis 1 of `images`."""
    return values.reshape([-1] + [1] * (images.ndim - 2))
