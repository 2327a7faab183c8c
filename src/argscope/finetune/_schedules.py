"""How the learning rate changes in the course of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, final

import keras
from keras import ops

from argscope.finetune._config import FineTuneConfig


def schedule_of(config: FineTuneConfig, steps_per_epoch: int) -> Any:
    """Return the learning rate of a run, or what it is at each step.

    | name | what it is |
    |---|---|
    | `constant` | the same in all steps |
    | `cosine` | falls to zero along half a cosine |
    | `step` | 0.94 times what it was, every two epochs |

    With warmup it rises from zero along a line first, and the schedule begins when that
    has ended.

    Source:
        `cosine`: Loshchilov and Hutter, SGDR, 2017, equation 5 without restarts. `step`:
        the defaults of TF-Slim's `train_image_classifier.py` (`exponential`, staircase).
        Warmup: Goyal and others, Accurate, Large Minibatch SGD, 2017, section 2.2.
    """
    warmup = round(config.warmup_epochs * steps_per_epoch)
    steps = max(1, config.epochs * steps_per_epoch - warmup)
    rate = SCHEDULES[config.schedule](config.learning_rate, steps, steps_per_epoch)
    return Warmup(config.learning_rate, warmup, rate) if warmup else rate


@final
class Warmup(keras.optimizers.schedules.LearningRateSchedule):
    """Rises from zero to `peak` in so many `steps`; then comes another schedule."""

    def __init__(self, peak: float, steps: int, after: Any) -> None:
        self._peak = peak
        self._steps = steps
        self._after = after

    def __call__(self, step: Any) -> Any:
        """Return the learning rate of a step."""
        step = ops.cast(step, "float32")
        rising = self._peak * (step + 1) / self._steps
        later = ops.maximum(step - self._steps, 0.0)
        after = self._after(later) if callable(self._after) else self._after
        return ops.where(step < self._steps, rising, after)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, for files of the whole model."""
        return {"peak": self._peak, "steps": self._steps, "after": self._after}


SCHEDULES: Final[dict[str, Callable[[float, int, int], Any]]] = {
    "constant": lambda rate, _steps, _per_epoch: rate,
    "cosine": lambda rate, steps, _per_epoch: keras.optimizers.schedules.CosineDecay(
        rate, steps
    ),
    "step": lambda rate, _steps, per_epoch: keras.optimizers.schedules.ExponentialDecay(
        rate, 2 * per_epoch, 0.94, staircase=True
    ),
}
