"""Normalization of each example by channel, or by groups of channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._arguments import Activation, Initializer, OutputCollections
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._norm.affine import offset_and_scale
from argscope.layers._numerics.norm_ops import (
    in_full_precision,
    moments,
    moments_near_zero,
    normalize,
)
from argscope.layers._numerics.ops import along, cast, channel_axis
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections


@layer
def instance_norm(
    inputs: Tensor,
    center: bool = True,
    scale: bool = True,
    epsilon: float | Tensor = 1e-6,
    activation_fn: Activation | None = None,
    param_initializers: dict[str, Initializer] | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: OutputCollections = None,
    trainable: bool = True,
    data_format: str | None = "NHWC",
    scope: Name = None,
) -> Tensor:
    """Give each channel of each example mean 0 and variance 1, then scale and offset.

    Args:
        inputs: Shape `(batch, ..., channels)` of rank 3 or more, any float dtype;
            `(batch, channels, ...)` with `data_format="NCHW"`.
        center: Whether to add a learned offset `beta`.
        scale: Whether to multiply with a learned `gamma`.
        epsilon: Added to the variance, > 0.
        activation_fn: Applied last.
        param_initializers: Initial values by name: `beta`, `gamma`.
        reuse: Share the variables of an earlier layer with the same scope.
        variables_collections: Collections for the variables, or `{name: collections}`.
        outputs_collections: Collections for the output.
        trainable: Whether training changes `beta` and `gamma`.
        data_format: None or `"NHWC"`, or `"NCHW"`.
        scope: Name of the variables' scope; default: `InstanceNorm`, ...

    Returns:
        Shape of `inputs`.

    Raises:
        InputError: `inputs` has a rank below 3, or its channels are unknown.
        LayerArgumentError: Another `data_format`.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.instance_norm(keras.Input((8, 8, 3))).shape
        (None, 8, 8, 3)

    Source:
        Ulyanov et al. 2016, arXiv:1607.08022, eq. 5; tf_slim/layers/normalization.py.
    """
    with LayerCall(
        instance_norm,
        inputs,
        scope,
        "InstanceNorm",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        rank = call.rank_at_least(3)
        axis = channel_axis(inputs, call.data_format(data_format))
        beta, gamma = offset_and_scale(
            call,
            (call.known_size(axis),),
            center=center,
            scale=scale,
            initializers=param_initializers,
        )
        values = in_full_precision(inputs)
        mean, variance = moments(values, [i for i in range(1, rank) if i != axis])
        outputs = normalize(
            values,
            mean,
            variance,
            offset=along(beta, inputs, axis),
            scale=along(gamma, inputs, axis),
            epsilon=epsilon,
        )
        outputs = cast(outputs, call.run.compute_dtype)
        return call.activated(outputs, activation_fn, outputs_collections)


@layer
def group_norm(
    inputs: Tensor,
    groups: int = 32,
    channels_axis: int = -1,
    reduction_axes: Sequence[int] = (-3, -2),
    center: bool = True,
    scale: bool = True,
    epsilon: float | Tensor = 1e-6,
    activation_fn: Activation | None = None,
    param_initializers: dict[str, Initializer] | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: OutputCollections = None,
    trainable: bool = True,
    scope: Name = None,
    mean_close_to_zero: bool = False,
) -> Tensor:
    """Give each group of channels of each example mean 0 and variance 1, then scale.

    As `instance_norm`, and besides:

    Args:
        inputs: Any shape, any float dtype.
        groups: Number of groups, >= 1, that divides the number of channels.
        channels_axis: Axis of the channels.
        reduction_axes: Axes to take the statistics over, besides the channels of a
            group.
        scope: Name of the variables' scope; default: `GroupNorm`, ...
        mean_close_to_zero: Compute the variance as the mean square less the square of
            the mean, in one pass. Exact only if the mean is near zero.

    Returns:
        Shape of `inputs`.

    Raises:
        InputError: The channels are unknown.
        LayerArgumentError: An axis that `inputs` does not have, or that is given twice;
            or `groups` does not divide the channels.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.group_norm(keras.Input((8, 8, 6)), groups=3).shape
        (None, 8, 8, 6)

    Source:
        Wu & He 2018, arXiv:1803.08494, eq. 7; tf_slim/layers/normalization.py.
    """
    with LayerCall(
        group_norm,
        inputs,
        scope,
        "GroupNorm",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        call.rank_at_least(2)
        axis = call.axis("channels_axis", channels_axis)
        axes = [call.axis("reduction_axes", each) for each in reduction_axes]
        if axis in axes:
            raise call.wrong("reduction_axes", reduction_axes, "no axis of channels")
        channels = call.known_size(axis)
        if channels % call.count("groups", groups):
            raise call.wrong("groups", groups, f"a divisor of {channels} channels")
        beta, gamma = offset_and_scale(
            call,
            (channels,),
            center=center,
            scale=scale,
            initializers=param_initializers,
        )
        values = _grouped(in_full_precision(inputs), axis, groups)
        # The axis of groups comes before that of the channels in a group.
        over = [each + (each > axis) for each in axes] + [axis + 1]
        mean, variance = (moments_near_zero if mean_close_to_zero else moments)(
            values, over
        )
        outputs = normalize(
            values,
            mean,
            variance,
            offset=_grouped_parameter(beta, values, axis, groups),
            scale=_grouped_parameter(gamma, values, axis, groups),
            epsilon=epsilon,
        )
        outputs = cast(_ungrouped(outputs, inputs), call.run.compute_dtype)
        return call.activated(outputs, activation_fn, outputs_collections)


def _grouped(values: Tensor, axis: int, groups: int) -> Tensor:
    """Return `values` with the axis of channels split into groups and their channels."""
    shape = list(ops.shape(values))
    shape[axis : axis + 1] = [groups, shape[axis] // groups]
    return ops.reshape(values, _one_unknown(shape))


def _grouped_parameter(
    parameter: Tensor | None, values: Tensor, axis: int, groups: int
) -> Tensor:
    if parameter is None:
        return None
    after = len(values.shape) - 2 - axis
    return ops.reshape(parameter, [groups, -1] + [1] * after)


def _ungrouped(values: Tensor, inputs: Tensor) -> Tensor:
    return ops.reshape(values, _one_unknown(list(ops.shape(inputs))))


def _one_unknown(shape: list[Any]) -> list[Any]:
    """Return `shape` with -1 for the batch if it is unknown while building."""
    return [-1 if size is None else size for size in shape]
