"""What a user of a Keras model runs: `fit` and `predict` over batches."""

from __future__ import annotations

from time import perf_counter
from typing import Any, final

import keras
import numpy as np

from benchmarks.networks.subjects import BATCH, LEARNING_RATE, MOMENTUM


@final
class KerasWay:
    """A Keras model and its variables by the original's names.

    Attributes:
        elapsed: Seconds of the last `fit` or `predict`, from its first batch on: what
            they do before, once whatever the number of batches, does not count.
    """

    def __init__(self, model: keras.Model, variables: dict[str, Any]) -> None:
        self._model = model
        self._variables = variables
        self._start = _Start()
        self.elapsed: float | None = None
        self.compile()

    def compile(self) -> None:
        """Give the model a new optimizer and loss."""
        self._model.compile(
            optimizer=keras.optimizers.SGD(LEARNING_RATE, momentum=MOMENTUM),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        )

    def load(self, weights: dict[str, np.ndarray]) -> None:
        """Start from these weights, without momentum."""
        for path, value in weights.items():
            self._variables[path].assign(value)
        for variable in self._model.optimizer.variables:
            if "momentum" in variable.path:
                variable.assign(np.zeros(variable.shape, "float32"))

    def weights(self) -> dict[str, np.ndarray]:
        """Return all weights by the original's names."""
        return {
            path: np.array(keras.ops.convert_to_numpy(variable))
            for path, variable in self._variables.items()
        }

    def train(
        self, pixels: np.ndarray, labels: np.ndarray, batch: int = BATCH
    ) -> float:
        """Take one step for each batch; return the mean loss."""
        history = self._model.fit(
            pixels,
            labels,
            batch_size=batch,
            shuffle=False,
            verbose=0,
            callbacks=[self._start],
        )
        self.elapsed = perf_counter() - self._start.at
        return float(history.history["loss"][0])

    def infer(self, pixels: np.ndarray) -> np.ndarray:
        """Return the logits of all images."""
        outputs = self._model.predict(
            pixels, batch_size=BATCH, verbose=0, callbacks=[self._start]
        )
        self.elapsed = perf_counter() - self._start.at
        return np.asarray(outputs)


class _Start(keras.callbacks.Callback):
    at = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        del epoch, logs
        self.at = perf_counter()

    def on_predict_begin(self, logs: Any = None) -> None:
        del logs
        self.at = perf_counter()
