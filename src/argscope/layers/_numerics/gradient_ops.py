"""Functions whose gradients backends disagree on; here they are TensorFlow's on all.

That is so at kinks, where a slope can be chosen, and where the chain rule meets `0 * inf`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from argscope._base.tensor import Tensor


def absolute(values: Tensor) -> Tensor:
    """Return `|values|`, with gradient 0 at 0. JAX's own has 1 there."""
    return values * ops.stop_gradient(ops.sign(values))


def larger(first: Tensor, second: Tensor) -> Tensor:
    """Return the larger of two; of equals the first, which then has all of the gradient.

    JAX and torch share the gradient among equals. What is not a number stays so.
    """
    takes_second = ops.logical_or(second > first, ops.isnan(second))
    return ops.where(takes_second, second, first)


def softmax_cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Return `-sum(labels * log_softmax(logits))` over the last axis.

    Its gradient is `softmax(logits) - labels`, also where labels do not add up to 1: that
    of TensorFlow 1's operation of this name. Nothing goes back into the labels.
    """
    shifted, log_total = _shifted(logits)
    fixed = ops.stop_gradient(log_total)
    losses = ops.sum(ops.stop_gradient(labels) * (fixed - shifted), -1)
    return losses + ops.squeeze(log_total - fixed, -1)


def sparse_softmax_cross_entropy(logits: Tensor, classes: Tensor) -> Tensor:
    """Return `-log_softmax(logits)` at the class of each row; 0 if there is no such class.

    A probability of 0 elsewhere, so a logit of minus infinity, does not matter.
    """
    shifted, log_total = _shifted(logits)
    chosen = ops.one_hot(classes, logits.shape[-1], dtype="bool")
    return ops.sum(ops.where(chosen, log_total - shifted, 0.0), -1)


def _shifted(logits: Tensor) -> tuple[Tensor, Tensor]:
    """Return logits less their maximum, and the logarithm of the sum of exponentials."""
    shifted = logits - ops.stop_gradient(ops.max(logits, -1, keepdims=True))
    return shifted, ops.log(ops.sum(ops.exp(shifted), -1, keepdims=True))


def with_gradient(
    function: Callable[[Tensor], Tensor], gradient: Callable[[Tensor, Tensor], Tensor]
) -> Callable[[Tensor], Tensor]:
    """Return `function` of one tensor with another gradient.

    Args:
        function: From a tensor to one of its shape.
        gradient: From the input, and the gradient by the output, to that by the input.
    """

    @ops.custom_gradient  # type: ignore[untyped-decorator]  # Keras has no types
    def call(values: Tensor) -> Tensor:
        def pull(*args: Any, upstream: Tensor = None) -> Any:
            return gradient(values, args[-1] if upstream is None else upstream)

        return function(values), pull

    if keras.backend.backend() == "torch":
        from argscope._distribution.torch_one_call import one_call

        call = one_call(call)

    def applied(values: Tensor) -> Tensor:
        if isinstance(values, keras.KerasTensor):  # it has a shape, and no gradient
            return function(values)
        return call(ops.convert_to_tensor(values))

    return applied
