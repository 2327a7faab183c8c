"""TF-Slim's later training functions, whose steps take a function of gradients.

What drives sessions raises an error that says what to write instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argscope.slim._absent import absent_from
from argscope.slim._gradient_rules import (
    Rule,
    clip_gradient_norms,
    clip_gradient_norms_fn,
    multiply_gradients,
)
from argscope.slim._train_op import TrainOp

__all__ = [
    "clip_gradient_norms",
    "clip_gradient_norms_fn",
    "create_train_op",
    "multiply_gradients",
]

__getattr__ = absent_from("training")


def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = None,
    update_ops: Sequence[Any] | None = None,
    variables_to_train: Sequence[Any] | None = None,
    transform_grads_fn: Rule | None = None,
    summarize_gradients: bool = False,
    gate_gradients: Any = None,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    check_numerics: bool = True,
) -> TrainOp:
    """As `slim.learning.create_train_op`, with a function of gradients.

    Args:
        transform_grads_fn: From pairs `(gradient, variable)` to such pairs, such as
            `slim.training.clip_gradient_norms_fn(1.0)`; None for none.

    Source:
        tf_slim/training/training.py, `create_train_op`.
    """
    del global_step, summarize_gradients, gate_gradients
    del aggregation_method, colocate_gradients_with_ops
    return TrainOp(
        "create_train_op",
        total_loss,
        optimizer,
        [] if transform_grads_fn is None else [transform_grads_fn],
        variables=variables_to_train,
        update_ops=update_ops,
        check_numerics=check_numerics,
    )
