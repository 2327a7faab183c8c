"""TF-Slim's training operations: one tensor that makes a step, and is the loss.

Source:
    tf_slim 1.1.0, tf_slim/training/training.py and tf_slim/learning.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.host import host_call
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host import logs
from argscope.tf1._host.global_step import get_or_create_global_step
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._names.collections import (
    GraphKeys,
    get_collection,
    get_collection_ref,
    trainable_variables,
)
from argscope.tf1._names.graphs import control_dependencies, no_op
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._ops.control import with_dependencies
from argscope.tf1._train.gradient_rules import (
    OF_TRAINING,
    Pairs,
    add_gradients_summaries_of_training,
    clip_gradient_norms,
    multiply_gradients,
)
from argscope.tf1._train.optimizer import Optimizer

_USE_GLOBAL_STEP: Final = 0
"""What stands for the global step of the graph, where None stands for none."""


@symbol(*(f"{module}.create_train_op" for module in OF_TRAINING))
def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = _USE_GLOBAL_STEP,
    update_ops: Iterable[Any] | None = None,
    variables_to_train: Iterable[Variable] | None = None,
    transform_grads_fn: Callable[[Pairs], Pairs] | None = None,
    summarize_gradients: bool = False,
    gate_gradients: int = Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    check_numerics: bool = True,
) -> Any:
    """Return the loss as a tensor that makes a training step where it is computed.

    Args:
        total_loss: The loss.
        optimizer: What computes and applies gradients.
        global_step: What counts the steps; default: that of the graph. None for none.
        update_ops: What is done before the loss is computed; default: the collection.
        variables_to_train: Variables; default: all that training changes.
        transform_grads_fn: From pairs of a gradient and its variable to such pairs.
        summarize_gradients: Whether to make summaries of gradients.
        gate_gradients: See `Optimizer.compute_gradients`, as for the next two.
        aggregation_method: Likewise.
        colocate_gradients_with_ops: Likewise.
        check_numerics: Whether a loss that is not finite is an error.

    Raises:
        NoGradientError: There are no variables, or the loss depends on none.
    """
    if global_step is _USE_GLOBAL_STEP:
        global_step = get_or_create_global_step()
    total_loss = _after_updates(total_loss, update_ops)
    pairs = optimizer.compute_gradients(
        total_loss,
        list(
            trainable_variables() if variables_to_train is None else variables_to_train
        ),
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn:
        pairs = transform_grads_fn(pairs)
    if summarize_gradients:
        with name_scope("summarize_grads"):
            add_gradients_summaries_of_training(pairs)
    step = optimizer.apply_gradients(pairs, global_step=global_step)
    with name_scope("train_op"):
        checks = [_checked(total_loss)] if check_numerics else []
        train_op = with_dependencies([step, *checks], total_loss)
    get_collection_ref(GraphKeys.TRAIN_OP).append(train_op)
    return train_op


def _checked(loss: Any) -> Operation:
    """Return an operation that fails if the loss is not finite: on the host, which can."""
    host_call("CheckNumerics", _check, [loss], gives=())
    operation: Operation = get_default_graph().operations[-1]
    return operation


def _check(loss: np.ndarray[Any, Any]) -> tuple[()]:
    if np.isfinite(loss).all():
        return ()
    kind = "NaN" if np.isnan(loss).any() else "Inf"
    text = f"LossTensor is inf or nan : Tensor had {kind} values"
    raise KINDS["InvalidArgument"](None, None, text)


def _after_updates(loss: Any, update_ops: Iterable[Any] | None) -> Any:
    collected = get_collection(GraphKeys.UPDATE_OPS)
    updates = collected if update_ops is None else list(update_ops)
    if not set(collected) <= set(updates):
        logs.log(
            logs.LEVELS["WARN"],
            "update_ops in create_train_op does not contain all the update_ops in "
            "GraphKeys.UPDATE_OPS",
        )
    if not updates:
        return loss
    with control_dependencies(updates):
        barrier = no_op("update_barrier")
    return with_dependencies([barrier], loss)


@symbol("contrib.slim.learning.create_train_op")
def create_train_op_of_learning(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = _USE_GLOBAL_STEP,
    update_ops: Iterable[Any] | None = None,
    variables_to_train: Iterable[Variable] | None = None,
    clip_gradient_norm: float = 0,
    summarize_gradients: bool = False,
    gate_gradients: int = Optimizer.GATE_OP,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Mapping[Any, Any] | None = None,
    check_numerics: bool = True,
) -> Any:
    """Return what `contrib.training.create_train_op` does.

    Gradients are multiplied by `gradient_multipliers`, then made no longer than
    `clip_gradient_norm`, each by itself; 0 for as they are.
    """

    def changed(pairs: Pairs) -> Pairs:
        if gradient_multipliers:
            with name_scope("multiply_grads"):
                pairs = multiply_gradients(pairs, gradient_multipliers)
        if clip_gradient_norm > 0:
            with name_scope("clip_grads"):
                pairs = clip_gradient_norms(pairs, clip_gradient_norm)
        return pairs

    return create_train_op(
        total_loss,
        optimizer,
        global_step,
        update_ops,
        variables_to_train,
        changed,
        summarize_gradients,
        gate_gradients,
        aggregation_method,
        colocate_gradients_with_ops,
        check_numerics,
    )
