"""Layers over the features of each example: softmax, norms and maxima."""

from __future__ import annotations

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._state.scopes import Name


@layer
def softmax(logits: Tensor, scope: Name = None) -> Tensor:
    """Turn logits into probabilities along the last axis.

    Args:
        logits: Shape `(batch, ..., classes)` of rank 2 or more, any float dtype.
        scope: Name of the layer; default: `softmax`, `softmax_1`, ...

    Returns:
        Shape of `logits`; each slice along the last axis is >= 0 and adds up to 1.

    Raises:
        InputError: `logits` is a scalar or a vector.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.softmax(np.zeros((1, 4), "float32")).tolist()
        [[0.25, 0.25, 0.25, 0.25]]

    Source:
        tf_slim/layers/layers.py, `softmax`.
    """
    with LayerCall(softmax, logits, scope, "softmax") as call:
        call.rank_at_least(2)
        return ops.softmax(logits, axis=-1)


@layer
def unit_norm(
    inputs: Tensor, dim: int, epsilon: float | Tensor = 1e-7, scope: Name = None
) -> Tensor:
    """Scale to length 1 along one axis.

    Args:
        inputs: Any shape, any float dtype.
        dim: Axis along which the length is taken, >= 0.
        epsilon: Added to the squared length, > 0.
        scope: Name of the layer; default: `UnitNorm`, `UnitNorm_1`, ...

    Returns:
        `inputs / sqrt(epsilon + sum(inputs ** 2))`, shape of `inputs`.

    Raises:
        LayerArgumentError: `dim` is negative, or not an axis of `inputs`.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.unit_norm(np.array([[3.0, 4.0]], "float32"), 1).round(3).tolist()
        [[0.6000000238418579, 0.800000011920929]]

    Source:
        tf_slim/layers/layers.py, `unit_norm`.
    """
    with LayerCall(unit_norm, inputs, scope, "UnitNorm") as call:
        axis = call.axis("dim", dim)
        if dim < 0:
            raise call.wrong("dim", dim, "an axis counted from the first, >= 0")
        length = ops.sum(ops.square(inputs), axis, keepdims=True)
        return inputs / ops.sqrt(epsilon + length)


@layer
def maxout(
    inputs: Tensor, num_units: int, axis: int = -1, scope: Name = None
) -> Tensor:
    """Keep the maximum of each group of consecutive features.

    Args:
        inputs: Any shape, any dtype.
        num_units: Number of groups, >= 1, that divides the number of features.
        axis: Axis of the features. (The original is right only for the last one.)
        scope: Name of the layer; default: `MaxOut`, `MaxOut_1`, ...

    Returns:
        Shape of `inputs`, but `num_units` along `axis`.

    Raises:
        InputError: The number of features is unknown.
        LayerArgumentError: `num_units` does not divide the number of features.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.maxout(np.array([[1, 5, 2, 3]]), 2).tolist()
        [[5, 3]]

    Source:
        Goodfellow et al. 2013, arXiv:1302.4389, section 3.
    """
    with LayerCall(maxout, inputs, scope, "MaxOut") as call:
        position = call.axis("axis", axis)
        features = call.known_size(position)
        if features % call.count("num_units", num_units):
            raise call.wrong(
                "num_units", num_units, f"a divisor of {features} features"
            )
        shape = [-1 if n is None else n for n in ops.shape(inputs)]
        shape[position : position + 1] = [num_units, features // num_units]
        return ops.max(ops.reshape(inputs, shape), axis=position + 1)
