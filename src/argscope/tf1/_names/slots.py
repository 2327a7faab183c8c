"""Slots: variables beside those that are trained, in which an optimizer keeps something.

A slot is called by its variable and its optimizer: `conv1/weights/Adam`; a second one of
these `conv1/weights/Adam_1`.

Source:
    tensorflow/python/training/slot_creator.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from argscope.layers.initializers import ZEROS
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.scopes import get_variable_scope, variable_scope
from argscope.tf1._names.variables import get_variable

F = TypeVar("F", bound=Callable[..., Any])

_MODULE: Final = "python.training.slot_creator"


def _public(function: F) -> F:
    return symbol(f"{_MODULE}.{function.__name__}")(function)


@_public
def create_slot(
    primary: Tensor, val: Any, name: str, colocate_with_primary: bool = True
) -> Variable:
    """Return a new slot of a variable.

    Args:
        primary: What it is a slot of.
        val: Its initial value, a tensor.
        name: What slots of this kind are called.
        colocate_with_primary: Accepted: the backend decides where variables are.
    """
    del colocate_with_primary
    return get_variable(_free_name(primary, name), initializer=val, trainable=False)


@_public
def create_slot_with_initializer(
    primary: Tensor,
    initializer: Any,
    shape: Any,
    dtype: Any,
    name: str,
    colocate_with_primary: bool = True,
) -> Variable:
    """Return a new slot of a variable, whose value an initializer gives."""
    del colocate_with_primary
    path = _free_name(primary, name)
    return get_variable(path, shape, dtype, initializer, trainable=False)


@_public
def create_zeros_slot(
    primary: Tensor, name: str, dtype: Any = None, colocate_with_primary: bool = True
) -> Variable:
    """Return a new slot of a variable, which is zero."""
    dtype = primary.dtype if dtype is None else dtype
    return create_slot_with_initializer(
        primary, ZEROS, primary.shape, dtype, name, colocate_with_primary
    )


def _free_name(primary: Tensor, name: str) -> str:
    """Return what a slot is called in the open scope: as a scope that is opened there."""
    outer = get_variable_scope().name
    with variable_scope(None, f"{primary.op.name}/{name}") as scope:
        return scope.name.removeprefix(f"{outer}/" if outer else "")
