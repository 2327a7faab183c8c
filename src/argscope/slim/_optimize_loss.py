"""A training step from a loss and the name of an optimizer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import keras

from argscope.slim._gradient_rules import (
    Rule,
    RuledOptimizer,
    clipped_together,
    multiplied,
)
from argscope.slim._train_op import TrainOp
from argscope.slim.errors import OptimizerError

# Momentum 0.9: tf_slim/layers/optimizers.py; epsilon 1e-8: tf.train.AdamOptimizer.
_NAMED: Final[dict[str, Callable[[Any], Any]]] = {
    "Adam": lambda rate: keras.optimizers.Adam(rate, epsilon=1e-8),
    "Momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "SGD": keras.optimizers.SGD,
}


def optimize_loss(
    loss: Any,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: float | None = None,
    gradient_multipliers: dict[Any, Any] | None = None,
    clip_gradients: float | None = None,
    learning_rate_decay_fn: Callable[[Any, Any], Any] | None = None,
    update_ops: Sequence[Any] | None = None,
    variables: Sequence[Any] | None = None,
    name: str | None = None,
    summaries: Any = None,
    colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
) -> TrainOp:
    """Return a function that makes one training step: `loss = train_op(batch)`.

    Args:
        loss: A `Model` whose function returns the scalar to minimize.
        global_step: Accepted for TF-Slim programs; the optimizer counts its steps.
        learning_rate: A number; None if the optimizer has one.
        optimizer: `"SGD"`, `"Momentum"` (of 0.9) or `"Adam"`; a Keras optimizer; or a
            class or function that makes one from a learning rate.
        gradient_noise_scale: None; noise is not offered.
        gradient_multipliers: Factors of gradients by variable or its path.
        clip_gradients: Length to which all gradients together are shortened; None for
            none. After the multipliers.
        learning_rate_decay_fn: Of `(learning_rate, step)`, with operations of Keras.
        update_ops: None: a step updates moving averages. Empty: it does not.
        variables: Variables that a step changes; None for all trainable ones.
        name: Accepted for TF-Slim programs, as the next three.
        summaries: No meaning here.
        colocate_gradients_with_ops: No meaning here.
        increment_global_step: No meaning here.

    Raises:
        LossNotModelError: `loss` is no `Model`.
        OptimizerError: An argument is not one of those above.

    Source:
        tf_slim/layers/optimizers.py, `optimize_loss`.
    """
    del global_step, name, summaries, colocate_gradients_with_ops, increment_global_step
    if gradient_noise_scale is not None:
        raise OptimizerError.about(
            "gradient_noise_scale", gradient_noise_scale, expected="None"
        )
    rules: list[Rule] = []
    if gradient_multipliers:
        rules.append(multiplied(gradient_multipliers))
    if clip_gradients is not None:
        if not isinstance(clip_gradients, int | float):
            raise OptimizerError.about(
                "clip_gradients", clip_gradients, expected="a number or None"
            )
        rules.append(clipped_together(float(clip_gradients)))
    made = _optimizer(optimizer, _rate(learning_rate, learning_rate_decay_fn))
    return TrainOp(
        "optimize_loss",
        loss,
        RuledOptimizer(made, rules) if rules else made,
        variables=variables,
        updates=update_ops is None or len(update_ops) > 0,
        check_numerics=False,
    )


class _Decayed(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, rate: Any, decay: Callable[[Any, Any], Any]) -> None:
        self._rate = rate
        self._decay = decay

    def __call__(self, step: Any) -> Any:
        return self._decay(self._rate, step)


def _rate(rate: Any, decay: Callable[[Any, Any], Any] | None) -> Any:
    return rate if rate is None or decay is None else _Decayed(rate, decay)


def _optimizer(optimizer: Any, rate: Any) -> Any:
    if isinstance(optimizer, keras.optimizers.Optimizer):
        return optimizer
    make = _NAMED.get(optimizer) if isinstance(optimizer, str) else optimizer
    if not callable(make):
        raise OptimizerError.about(
            "optimizer",
            optimizer,
            expected=f"one of {', '.join(map(repr, _NAMED))}, or an optimizer such as "
            "keras.optimizers.RMSprop(0.1)",
        )
    return make() if rate is None and not isinstance(optimizer, str) else make(rate)
