"""Keras's trainer on TensorFlow, where several devices compute a batch.

On JAX a step is a program of all devices, and on torch each process has one device.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import keras

from argscope._distribution.current import current
from argscope._distribution.parts import parts_of_batch
from argscope.layers._model.replaying import Replaying

ON_TENSORFLOW = keras.backend.backend() == "tensorflow"
if ON_TENSORFLOW:
    import tensorflow as tf

    from argscope._distribution import tensorflow_steps


class InParts(Replaying):
    """A Keras model whose steps are those of the whole batch."""

    def train_step(self, data: Any, *args: Any) -> Any:
        """Take a step on one batch (Keras calls this)."""
        parts = parts_of_batch() if ON_TENSORFLOW else None
        if parts is None:
            return super().train_step(data, *args)
        with tensorflow_steps.training_step(self.optimizer, parts, data):
            return super().train_step(data, *args)

    def make_train_function(self, force: bool = False) -> Any:
        """Prepare for training (Keras calls this)."""
        before = self.train_function
        made = super().make_train_function(force)
        if self._has_parts() and self.train_function is not before:
            self.train_function = tensorflow_steps.cutting(self, self.train_function)
        return made

    def make_test_function(self, force: bool = False) -> Any:
        """Prepare for `evaluate` (Keras calls this)."""
        before = self.test_function
        made = super().make_test_function(force)
        if self._has_parts() and self.test_function is not before:
            self.test_function = tensorflow_steps.cutting(self, self.test_function)
        return made

    def make_predict_function(self, force: bool = False) -> Any:
        """Prepare for `predict` (Keras calls this)."""
        before = self.predict_function
        made = super().make_predict_function(force)
        if self._has_parts() and self.predict_function is not before:
            whole = self.predict_function
            self.predict_function = tensorflow_steps.cutting_inputs(self, whole)
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


def outside_of_steps() -> AbstractContextManager[Any]:
    """Return a block in which TensorFlow makes real values, also while a step is traced.

    As long as models are on one device, Keras does so itself.
    """
    if ON_TENSORFLOW and current() is not None:
        return tf.init_scope()  # type: ignore[no-any-return]  # TensorFlow has no types
    return nullcontext()
