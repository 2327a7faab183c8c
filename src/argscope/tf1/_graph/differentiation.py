"""Gradients of a function of values, by each backend's own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras

Function = Callable[[Sequence[Any]], tuple[Any, Any]]
"""From values to a scalar, and to what else it computed: a structure of tensors."""

if keras.backend.backend() == "jax":
    import jax

    def differentiated(
        function: Function, values: Sequence[Any]
    ) -> tuple[list[Any], Any]:
        """Return the gradients of a scalar by values, and what else was computed.

        They are zeros where it does not depend on a value.
        """
        found, rest = jax.grad(function, has_aux=True)(list(values))
        return list(found), rest

elif keras.backend.backend() == "torch":
    import torch

    def differentiated(
        function: Function, values: Sequence[Any]
    ) -> tuple[list[Any], Any]:
        """Return the gradients of a scalar by values, and what else was computed.

        They are zeros where it does not depend on a value.
        """
        # Where this is a part of what is differentiated itself, all stays connected.
        is_part = torch.is_grad_enabled()
        with torch.enable_grad():
            leaves = [_leaf(value, is_part) for value in values]
            scalar, rest = function(leaves)
            found = (
                torch.autograd.grad(
                    scalar, leaves, allow_unused=True, create_graph=is_part
                )
                if scalar.requires_grad
                else [None] * len(leaves)
            )
        gradients = [
            torch.zeros_like(leaf) if gradient is None else gradient
            for gradient, leaf in zip(found, leaves, strict=True)
        ]
        if is_part:
            return gradients, rest
        return gradients, keras.tree.map_structure(_detached, rest)

    def _leaf(value: Any, is_part: bool) -> Any:
        if is_part and value.requires_grad:
            return value
        return value.detach().clone().requires_grad_()

    def _detached(value: Any) -> Any:
        return value.detach() if torch.is_tensor(value) else value

else:
    import tensorflow as tf  # type: ignore[import-untyped]

    def differentiated(
        function: Function, values: Sequence[Any]
    ) -> tuple[list[Any], Any]:
        """Return the gradients of a scalar by values, and what else was computed.

        They are zeros where it does not depend on a value.
        """
        leaves = [tf.identity(value) for value in values]
        with tf.GradientTape() as tape:
            tape.watch(leaves)
            scalar, rest = function(leaves)
        return list(tape.gradient(scalar, leaves, unconnected_gradients="zero")), rest
