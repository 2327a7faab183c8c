"""Training steps as TF-Slim makes them, on Keras's optimizers.

The rest of TF-Slim's `learning` drives sessions: each of its names raises an error that
says what to write instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argscope.slim._absent import absent_from
from argscope.slim._gradient_rules import (
    Rule,
    clip_gradient_norms,
    clip_gradient_norms_fn,
    multiplied,
    multiply_gradients,
)
from argscope.slim._train_op import TrainOp

__all__ = ["TrainOp", "clip_gradient_norms", "create_train_op", "multiply_gradients"]

__getattr__ = absent_from("learning")


def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = None,
    update_ops: Sequence[Any] | None = None,
    variables_to_train: Sequence[Any] | None = None,
    clip_gradient_norm: float = 0,
    summarize_gradients: bool = False,
    gate_gradients: Any = None,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Mapping[str, Any] | None = None,
    check_numerics: bool = True,
) -> TrainOp:
    """Return a function that makes one training step: `loss = train_op(batch)`.

    On several devices, too: where TF-Slim's programs made `clones` of a network with
    `model_deploy`, call `argscope.distribute(data=4)` before the model is made.

    Args:
        total_loss: A `Model` whose function returns the scalar to minimize, such as
            `slim.losses.get_total_loss()`.
        optimizer: A `keras.optimizers.Optimizer`.
        global_step: Accepted for TF-Slim programs; `optimizer.iterations` counts.
        update_ops: None: a step updates moving averages. Empty: it does not.
        variables_to_train: Variables that a step changes; None for all trainable ones.
        clip_gradient_norm: Length to which each gradient is shortened by itself; 0 for
            none. After the multipliers.
        summarize_gradients: Accepted for TF-Slim programs, as the next three.
        gate_gradients: No meaning here.
        aggregation_method: No meaning here.
        colocate_gradients_with_ops: No meaning here.
        gradient_multipliers: Factors of gradients by path of variable.
        check_numerics: Whether a loss that is not finite is an error.

    Returns:
        The train op, which returns the loss before the step as a `float`.

    Raises:
        LossNotModelError: `total_loss` is no `Model`.

    Example:
        >>> import keras
        >>> import numpy as np
        >>> import argscope.slim as slim
        >>> def loss_of(batch):
        ...     net = slim.fully_connected(batch["x"], 1, activation_fn=None)
        ...     slim.losses.mean_squared_error(net, batch["y"])
        ...     return slim.losses.get_total_loss()
        >>> model = slim.layers.Model(loss_of, seed=1)
        >>> train_op = slim.learning.create_train_op(model, keras.optimizers.SGD(0.1))
        >>> batch = {"x": np.ones((4, 2), "float32"), "y": np.ones((4, 1), "float32")}
        >>> first, second = train_op(batch), train_op(batch)
        >>> second < first
        True

    Source:
        tf_slim/learning.py, `create_train_op`.
    """
    del global_step, summarize_gradients, gate_gradients
    del aggregation_method, colocate_gradients_with_ops
    rules: list[Rule] = []
    if gradient_multipliers:
        rules.append(multiplied(gradient_multipliers))
    if clip_gradient_norm > 0:
        rules.append(clip_gradient_norms_fn(clip_gradient_norm))
    return TrainOp(
        "create_train_op",
        total_loss,
        optimizer,
        rules,
        variables=variables_to_train,
        update_ops=update_ops,
        check_numerics=check_numerics,
    )
