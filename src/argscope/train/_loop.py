"""Training: build the model, fit it, test it once, write everything down."""

from __future__ import annotations

import functools
import math
import time
from dataclasses import asdict
from typing import Any, Final

import keras
from rich.console import Console

from argscope._base.stopping import StopRequest
from argscope._core.block import arg_scope
from argscope._runs.progress import ProgressBar
from argscope._runs.run_folder import RunFolder
from argscope._runs.speed import Speed
from argscope._runs.stop_after_step import StopAfterStep
from argscope.layers import Model
from argscope.report import run_network
from argscope.train._config import TrainConfig
from argscope.train._digits import Images, load_digits
from argscope.train.network import digits_arg_scope, digits_network

_AGAIN: Final = "the same command begins again"


def run_training(
    config: TrainConfig, console: Console | None, stop: StopRequest
) -> dict[str, Any]:
    """Train the digits network and write the run's folder; see `argscope.train.train`."""
    console = console or Console()
    start = time.perf_counter()
    stop.heed(f"before training; {_AGAIN}")
    keras.utils.set_random_seed(config.seed)
    training, validation, test = load_digits()
    console.print(
        f"{len(training.labels)} images to train on, {len(validation.labels)} to "
        f"validate, {len(test.labels)} to test; Keras on {keras.backend.backend()}"
    )
    scope = digits_arg_scope(config.weight_decay)
    folder = RunFolder(config.run_dir)
    folder.write_config({**asdict(config), "run_dir": str(config.run_dir)})

    with arg_scope(scope):
        network = functools.partial(digits_network, keep_prob=config.keep_prob)
        model = Model(network, name="digits")
        shape = training.pixels.shape[1:]
        folder.write_explanation(run_network(network, [shape], title="digits"))
    steps = math.ceil(len(training.labels) / config.batch_size)
    _compile(model, config.learning_rate, steps * config.epochs)
    speed = Speed(config.batch_size)
    with ProgressBar(console, speed, epochs=config.epochs, steps=steps) as bar:
        stopper = StopAfterStep(stop.heed, epochs=config.epochs, outlook=_AGAIN)
        history = _fit(model, config, training, validation, [bar, stopper])
    loss, accuracy = model.evaluate(test.pixels, test.labels, verbose=0)
    result = {
        "test_accuracy": float(accuracy),
        "test_loss": float(loss),
        "parameters": int(model.count_params()),
        "seconds": round(time.perf_counter() - start, 1),
    }
    folder.write_history(history, f"Handwritten digits, test accuracy {accuracy:.3f}")
    folder.write_result(model, result)
    stop.heed("when the run was finished")
    return result


def _compile(model: keras.Model, learning_rate: float, steps: int) -> None:
    model.compile(
        optimizer=keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(learning_rate, steps)
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )


def _fit(
    model: keras.Model,
    config: TrainConfig,
    training: Images,
    validation: Images,
    callbacks: list[keras.callbacks.Callback],
) -> dict[str, list[float]]:
    history = model.fit(
        training.pixels,
        training.labels,
        batch_size=config.batch_size,
        epochs=config.epochs,
        validation_data=(validation.pixels, validation.labels),
        callbacks=callbacks,
        verbose=0,
    )
    return {
        name: [float(v) for v in values] for name, values in history.history.items()
    }
