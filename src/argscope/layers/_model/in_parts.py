"""Keras's trainer on TensorFlow, where several devices compute a batch.

On JAX a step is a program of all devices, and on torch each process has one device.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import keras

from argscope._distribution.parts import parts_of_batch

ON_TENSORFLOW = keras.backend.backend() == "tensorflow"
if ON_TENSORFLOW:
    from argscope._distribution import tensorflow_parts, tensorflow_steps


class InParts(keras.Model):
    """A Keras model whose steps are those of the whole batch."""

    if ON_TENSORFLOW:
        _losses = tensorflow_parts.OfEachPart()  # of `add_loss`, by Keras's name

    def train_step(self, data: Any, *args: Any) -> Any:
        """Take a step on one batch (Keras calls this)."""
        with self._one_step(data, self.optimizer):
            return super().train_step(data, *args)

    def test_step(self, data: Any, *args: Any) -> Any:
        """Evaluate one batch (Keras calls this)."""
        with self._one_step(data):
            return super().test_step(data, *args)

    def _one_step(
        self, data: Any, optimizer: Any = None
    ) -> AbstractContextManager[None]:
        parts: Any = parts_of_batch() if ON_TENSORFLOW else None
        if parts is None:
            return nullcontext()
        return tensorflow_steps.one_step(optimizer, parts, data)

    def _part_of_loss(self, loss: Any) -> Any:
        """Return what a part adds to the loss of a batch, from the loss of its images.

        Keras does so with losses of its own.
        """
        parts = parts_of_batch() if ON_TENSORFLOW else None
        return loss if parts is None else loss / parts.count

    def make_train_function(self, force: bool = False) -> Any:
        """Prepare for training (Keras calls this)."""
        return self._made("train_function", super().make_train_function, force)

    def make_test_function(self, force: bool = False) -> Any:
        """Prepare for `evaluate` (Keras calls this)."""
        return self._made("test_function", super().make_test_function, force)

    def make_predict_function(self, force: bool = False) -> Any:
        """Prepare for `predict` (Keras calls this)."""
        return self._made("predict_function", super().make_predict_function, force)

    def _made(self, name: str, make: Callable[[bool], Any], force: bool) -> Any:
        """Let Keras make a function of batches, and let it cut those that are whole."""
        before = getattr(self, name)
        made = make(force)
        if self._has_parts() and getattr(self, name) is not before:
            cutting = tensorflow_steps.CUTTING[name]
            setattr(self, name, cutting(self, getattr(self, name)))
        return made

    def _maybe_symbolic_build(
        self, iterator: Any = None, data_batch: Any = None
    ) -> None:
        # Keras takes the mean of the devices' parts here, which may differ in size.
        if iterator is not None and self._has_parts():
            for _, _, batches in iterator:
                strategy = self.distribute_strategy
                data_batch = tensorflow_steps.first_part(strategy, next(batches))
                break
            iterator = None
        super()._maybe_symbolic_build(iterator, data_batch)

    def _has_parts(self) -> bool:
        """Return whether several devices compute a batch, each with a program of its own."""
        return ON_TENSORFLOW and self.distribute_strategy.num_replicas_in_sync > 1

    def _outside_of_steps(self) -> AbstractContextManager[Any]:
        """Return a block in which variables can be made, also while a step is traced."""
        if not self._has_parts():
            return nullcontext()  # Keras does it
        return tensorflow_parts.outside_of_steps(self.distribute_strategy)
