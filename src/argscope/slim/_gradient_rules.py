"""Changes to gradients before an optimizer applies them.

A rule gets pairs `(gradient, variable)` and returns pairs, as TF-Slim's do; a gradient is
None where the loss does not depend on the variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from keras import ops

from argscope.slim.errors import OptimizerError

Pairs = list[tuple[Any, Any]]
Rule = Callable[[Pairs], Pairs]


def multiply_gradients(
    grads_and_vars: Iterable[tuple[Any, Any]], gradient_multipliers: Mapping[str, Any]
) -> Pairs:
    """Multiply gradients by the factors of their variables.

    Args:
        grads_and_vars: Pairs `(gradient, variable)`.
        gradient_multipliers: Factors by path of variable, such as `"conv1/weights"`.

    Returns:
        The pairs, in their order.

    Raises:
        OptimizerError: There is a factor for a variable without a gradient.

    Example:
        >>> import argscope.slim as slim
        >>> import keras
        >>> weights = keras.Variable([1.0, 2.0], name="weights")
        >>> pairs = [(keras.ops.ones(2), weights)]
        >>> [(scaled, _)] = slim.learning.multiply_gradients(pairs, {"weights": 0.5})
        >>> keras.ops.convert_to_numpy(scaled).tolist()
        [0.5, 0.5]

    Source:
        tf_slim/learning.py, `multiply_gradients`.
    """
    # TF-Slim's own names end in ":0" in optimize_loss, and not in create_train_op.
    by_path = {
        path.removesuffix(":0"): factor for path, factor in gradient_multipliers.items()
    }
    return [
        (_multiplied(gradient, variable, by_path), variable)
        for gradient, variable in grads_and_vars
    ]


def _multiplied(gradient: Any, variable: Any, by_path: Mapping[str, Any]) -> Any:
    if variable.path not in by_path:
        return gradient
    if gradient is None:
        raise OptimizerError.about(
            "multiply_gradients",
            "gradient_multipliers",
            variable.path,
            expected="variables on which the loss depends",
        )
    return gradient * ops.cast(by_path[variable.path], gradient.dtype)


def clip_gradient_norms(
    gradients_to_variables: Iterable[tuple[Any, Any]], max_norm: float
) -> Pairs:
    """Shorten each gradient that is longer than `max_norm` to that length.

    Args:
        gradients_to_variables: Pairs `(gradient, variable)`.
        max_norm: The length, the root of the sum of squares.

    Returns:
        The pairs, in their order.

    Example:
        >>> import argscope.slim as slim
        >>> import keras
        >>> pairs = [(keras.ops.convert_to_tensor([3.0, 4.0]), keras.Variable([0.0, 0.0]))]
        >>> [(clipped, _)] = slim.learning.clip_gradient_norms(pairs, 1.0)
        >>> keras.ops.convert_to_numpy(clipped).round(3).tolist()
        [0.6000000238418579, 0.800000011920929]

    Source:
        tf_slim/learning.py, `clip_gradient_norms`.
    """
    return [
        (g if g is None else _shortened(g, _norm([g]), max_norm), variable)
        for g, variable in gradients_to_variables
    ]


def clip_gradient_norms_fn(max_norm: float) -> Rule:
    """Return a function that does `clip_gradient_norms`."""
    return lambda pairs: clip_gradient_norms(pairs, max_norm)


def multiplied(multipliers: Mapping[str, Any]) -> Rule:
    """Return a function that does `multiply_gradients`."""
    return lambda pairs: multiply_gradients(pairs, multipliers)


def clipped_together(norm: float) -> Rule:
    """Shorten all gradients by one factor if together they are longer than `norm`.

    If one of them is infinite, all become not a number, as by TensorFlow's
    `clip_by_global_norm`: a length of 0 for the others would hide it.
    """

    def rule(pairs: Pairs) -> Pairs:
        length = _norm([g for g, _ in pairs if g is not None])
        length = length + (length - length)  # not a number if it is infinite
        return [(g if g is None else _shortened(g, length, norm), v) for g, v in pairs]

    return rule


def _norm(gradients: list[Any]) -> Any:
    return ops.sqrt(sum(ops.sum(ops.square(gradient)) for gradient in gradients))


def _shortened(gradient: Any, length: Any, norm: float) -> Any:
    return gradient * (norm / ops.maximum(length, norm))
