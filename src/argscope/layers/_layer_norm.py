"""Normalization of each example over all its values."""

from __future__ import annotations

from argscope._base.tensor import Tensor
from argscope.layers._arguments import Activation, OutputCollections
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._norm.affine import offset_and_scale
from argscope.layers._numerics.norm_ops import (
    in_full_precision,
    is_float16,
    moments,
    normalize,
)
from argscope.layers._numerics.ops import cast
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections


@layer
def layer_norm(
    inputs: Tensor,
    center: bool = True,
    scale: bool = True,
    activation_fn: Activation | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: OutputCollections = None,
    trainable: bool = True,
    begin_norm_axis: int = 1,
    begin_params_axis: int = -1,
    scope: Name = None,
) -> Tensor:
    """Give each example mean 0 and variance 1, then a learned scale and offset.

    Args:
        inputs: Shape `(batch, ...)` of rank 2 or more, any float dtype.
        center: Whether to add a learned offset `beta`.
        scale: Whether to multiply with a learned `gamma`.
        activation_fn: Applied last.
        reuse: Share the variables of an earlier layer with the same scope.
        variables_collections: Collections for the variables, or `{name: collections}`.
        outputs_collections: Collections for the output.
        trainable: Whether training changes `beta` and `gamma`.
        begin_norm_axis: First axis to take the statistics over, up to the last. The
            default, 1, takes all but the batch.
        begin_params_axis: First axis along which `beta` and `gamma` differ, up to the
            last.
        scope: Name of the variables' scope; default: `LayerNorm`, `LayerNorm_1`, ...

    Returns:
        Shape of `inputs`. The variance is increased by 1e-12 (1e-3 for float16).

    Raises:
        InputError: `inputs` has a rank below 2, or unknown sizes from
            `begin_params_axis` on.
        LayerArgumentError: An axis that `inputs` does not have.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.layer_norm(keras.Input((8, 8, 3))).shape
        (None, 8, 8, 3)

    Source:
        Ba et al. 2016, arXiv:1607.06450, eq. 4; epsilon and order of variables as in
        tf_slim/layers/layers.py, `layer_norm`.
    """
    with LayerCall(
        layer_norm,
        inputs,
        scope,
        "LayerNorm",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        rank = call.rank_at_least(2)
        norm_axes = range(call.axis("begin_norm_axis", begin_norm_axis), rank)
        param_axes = range(call.axis("begin_params_axis", begin_params_axis), rank)
        shape = tuple(call.known_size(axis) for axis in param_axes)
        beta, gamma = offset_and_scale(call, shape, center=center, scale=scale)
        values = in_full_precision(inputs)
        mean, variance = moments(values, norm_axes)
        outputs = normalize(
            values,
            mean,
            variance,
            offset=beta,
            scale=gamma,
            epsilon=1e-3 if is_float16(inputs) else 1e-12,
        )
        outputs = cast(outputs, call.run.compute_dtype)
        return call.activated(outputs, activation_fn, outputs_collections)
