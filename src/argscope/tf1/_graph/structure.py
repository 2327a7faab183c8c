"""Nested arguments and results: tensors in them, and what they are around."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import keras
import numpy as np

from argscope.tf1._graph.tensor import Tensor, Value
from argscope.tf1._types.dtypes import DType
from argscope.tf1._types.shapes import Dimension, TensorShape, UnknownDimension


def replaced(structure: Any, replace: Callable[[Any], Any]) -> Any:
    """Return the structure with its leaves replaced: those of lists, dicts and slices."""
    if isinstance(structure, list):
        return [replaced(each, replace) for each in structure]
    if isinstance(structure, tuple):
        parts = [replaced(each, replace) for each in structure]
        kind = type(structure)
        return kind(*parts) if hasattr(structure, "_fields") else kind(parts)
    if isinstance(structure, dict):
        pairs = {key: replaced(each, replace) for key, each in structure.items()}
        return type(structure)(pairs) if type(structure) is not dict else pairs
    if isinstance(structure, slice):
        ends = (structure.start, structure.stop, structure.step)
        return slice(*(replaced(each, replace) for each in ends))
    return replace(structure)


def leaves(structure: Any) -> Iterator[Any]:
    """Yield the leaves of a structure, in order."""
    if isinstance(structure, list | tuple):
        for each in structure:
            yield from leaves(each)
    elif isinstance(structure, Mapping):
        for each in structure.values():
            yield from leaves(each)
    elif isinstance(structure, slice):
        yield from leaves((structure.start, structure.stop, structure.step))
    else:
        yield structure


def tensors_in(structure: Any) -> list[Tensor]:
    """Return the tensors of a structure, each once, in order."""
    found = (leaf for leaf in leaves(structure) if isinstance(leaf, Tensor))
    return list(dict.fromkeys(found))


def is_array(leaf: Any) -> bool:
    """Return whether a leaf is a value: NumPy's or the backend's."""
    return isinstance(leaf, np.ndarray | np.generic) or keras.ops.is_tensor(leaf)


def is_number(leaf: Any) -> bool:
    """Return whether a leaf is a number: Python's, NumPy's, or the symbol of a size."""
    return isinstance(leaf, bool | int | float | np.generic) or _is_symbolic(leaf)


if keras.backend.backend() == "jax":
    from jax.export import is_symbolic_dim as _is_symbolic
elif keras.backend.backend() == "torch":
    import torch

    def _is_symbolic(leaf: Any) -> bool:
        return isinstance(leaf, torch.SymInt)  # while a model is exported

else:

    def _is_symbolic(leaf: Any) -> bool:
        return False


def plain(leaf: Any) -> Any:
    """Return what is around in TensorFlow 1 as Python has it; see `tensor.Value`."""
    if isinstance(leaf, Value):
        return leaf.value
    if isinstance(leaf, Dimension):
        return int(leaf)
    if isinstance(leaf, UnknownDimension):
        return None
    if isinstance(leaf, TensorShape):
        return None if leaf.sizes is None else list(leaf.sizes)
    if isinstance(leaf, DType):
        return leaf.name
    return leaf


def as_tensors(structure: Any) -> Any:
    """Return a structure with tensors of TensorFlow 1 in place of values."""
    return replaced(structure, _as_tensor)


def _as_tensor(leaf: Any) -> Any:
    if isinstance(leaf, np.generic):
        leaf = np.asarray(leaf)
    return Value(leaf) if is_array(leaf) else leaf
