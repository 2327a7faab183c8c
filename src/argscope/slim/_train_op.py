"""One training step of a model that computes its own loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from argscope.layers import Model
from argscope.layers._model.in_parts import InParts
from argscope.layers._model.replaying import mean_over_processes
from argscope.slim._gradient_rules import Rule
from argscope.slim._ruled_optimizer import RuledOptimizer
from argscope.slim.errors import LossNotModelError


class TrainOp:
    """Calling it with a batch makes one training step and returns the loss before it.

    Attributes:
        model: The `Model` that computes the loss.
        optimizer: The optimizer, which counts the steps in `iterations`.
    """

    def __init__(
        self,
        function: str,
        model: Any,
        optimizer: Any,
        rules: Sequence[Rule],
        *,
        variables: Sequence[Any] | None,
        update_ops: Sequence[Any] | None,
        check_numerics: bool,
    ) -> None:
        """Make it for `function`, whose arguments these are; `rules` change gradients."""
        if not isinstance(model, Model):
            raise LossNotModelError.about(function, model)
        self.model = model
        self.optimizer = optimizer
        self._updates = update_ops is None or len(update_ops) > 0
        self._check = check_numerics
        self._trainer = _Trainer(model, variables)
        if rules:
            optimizer = RuledOptimizer(function, optimizer, rules)
        self._trainer.compile(optimizer=optimizer)

    def __call__(self, batch: Any) -> float:
        """Make one step.

        Args:
            batch: What the model takes: an array, or a list or dict of arrays.

        Raises:
            FloatingPointError: The loss is not finite and `check_numerics` is on. The
                step has then been made.
        """
        if not self.model.built:
            self.model(batch)  # makes the variables that the trainer looks at
        # Not in the step, where TensorFlow would make initial values a part of the step.
        self._trainer.optimizer.build(self._trainer.trainable_variables)
        kept = None if self._updates else self._averages()
        self._trainer.reset_metrics()
        loss = float(self._trainer.train_on_batch(batch))
        for variable, value in kept or ():
            variable.assign(value)
        if self._check and not np.isfinite(loss):
            raise FloatingPointError(
                f"The loss of {self.model.name} is {loss} at step "
                f"{int(self.optimizer.iterations)}. Try a smaller learning rate, or "
                "clip_gradient_norm=..."
            )
        return loss

    def _averages(self) -> list[tuple[Any, Any]]:
        state = [v for v in self.model.variables_in_order if not v.trainable]
        return [(v, keras.ops.convert_to_numpy(v)) for v in state]


class _Trainer(InParts):
    """Minimizes what a model returns; its losses are part of that already."""

    def __init__(self, model: Any, trained: Sequence[Any] | None) -> None:
        super().__init__(name="trainer")
        self.model = model
        self._trained = None if trained is None else {id(each) for each in trained}
        self.built = True

    def call(self, batch: Any, training: bool | None = None) -> Any:
        return self.model(batch, training=training)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        del x, y, sample_weight, training
        loss = mean_over_processes(self.model, y_pred, self.optimizer)
        return self._part_of_loss(loss)

    @property
    def trainable_weights(self) -> list[Any]:
        return [v for v in super().trainable_weights if self._trains(v)]

    @property
    def trainable_variables(self) -> list[Any]:
        return [v for v in super().trainable_variables if self._trains(v)]

    @property
    def non_trainable_variables(self) -> list[Any]:
        trained = {id(v) for v in self.trainable_variables}
        return [v for v in self.variables if id(v) not in trained]

    def _trains(self, variable: Any) -> bool:
        return self._trained is None or id(variable) in self._trained
