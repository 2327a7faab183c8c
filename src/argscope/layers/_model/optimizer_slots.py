"""What an optimizer keeps for each variable: its momentum, its averages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np


@contextmanager
def zeros_by_numpy(optimizer: keras.optimizers.Optimizer) -> Iterator[None]:
    """Let `optimizer` take the zeros that it starts from, in the block, from NumPy.

    JAX compiles a program for every shape of `keras.ops.zeros`: a tenth of the time until
    the first step of a ResNet-50. With a `keras.distribution` that program is what makes
    the zeros where they belong, and is left.
    """
    if keras.backend.backend() != "jax" or keras.distribution.distribution():
        yield
        return
    make = optimizer.add_variable_from_reference

    def make_from(
        reference_variable: Any, name: str | None = None, initializer: Any = "zeros"
    ) -> Any:
        chosen = _zeros if initializer == "zeros" else initializer
        return make(reference_variable, name=name, initializer=chosen)

    optimizer.add_variable_from_reference = make_from
    try:
        yield
    finally:
        del optimizer.add_variable_from_reference


def _zeros(shape: tuple[int, ...], dtype: str) -> Any:
    # Of the dtype itself where NumPy has it: a cast would be compiled too.
    return keras.ops.convert_to_tensor(np.zeros(shape, "float32"), dtype)
