"""A run: from a folder of images to a folder of weights, kept after each epoch."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import keras
from rich.console import Console

from argscope._base.whole_file import write_whole
from argscope._runs.file_names import WEIGHTS
from argscope._runs.progress import ProgressBar
from argscope._runs.run_folder import RunFolder
from argscope.finetune import _classifier as classifier
from argscope.finetune import _run as run_folder
from argscope.finetune._batches import (
    EvaluationBatches,
    Images,
    TrainingBatches,
    steps_per_epoch,
)
from argscope.finetune._best_epoch import best_epoch, is_over
from argscope.finetune._class_weights import balanced
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._confusion import confusion, write_confusion
from argscope.finetune._events import EventWriter
from argscope.finetune._image_check import check_images
from argscope.finetune._state import Progress, load_state, save_state
from argscope.layers import Model

STATE: Final = "state.safetensors"
EVENTS: Final = "events"


class _Run(NamedTuple):
    config: FineTuneConfig
    training: Images
    validation: Images
    folder: RunFolder
    console: Console

    @property
    def class_weights(self) -> dict[int, float] | None:
        """What an image counts by its class; None if all count the same."""
        if self.config.class_weights is None:
            return None
        return balanced(self.training.labels, self.training.classes)

    @property
    def steps(self) -> int:
        """Training steps in an epoch."""
        return steps_per_epoch(len(self.training.files), self.config.batch_size)


def run_fine_tuning(config: FineTuneConfig, console: Console | None) -> dict[str, Any]:
    """Train, or go on with training; see `argscope.finetune.fine_tune`."""
    start = time.perf_counter()
    keras.utils.set_random_seed(config.seed)
    run, classes = _begin(config, console or Console())
    model = classifier.build_classifier(config, len(classes))
    progress = _train(model, run, _prepare(model, run))
    kept = _restore_best(model, run, progress)
    result = {
        "epoch": kept,
        "validation_accuracy": progress.history["val_accuracy"][kept - 1],
        "validation_loss": progress.history["val_loss"][kept - 1],
        "parameters": int(model.count_params()),
        "seconds": round(time.perf_counter() - start, 1),
    }
    title = f"{config.net}, validation accuracy {result['validation_accuracy']:.3f}"
    run.folder.write_history(progress.history, title)
    counts = confusion(model, run.validation, config)
    write_confusion(run.folder.path, counts, classes)
    run.folder.write_result(model, result)
    return result


def _begin(config: FineTuneConfig, console: Console) -> tuple[_Run, tuple[str, ...]]:
    size = classifier.image_size_of(config)
    preprocessing = classifier.preprocessing_of(config)
    checked = check_images(config, console)
    images = checked.folder
    training, validation = (
        Images(part.files, part.labels, len(images.classes), preprocessing, size)
        for part in images.split(config.validation_fraction, config.seed)
    )
    console.print(
        f"{len(training.files)} images of {len(images.classes)} classes to train on, "
        f"{len(validation.files)} to validate; Keras on {keras.backend.backend()}"
    )
    folder = run_folder.begin(config, images.classes, len(training.files))
    checked.write(folder.path)
    run = _Run(config, training, validation, folder, console)
    return run, images.classes


def _prepare(model: Model, run: _Run) -> Progress:
    """Give the model the values with which the run begins, or goes on."""
    config, state = run.config, run.folder.path / STATE
    if config.checkpoint is not None and not state.exists():
        report = classifier.restore_checkpoint(model, config, config.checkpoint)
        run.console.print(str(report), markup=False, highlight=False)
    frozen = classifier.freeze(model, config)
    if frozen:
        run.console.print(f"{frozen} variables are frozen")
    classifier.compile_classifier(model, config, run.steps)
    progress = load_state(state, model)
    if progress.epochs:
        run.console.print(f"going on after epoch {progress.epochs} of {config.epochs}")
    return progress


def _train(model: Model, run: _Run, progress: Progress) -> Progress:
    config, folder = run.config, run.folder.path
    bar = ProgressBar(
        run.console, epochs=config.epochs, steps=run.steps, finished=progress.epochs
    )
    events = EventWriter(folder / EVENTS, progress.epochs)
    threads = ThreadPoolExecutor(config.workers)
    evaluation = EvaluationBatches(run.validation, config.batch_size, threads)
    with bar, contextlib.closing(events), threads:
        for epoch in range(progress.epochs, config.epochs):
            if is_over(progress.history, config.patience):
                break
            history = model.fit(
                TrainingBatches(run.training, config, epoch, threads),
                epochs=epoch + 1,
                initial_epoch=epoch,
                shuffle=False,
                validation_data=evaluation,
                class_weight=run.class_weights,
                callbacks=[bar, events],
                verbose=0,
            )
            last = {name: values[-1] for name, values in history.history.items()}
            progress = progress.after(last)
            _keep_if_best(model, run, progress)  # before the state says that it did
            save_state(folder / STATE, model, progress)
    return progress


def _keep_if_best(model: Model, run: _Run, progress: Progress) -> None:
    if run.config.patience is not None and (
        best_epoch(progress.history) == progress.epochs
    ):
        write_whole(run.folder.path / WEIGHTS, model.save_weights)


def _restore_best(model: Model, run: _Run, progress: Progress) -> int:
    """Give the model the weights to keep; return the epoch that they are of."""
    if run.config.patience is None:
        return progress.epochs
    best = best_epoch(progress.history)
    model.load_weights(run.folder.path / WEIGHTS)
    run.console.print(f"keeping epoch {best}, the best of {progress.epochs}")
    return best
