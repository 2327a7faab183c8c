"""Running a network on torch from recordings, not in Python at every step.

On JAX and TensorFlow Keras traces a step once for each shape. On torch it runs a step in
Python each time; the steps of a `Model` are recorded instead, whole: the network, the
losses, their gradients, the optimizer and the metrics.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from argscope._distribution.current import current
from argscope.layers._model.saving import Saving
from argscope.layers._numerics.ops import ON_TORCH

if ON_TORCH:
    from argscope.layers._model.torch_batches import Batches
    from argscope.layers._numerics.torch_compile import OpaqueNetwork, is_compiling
    from argscope.layers._numerics.torch_ops import lay_out_slots
    from argscope.layers._recording.recordings import Recordings


class Replaying(Saving):
    """A Keras model whose network and steps are replayed where Keras does not trace.

    With `run_eagerly` they run in Python, as they do under a debugger and a trace, and
    where the function needs the values of tensors.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if ON_TORCH:
            self._batches = Batches(self)
            self._opaque = OpaqueNetwork(self, self._outputs_unseeded)
            self._recorded_call = Recordings(
                self, self._outputs, self._state_of_runs, warns=True
            )
            # Without a warning: where a loss or an optimizer cannot be recorded, the
            # network in the step still is.
            self._recorded_train, self._recorded_test, self._recorded_predict = (
                Recordings(self, step, self._state_of_steps, warns=False)
                for step in (self._train_step, self._test_step, self._predict_step)
            )

    def _outputs(self, inputs: Any, training: bool) -> Any:
        """Run the network in Python, and return its outputs."""
        raise NotImplementedError

    def _outputs_unseeded(self, inputs: Any, training: bool) -> Any:
        """Do the same with random numbers of the backend's own generator."""
        raise NotImplementedError

    def _state_of_runs(self) -> Hashable:
        """Return what may change what is computed, inputs and mode apart."""
        flags = tuple(
            (layer.trainable, layer._frozen() if isinstance(layer, Replaying) else None)
            for layer in self._flatten_layers()
        )
        return self.compute_dtype, flags, _spread()

    def _frozen(self) -> Hashable:
        """Return what of this model is frozen."""
        raise NotImplementedError

    def _state_of_steps(self) -> Hashable:
        compiled = ("optimizer", "_compile_loss", "_compile_metrics")
        return self._state_of_runs(), *(getattr(self, n, None) for n in compiled)

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """Run the function. Use `model(inputs)`, as with every Keras layer."""
        if not ON_TORCH:
            return self._outputs(inputs, bool(training))
        if not self._batches.replays():
            with self._batches.whole_variables(stay=bool(training)):
                return self._outputs(inputs, bool(training))
        way = self._opaque if is_compiling() else self._recorded_call
        return way(inputs, bool(training))

    def train_step(self, data: Any, *args: Any) -> Any:
        """Take a step on one batch (Keras calls this)."""
        if not ON_TORCH or is_compiling():
            return super().train_step(data, *args)
        self._clear_losses()  # as the call of the network in it does
        if not self._batches.replays():
            with self._batches.whole_variables():
                return self._train_step(data)
        return self._recorded_train(data)

    def test_step(self, data: Any, *args: Any) -> Any:
        """Evaluate one batch (Keras calls this)."""
        if not ON_TORCH or is_compiling():
            return super().test_step(data, *args)
        self._clear_losses()
        if not self._batches.replays():
            with self._batches.whole_variables():
                return self._test_step(data)
        return self._recorded_test(data)

    def predict_step(self, data: Any, *args: Any) -> Any:
        """Return the outputs for one batch (Keras calls this)."""
        if not ON_TORCH or is_compiling():
            return super().predict_step(data, *args)
        self._clear_losses()
        if not self._batches.replays():
            return self._predict_step(data)
        return self._recorded_predict(data)

    def _forget_steps(self) -> None:
        """Record steps anew: something that they hold was replaced."""
        if ON_TORCH:
            for steps in (
                self._recorded_train,
                self._recorded_test,
                self._recorded_predict,
            ):
                steps.forget()

    def make_train_function(self, force: bool = False) -> Any:
        """Prepare for training (Keras calls this)."""
        if ON_TORCH and self.train_function is None and self.optimizer is not None:
            lay_out_slots(self.optimizer.variables)
            self._batches.agree_on_values()
        return super().make_train_function(force)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Return the loss of outputs (Keras calls this); see `Batches`."""
        if not ON_TORCH or current() is None:
            return super().compute_loss(x, y, y_pred, sample_weight, training)
        with self._batches.loss() as made:
            made.loss = super().compute_loss(
                x, *self._batches.whole(y, y_pred, sample_weight), training
            )
        return made.loss

    def _compute_loss(self, *args: Any, **kwargs: Any) -> Any:
        # What a class of the user's makes of a loss is in here, and not in compute_loss.
        if not ON_TORCH or current() is None:
            return super()._compute_loss(*args, **kwargs)
        with self._batches.loss() as made:
            made.loss = super()._compute_loss(*args, **kwargs)
        return made.loss

    def compute_metrics(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None
    ) -> Any:
        """Update the metrics (Keras calls this), and return their results."""
        if ON_TORCH and current() is not None:
            y, y_pred, sample_weight = self._batches.whole(y, y_pred, sample_weight)
            self._batches.let_go()
        return super().compute_metrics(x, y, y_pred, sample_weight)

    # By methods of their own: a copy of a recorded `super().train_step` would be that of
    # the copy's class.
    def _train_step(self, data: Any) -> Any:
        # Keras does it where there is one; what is none in a recording may be one later.
        for parameter in self.parameters():
            parameter.grad = None
        with self._batches.counted():
            return super().train_step(data)

    def _test_step(self, data: Any) -> Any:
        with self._batches.counted():
            return super().test_step(data)

    def _predict_step(self, data: Any) -> Any:
        return super().predict_step(data)


def mean_over_processes(model: Replaying, loss: Any, optimizer: Any) -> Any:
    """Return what is minimized where a model computes its loss itself, in a Keras step.

    Where each process of torch computes a part of a batch, the mean of their losses, whose
    gradients are averaged too; everywhere else the loss.
    """
    if not ON_TORCH or current() is None:
        return loss
    with model._batches.loss(optimizer) as made:
        made.loss = loss
    return made.loss


def _spread() -> Hashable:
    """Return what a recording depends on where a batch is spread over processes."""
    distribution = current()
    if distribution is None or distribution.mesh.devices == 1:
        return None
    return distribution, distribution.engine.parts()
