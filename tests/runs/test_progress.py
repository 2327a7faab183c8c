"""Finished epochs stay on the screen, with how fast they went."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import io
import itertools

import pytest
from rich.console import Console

from argscope._runs.progress import ProgressBar
from argscope._runs.speed import Speed

LOGS = {"loss": 0.5, "accuracy": 0.75, "val_accuracy": 0.25, "val_loss": 1.0}


@pytest.fixture
def seconds(monkeypatch):
    """Have every look at the clock take half a second."""
    ticks = itertools.count(0.0, 0.5)
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks))


def shown(speed, *, terminal):
    console = Console(
        file=io.StringIO(), width=150, force_terminal=terminal, color_system=None
    )
    with ProgressBar(console, speed, epochs=2, steps=3) as bar:
        for epoch in range(2):
            bar.on_epoch_begin(epoch)
            for step in range(3):
                bar.on_train_batch_end(step, LOGS)
            bar.on_epoch_end(epoch, LOGS)
    return console.file.getvalue()


def test_each_epoch_is_a_line_with_its_speed(seconds):
    line = "loss 0.500, accuracy 0.750 (validation 0.250), 20 images/s"
    assert shown(Speed(10), terminal=False) == (
        f"epoch 1/2: {line}\nepoch 2/2: {line}\n"
    )


def test_epochs_stay_above_the_bar_of_a_terminal():
    text = shown(Speed(10), terminal=True)
    first, second, bar = (
        text.rindex(part) for part in ("epoch 1/2:", "epoch 2/2:", "6/6")
    )
    assert first < second < bar
    assert "left" in text[bar:]


def test_first_step_of_an_epoch_has_no_speed(seconds):
    speed = Speed(10)
    speed.step(0)
    assert str(speed) == ""
    speed.step(1)
    assert str(speed) == ", 20 images/s"
    speed.step(0)
    assert str(speed) == ""


@pytest.mark.parametrize(
    ("waited", "told"),
    [
        (0.0, ""),
        (0.045, ""),
        (0.0625, ", waiting for data 12%"),
        (0.125, ", waiting for data 25%"),
        (0.5, ", waiting for data 100%"),
    ],
)
def test_share_of_the_time_that_steps_wait_is_told_if_it_matters(waited, told, seconds):
    until_now = itertools.count(3.0, waited)
    speed = Speed(10, lambda: next(until_now))
    speed.step(0)
    speed.step(1)
    assert str(speed) == f", 20 images/s{told}"
