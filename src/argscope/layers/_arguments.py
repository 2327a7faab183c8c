"""What the signatures of the layers call the kinds of arguments that many of them take."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from argscope._base.tensor import Tensor

Sizes: TypeAlias = int | Sequence[int]
"""Pixels, steps and the like along each axis: one number for all, or one for each."""

Activation: TypeAlias = Callable[[Tensor], Tensor]
"""A function of a tensor that gives one of the same shape."""

Normalizer: TypeAlias = Callable[..., Tensor]
"""A layer that takes a tensor, and keyword arguments, and keeps its shape."""

Initializer: TypeAlias = Any
"""An initializer of ours or of Keras, what makes one, its name, or a function.

The function takes `(shape, dtype)`.
"""

Regularizer: TypeAlias = Callable[[Tensor], Tensor]
"""A function of a variable that gives a scalar, the penalty, or None for none."""

OutputCollections: TypeAlias = str | Sequence[str] | None
"""Names of the collections that an output is put into."""
