"""`Switch` and `Merge`: how a graph of TensorFlow 1 chooses by a value.

TensorFlow computes what is behind the one output of a `Switch` only. Here both sides are
computed, and a `Merge` takes the one that its predicate chooses; where the predicate is a
known number, nothing asks for the other. So each tensor has the conditions under which
TensorFlow would compute it.

Source: TensorFlow's `core/ops/control_flow_ops.cc`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from keras import ops

from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graphdef.errors import MissingOperationError
from argscope.tf1._graphdef.nodes import Node
from argscope.tf1._ops.values import array, is_constant

Array = Any

Conditions: TypeAlias = Mapping[Tensor, bool]
"""Predicates, and what they are where something is computed."""


def together(all_of: Sequence[Conditions]) -> Conditions:
    """Return the conditions of what needs several things."""
    return {
        predicate: is_true for each in all_of for predicate, is_true in each.items()
    }


def switched(value: Array, _predicate: Array) -> tuple[Array, Array]:
    """Return a value for both sides."""
    return array(value), array(value)


def decided(
    node: Node, conditions: Sequence[Conditions]
) -> tuple[Tensor, int, Conditions]:
    """Return by what a `Merge` of two chooses.

    Args:
        node: The node.
        conditions: Those of its inputs.

    Returns:
        The predicate, the number of the input that is for true, and the conditions under
        which there is a choice.

    Raises:
        MissingOperationError: Its inputs are no two sides of a choice: those of a loop.
    """
    if len(conditions) == 2:
        first, second = conditions
        for predicate, is_true in first.items():
            if second.get(predicate) is (not is_true):
                rest = {
                    p: t for p, t in together(conditions).items() if p is not predicate
                }
                return predicate, 0 if is_true else 1, rest
    raise MissingOperationError.no_choice(node.name)


def merged(inputs: Sequence[Array], predicate: Array, for_true: int) -> Any:
    """Return the input that a predicate chooses, and its number."""
    true, false = inputs[for_true], inputs[1 - for_true]
    number = np.int32(for_true), np.int32(1 - for_true)
    if is_constant(predicate):
        chosen = bool(predicate)
        return array(true if chosen else false), np.asarray(number[not chosen])
    predicate = ops.cast(predicate, "bool")
    chosen = ops.where(predicate, array(true), array(false))
    return chosen, ops.where(predicate, *number)


def guarded(new: Array, old: Array, predicates: Sequence[Array], truths: Any) -> Array:
    """Return a new value where all predicates are as they have to be, else the old one."""
    for predicate, is_true in zip(predicates, truths, strict=True):
        side = ops.cast(predicate, "bool")
        new = ops.where(side if is_true else ops.logical_not(side), new, old)
    return new
