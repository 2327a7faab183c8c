"""Compiling a function of values, by each backend's own way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import keras

from argscope.tf1.errors import SizeByValuesError

F = TypeVar("F", bound=Callable[..., Any])

if keras.backend.backend() == "jax":
    from contextlib import nullcontext

    import jax
    from jax.errors import JAXIndexError, JAXTypeError

    def compiled(function: F) -> F:
        """Return a function that is compiled once for each shape of its arguments."""
        made: F = jax.jit(function)
        return made

    NEEDS_NUMBERS: tuple[type[Exception], ...] = (
        JAXIndexError,
        JAXTypeError,
        SizeByValuesError,
    )
    """What is raised where a number has to be known before it is computed."""

    def computing() -> AbstractContextManager[Any]:
        """Return a context in which nothing is kept for gradients."""
        return nullcontext()

elif keras.backend.backend() == "torch":
    import torch

    def compiled(function: F) -> F:
        """Return the function: torch computes as it is called."""
        return function

    NEEDS_NUMBERS = ()

    def computing() -> AbstractContextManager[Any]:
        """Return a context in which nothing is kept for gradients."""
        return torch.no_grad()

else:
    from contextlib import nullcontext

    import tensorflow as tf  # type: ignore[import-untyped]

    def compiled(function: F) -> F:
        """Return a function that is compiled once for each shape of its arguments."""
        made: F = tf.function(function, reduce_retracing=False, autograph=False)
        return made

    NEEDS_NUMBERS = (
        TypeError,
        SizeByValuesError,
        tf.errors.OperatorNotAllowedInGraphError,
    )

    def computing() -> AbstractContextManager[Any]:
        """Return a context in which nothing is kept for gradients."""
        return nullcontext()
