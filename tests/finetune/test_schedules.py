"""The learning rate at each step."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import math
from pathlib import Path

import keras
import pytest

from argscope.finetune import FineTuneConfig
from argscope.finetune._config import CHOICES
from argscope.finetune._schedules import SCHEDULES, schedule_of

EPOCHS, PER_EPOCH = 6, 10


def rates(schedule, warmup=0.0):
    """Return the learning rate at each of sixty steps; at first it is 0.5."""
    config = FineTuneConfig(
        net="cifarnet",
        data=Path("images"),
        epochs=EPOCHS,
        learning_rate=0.5,
        schedule=schedule,
        warmup_epochs=warmup,
    )
    optimizer = keras.optimizers.SGD(schedule_of(config, PER_EPOCH))
    found = []
    for step in range(EPOCHS * PER_EPOCH):
        optimizer.iterations.assign(step)
        found.append(float(optimizer.learning_rate))
    return found


EXPECTED = {
    "constant": lambda step, steps: 0.5,
    "cosine": lambda step, steps: 0.25 * (1 + math.cos(math.pi * step / steps)),
    "step": lambda step, steps: 0.5 * 0.94 ** (step // (2 * PER_EPOCH)),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_rate_follows_the_schedule(name):
    expected = [EXPECTED[name](step, 60) for step in range(60)]
    assert rates(name) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", EXPECTED)
def test_rate_rises_in_the_warmup_and_then_follows_the_schedule(name):
    rising = [0.5 * (step + 1) / 15 for step in range(15)]
    expected = rising + [EXPECTED[name](step, 45) for step in range(45)]
    assert rates(name, warmup=1.5) == pytest.approx(expected, abs=1e-6)


def test_every_name_that_can_be_chosen_is_a_schedule():
    assert tuple(SCHEDULES) == CHOICES["schedule"] == tuple(EXPECTED)
