"""Structures of arrays, as the functions of control flow take and give them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from keras import ops

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.structure import is_number, leaves, replaced
from argscope.tf1._ops.values import Array, array, is_tensor


def is_recording() -> bool:
    """Return whether a call is being recorded: no numbers are there, only shapes.

    Then each function of the program has to be called, since what it takes from the
    blocks around it is found out so.
    """
    current = evaluation()
    return current is not None and current.stand_in is not None


def stand_in() -> int:
    """Return which of the two stand-ins of what is not known a call is recorded for."""
    current = evaluation()
    return 0 if current is None or current.stand_in is None else current.stand_in


def arrays(structure: Any) -> Any:
    """Return a structure with arrays in place of numbers."""
    return replaced(structure, lambda leaf: array(leaf) if is_number(leaf) else leaf)


def flat(structure: Any) -> list[Array]:
    """Return the arrays of a structure, in order."""
    return [array(leaf) for leaf in leaves(structure) if _is_array(leaf)]


def packed(structure: Any, values: Iterable[Array]) -> Any:
    """Return a structure with other arrays."""
    rest = iter(values)
    return replaced(structure, lambda leaf: next(rest) if _is_array(leaf) else leaf)


def tensors(values: Iterable[Array]) -> list[Array]:
    """Return arrays as the backend's tensors, so that none of them is a known number."""
    return [ops.convert_to_tensor(value) for value in values]


def like(values: Sequence[Array], models: Sequence[Array]) -> list[Array]:
    """Return tensors with the dtypes of others."""
    pairs = zip(tensors(values), models, strict=True)
    return [ops.cast(value, model.dtype) for value, model in pairs]


def _is_array(leaf: Any) -> bool:
    return is_tensor(leaf) or is_number(leaf)
