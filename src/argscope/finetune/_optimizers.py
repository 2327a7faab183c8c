"""What changes the weights after each step of training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import keras

from argscope.finetune._config import FineTuneConfig
from argscope.layers import Model


def optimizer_for(model: Model, config: FineTuneConfig, rate: Any) -> Any:
    """Return the optimizer that the configuration names.

    | name | what it is |
    |---|---|
    | `sgd` | gradient descent |
    | `momentum` | with momentum 0.9 |
    | `adam` | beta_1 0.9, beta_2 0.999, epsilon 1.0 |
    | `adamw` | epsilon 1e-7; `weight_decay` shrinks the weights |
    | `rmsprop` | rho 0.9, momentum 0.9, epsilon 1.0 |

    Args:
        model: Whose variables it will change.
        config: The configuration of the run.
        rate: A learning rate or a schedule.

    Source:
        The numbers, but those of AdamW: the defaults of TF-Slim's
        `train_image_classifier.py`. Its `rmsprop` began with a mean square of 1, Keras's
        begins with 0. AdamW: Loshchilov and Hutter, Decoupled Weight Decay
        Regularization, 2019; as in their section 4, beside weights nothing is decayed.
    """
    optimizer = OPTIMIZERS[config.optimizer](rate)
    if config.is_decoupled:
        optimizer.weight_decay = config.weight_decay
        others = [
            variable
            for variable in model.trainable_variables
            if not variable.path.endswith("weights")
        ]
        optimizer.exclude_from_weight_decay(var_list=others)
    return optimizer


OPTIMIZERS: Final[dict[str, Callable[[Any], Any]]] = {
    "sgd": keras.optimizers.SGD,
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "adam": lambda rate: keras.optimizers.Adam(rate, epsilon=1.0),
    "adamw": keras.optimizers.AdamW,
    "rmsprop": lambda rate: keras.optimizers.RMSprop(
        rate, rho=0.9, momentum=0.9, epsilon=1.0
    ),
}
