"""What the signatures of this package call a tensor."""

from typing import Any, TypeAlias

Tensor: TypeAlias = Any
"""A tensor of Keras's backend, or what becomes one: a NumPy array, a number, a nested list."""
