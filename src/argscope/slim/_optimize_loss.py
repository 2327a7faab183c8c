"""A training step from a loss and the name of an optimizer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras

from argscope.slim._gradient_rules import Rule, clipped_together, multiplied
from argscope.slim._named_optimizers import OPTIMIZER_CLS_NAMES
from argscope.slim._train_op import TrainOp
from argscope.slim.errors import OptimizerError


def optimize_loss(
    loss: Any,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: float | None = None,
    gradient_multipliers: Mapping[str, Any] | None = None,
    clip_gradients: float | Rule | None = None,
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
        learning_rate: A number of at least 0; None if the optimizer has one.
        optimizer: A name in `OPTIMIZER_CLS_NAMES`: `"Adagrad"`, `"Adam"`, `"Ftrl"`,
            `"Momentum"` (of 0.9), `"RMSProp"` or `"SGD"`, which compute as TensorFlow 1;
            a Keras optimizer; or a class or function that makes one from a learning rate.
        gradient_noise_scale: None; noise is not offered.
        gradient_multipliers: Factors of gradients by path of variable.
        clip_gradients: Length to which all gradients together are shortened, or a function
            from pairs `(gradient, variable)` to such pairs; None for none. After the
            multipliers.
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
        raise _wrong("gradient_noise_scale", gradient_noise_scale, expected="None")
    rules: list[Rule] = []
    if gradient_multipliers:
        rules.append(multiplied(gradient_multipliers))
    if clip_gradients is not None:
        rules.append(_clipping(clip_gradients))
    return TrainOp(
        "optimize_loss",
        loss,
        _optimizer(optimizer, _rate(learning_rate, learning_rate_decay_fn)),
        rules,
        variables=variables,
        update_ops=update_ops,
        check_numerics=False,
    )


def _wrong(name: str, value: object, *, expected: str) -> OptimizerError:
    return OptimizerError.about("optimize_loss", name, value, expected=expected)


def _clipping(clip_gradients: Any) -> Rule:
    if callable(clip_gradients):
        return clip_gradients
    if not isinstance(clip_gradients, int | float):
        raise _wrong(
            "clip_gradients", clip_gradients, expected="a number, a function or None"
        )
    return clipped_together(float(clip_gradients))


class _Decayed(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, rate: Any, decay: Callable[[Any, Any], Any]) -> None:
        self._rate = rate
        self._decay = decay

    def __call__(self, step: Any) -> Any:
        return self._decay(self._rate, step)


def _rate(rate: Any, decay: Callable[[Any, Any], Any] | None) -> Any:
    if isinstance(rate, int | float) and rate < 0:
        raise _wrong("learning_rate", rate, expected="at least 0")
    return rate if rate is None or decay is None else _Decayed(rate, decay)


def _optimizer(optimizer: Any, rate: Any) -> Any:
    if isinstance(optimizer, keras.optimizers.Optimizer):
        return optimizer
    if isinstance(optimizer, str):
        return _named(optimizer, rate)
    if not callable(optimizer):
        raise _wrong(
            "optimizer",
            optimizer,
            expected="a name, or an optimizer such as keras.optimizers.RMSprop(0.1)",
        )
    return optimizer() if rate is None else optimizer(rate)


def _named(name: str, rate: Any) -> Any:
    if name not in OPTIMIZER_CLS_NAMES:
        names = ", ".join(map(repr, OPTIMIZER_CLS_NAMES))
        raise _wrong("optimizer", name, expected=f"one of {names}")
    if rate is None:
        raise _wrong("learning_rate", rate, expected=f"a number for {name!r}")
    return OPTIMIZER_CLS_NAMES[name](rate)
