"""The optimizers that a run can choose, with TF-Slim's numbers."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.finetune.conftest import built
from tests.layers.arrays import numbers

from argscope.finetune import FineTuneConfig
from argscope.finetune._classifier import compile_classifier
from argscope.finetune._config import CHOICES
from argscope.finetune._optimizers import OPTIMIZERS, optimizer_for


def config(**changes):
    return FineTuneConfig(
        net="lenet", data=Path("images"), image_size=28, schedule="constant", **changes
    )


class Variables:
    """Stands for a model."""

    def __init__(self, **values):
        self.trainable_variables = [
            keras.Variable(np.array(value, "float32"), name=name)
            for name, value in values.items()
        ]


def after(optimizer, gradients, **changes):
    """Return a weight that was 2.0 after steps along these gradients."""
    model = Variables(weights=[2.0])
    chosen = optimizer_for(model, config(optimizer=optimizer, **changes), 0.5)
    for gradient in gradients:
        tensor = keras.ops.convert_to_tensor([gradient], "float32")
        chosen.apply([tensor], model.trainable_variables)
    return numbers(model.trainable_variables[0])[0]


def adam(gradients, epsilon):
    weight, m, v = 2.0, 0.0, 0.0
    for t, g in enumerate(gradients, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        rate = 0.5 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        weight -= rate * m / (np.sqrt(v) + epsilon)
    return weight


def rmsprop(gradients):
    weight, mean, momentum = 2.0, 0.0, 0.0
    for g in gradients:
        mean = 0.9 * mean + 0.1 * g * g
        momentum = 0.9 * momentum + 0.5 * g / np.sqrt(mean + 1.0)
        weight -= momentum
    return weight


STEPS = [0.3, -0.1, 0.2]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sgd", 2.0 - 0.5 * sum(STEPS)),
        ("momentum", 2.0 - 0.5 * (0.3 * 2.71 - 0.1 * 1.9 + 0.2)),
        ("adam", adam(STEPS, 1.0)),
        ("rmsprop", rmsprop(STEPS)),
    ],
)
def test_steps_are_those_of_the_formula(name, expected):
    assert after(name, STEPS) == pytest.approx(expected, rel=1e-5)


def test_adamw_takes_a_share_of_the_weights_away():
    kept = after("adamw", [0.0, 0.0], weight_decay=0.1)
    assert kept == pytest.approx(2.0 * (1 - 0.5 * 0.1) ** 2, rel=1e-5)


def test_adamw_decays_nothing_but_weights():
    model = Variables(biases=[2.0], gamma=[3.0], depthwise_weights=[4.0])
    chosen = optimizer_for(model, config(optimizer="adamw", weight_decay=0.1), 0.5)
    zeros = [keras.ops.zeros((1,)) for _ in range(3)]
    chosen.apply(zeros, model.trainable_variables)
    left = [numbers(each)[0] for each in model.trainable_variables]
    assert left == pytest.approx([2.0, 3.0, 3.8])


@pytest.mark.parametrize(("name", "penalized"), [("adamw", False), ("sgd", True)])
def test_adamw_is_the_only_one_without_the_penalty(name, penalized):
    tuned = config(optimizer=name, weight_decay=0.1)
    model = built(tuned, 2)
    compile_classifier(model, tuned, 10)
    model(np.ones((1, 28, 28, 1), "float32"))
    assert (sum(numbers(loss) for loss in model.losses) > 0) == penalized


def test_every_name_that_can_be_chosen_is_an_optimizer():
    assert tuple(OPTIMIZERS) == CHOICES["optimizer"]
