"""Gradients of a function of values, by each backend's own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras

Loss = Callable[[Sequence[Any]], Any]

if keras.backend.backend() == "jax":
    import jax

    def gradients(loss: Loss, values: Sequence[Any]) -> list[Any]:
        """Return the gradients of a scalar function; zeros where it does not depend."""
        return list(jax.grad(loss)(list(values)))

elif keras.backend.backend() == "torch":
    import torch

    def gradients(loss: Loss, values: Sequence[Any]) -> list[Any]:
        """Return the gradients of a scalar function; zeros where it does not depend."""
        leaves = [value.detach().clone().requires_grad_() for value in values]
        result = loss(leaves)
        if not result.requires_grad:
            return [torch.zeros_like(leaf) for leaf in leaves]
        found = torch.autograd.grad(result, leaves, allow_unused=True)
        pairs = zip(found, leaves, strict=True)
        return [torch.zeros_like(leaf) if g is None else g for g, leaf in pairs]

else:
    import tensorflow as tf  # type: ignore[import-untyped]

    def gradients(loss: Loss, values: Sequence[Any]) -> list[Any]:
        """Return the gradients of a scalar function; zeros where it does not depend."""
        leaves = [tf.convert_to_tensor(value) for value in values]
        with tf.GradientTape() as tape:
            tape.watch(leaves)
            result = loss(leaves)
        return list(tape.gradient(result, leaves, unconnected_gradients="zero"))
