"""Changing how gradients are computed: scaled, or from values that are computed again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import keras
from keras import ops

from argscope._base.tensor import Tensor
from argscope._core.block import arg_scope, current_arg_scope
from argscope.layers._layer import layer
from argscope.layers._numerics.gradient_ops import with_gradient
from argscope.layers._numerics.ops import is_tensor
from argscope.layers._state.run import Run, current_run, running

F = TypeVar("F", bound=Callable[..., Any])


@layer
def scale_gradient(inputs: Tensor, gradient_multiplier: float | Tensor) -> Tensor:
    """Return `inputs` as they are, with a gradient that is scaled.

    Args:
        inputs: Any shape, any float dtype.
        gradient_multiplier: Factor of the gradient; negative ones reverse it. A number,
            or a tensor whose shape broadcasts to that of `inputs`.

    Returns:
        `inputs`.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.scale_gradient(np.array([1.5], "float32"), -1.0).tolist()
        [1.5]

    Source:
        Ganin & Lempitsky 2015, arXiv:1409.7495, eq. 11 and 12.
    """
    if is_tensor(gradient_multiplier):
        gradient_multiplier = ops.stop_gradient(gradient_multiplier)
    return with_gradient(
        lambda values: values, lambda _, upstream: upstream * gradient_multiplier
    )(inputs)


def recompute_grad(function: F) -> F:
    """Return `function` so that training computes it a second time instead of storing.

    Nothing inside is kept for the gradient, which takes one more run of `function` and
    saves its memory. A decorator for functions of tensors in a network: layers inside
    have their variables, scopes and dropout masks as without it, and batch_norm updates
    its averages once. What they put into collections is not kept.

    Args:
        function: Takes tensors by position, and returns one or a list or dict of them.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> @layers.recompute_grad
        ... def block(x):
        ...     return layers.fully_connected(x, 3, scope="fc")
        >>> model = layers.Model(block)
        >>> model(np.ones((2, 3), "float32")).shape
        (2, 3)

    Source:
        Chen et al. 2016, arXiv:1604.06174, section 4; computed by the backend
        (`jax.checkpoint`, `torch.utils.checkpoint`, `tf.recompute_grad`).
    """

    @functools.wraps(function)
    def recomputed(*inputs: Tensor) -> Any:
        run = current_run()
        if run is None or not run.store.closed:  # nothing to save while building
            return function(*inputs)
        return _recompute(function, run, inputs)

    return recomputed  # type: ignore[return-value]  # of the same signature


def _recompute(function: Callable[..., Any], run: Run, inputs: tuple[Any, ...]) -> Any:
    """Run `function` under the backend's rematerialization.

    Backends repeat a pure function. So variables go in as values and come out as new
    values; assignments in between would be made twice, or be lost.
    """
    scope, start = current_arg_scope(), run.fork()
    variables = run.store.model.variables
    changing = run.store.model.non_trainable_variables
    ends: list[Run] = []

    def pure(inputs: tuple[Any, ...], values: list[Any]) -> tuple[Any, list[Any]]:
        again = start.fork()
        mapping = zip(variables, values, strict=True)
        with (
            keras.StatelessScope(state_mapping=mapping) as state,
            arg_scope(scope),
            running(again),
        ):
            outputs = function(*inputs)
        ends.append(again)
        return outputs, [state.get_current_value(v) for v in changing]

    # Copies: torch and TensorFlow assign in place, before they compute again.
    values = [ops.copy(variable.value) for variable in variables]
    outputs, new_values = keras.remat(pure)(inputs, values)
    for variable, value in zip(changing, new_values, strict=True):
        variable.assign(value)
    run.adopt_names(ends[0])
    return outputs
