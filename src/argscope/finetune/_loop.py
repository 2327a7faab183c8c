"""A run: from a folder of images to a folder of weights, kept after each epoch."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from typing import Any, Final, NamedTuple

import keras
from rich.console import Console

from argscope._base.stopping import StopRequest
from argscope._runs.file_names import WEIGHTS
from argscope._runs.progress import ProgressBar
from argscope._runs.run_folder import RunFolder
from argscope._runs.speed import Speed
from argscope._runs.stop_after_step import StopAfterStep
from argscope._runs.stop_together import StopTogether
from argscope._runs.waiting import WaitingTime
from argscope._runs.whole_weights import write_weights
from argscope.finetune import _classifier as classifier
from argscope.finetune import _run as run_folder
from argscope.finetune._batches import Images, TrainingBatches, steps_per_epoch
from argscope.finetune._best_epoch import best_epoch, is_over
from argscope.finetune._class_weights import balanced
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._confusion import confusion, write_confusion
from argscope.finetune._events import EventWriter
from argscope.finetune._image_check import check_images
from argscope.finetune._network import RunNetwork, build, network_for
from argscope.finetune._shares import console_of, whole_batches, writes
from argscope.finetune._state import STATE, Progress, has_state, load_state, save_state
from argscope.finetune._together import check_same_run, check_step, together
from argscope.finetune._validation import Validation
from argscope.layers import Model
from argscope.layers._model import values

EVENTS: Final = "events"
_GOES_ON: Final = "the same command goes on"


class _Run(NamedTuple):
    config: FineTuneConfig
    training: Images
    validation: Images
    folder: RunFolder
    console: Console
    stop: StopTogether
    writes: bool
    """Whether this process writes the files of the run."""

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


def run_fine_tuning(
    config: FineTuneConfig, console: Console | None, stop: StopRequest
) -> dict[str, Any]:
    """Train, or go on with training; see `argscope.finetune.fine_tune`."""
    stop.heed(f"before training; {_GOES_ON}")
    with together(config):
        return _run(config, console_of(console), StopTogether(stop))


def _run(
    config: FineTuneConfig, console: Console, stop: StopTogether
) -> dict[str, Any]:
    start = time.perf_counter()
    keras.utils.set_random_seed(config.seed)
    network = network_for(config)
    run, model, classes = _begin(config, network, console, stop)
    stop.heed(f"before training; {_GOES_ON}")
    waiting = WaitingTime()
    progress = _train(model, run, _prepare(model, run), waiting)
    kept = _restore_best(model, run, progress)
    result = {
        "epoch": kept,
        "validation_accuracy": progress.history["val_accuracy"][kept - 1],
        "validation_loss": progress.history["val_loss"][kept - 1],
        "parameters": int(model.count_params()),
        "seconds": round(time.perf_counter() - start, 1),
        "seconds_waiting_for_data": round(waiting.seconds, 1),
    }
    # Every process looks at all of these images, once: all compute together, and
    # outputs that are cut over them would have to be brought together again.
    with whole_batches():
        counts = confusion(model, run.validation, config.batch_size)
    title = f"{network.name}, validation accuracy {result['validation_accuracy']:.3f}"
    if run.writes:
        run.folder.write_history(progress.history, title)
        write_confusion(run.folder.path, counts, classes)
    run.folder.write_result(model, result)
    values.meet("finished")
    stop.heed("when the run was finished")
    return result


def _begin(
    config: FineTuneConfig, network: RunNetwork, console: Console, stop: StopTogether
) -> tuple[_Run, Model, tuple[str, ...]]:
    checked = check_images(config, console, stop.request)
    images = checked.folder
    training, validation = (
        Images(
            part.files,
            part.labels,
            len(images.classes),
            network.preprocessing,
            network.size,
            config.fast_decode,
        )
        for part in images.split(config.validation_fraction, config.seed)
    )
    check_step(len(training.files), config.batch_size)
    check_same_run(checked.digest, images.classes, config.folder)
    console.print(
        f"{len(training.files)} images of {len(images.classes)} classes to train on, "
        f"{len(validation.files)} to validate; Keras on {keras.backend.backend()}"
    )
    # What cannot begin leaves no folder behind.
    model = build(config, network, len(images.classes))
    _give_values(model, config, console)
    folder = run_folder.begin(
        config, network, images.classes, len(training.files), console.print
    )
    if writes():
        checked.write(folder.path)
    run = _Run(config, training, validation, folder, console, stop, writes())
    return run, model, images.classes


def _give_values(model: Model, config: FineTuneConfig, console: Console) -> None:
    """Give the model the values with which a run begins, and freeze what is to stay."""
    if config.checkpoint is not None and not has_state(config.folder / STATE):
        report = classifier.restore_checkpoint(model, config, config.checkpoint)
        console.print(str(report), markup=False, highlight=False)
    frozen = classifier.freeze(model, config)
    if frozen:
        console.print(f"{frozen} variables are frozen")


def _prepare(model: Model, run: _Run) -> Progress:
    """Compile the model, and give it the values with which a run goes on."""
    config = run.config
    classifier.compile_classifier(model, config, run.steps)
    progress = load_state(run.folder.path / STATE, model)
    if progress.epochs:
        run.console.print(f"going on after epoch {progress.epochs} of {config.epochs}")
    return progress


def _train(
    model: Model, run: _Run, progress: Progress, waiting: WaitingTime
) -> Progress:
    config, folder, stop = run.config, run.folder.path, run.stop
    bar = ProgressBar(
        run.console,
        Speed(min(config.batch_size, len(run.training.files)), lambda: waiting.seconds),
        epochs=config.epochs,
        steps=run.steps,
        finished=progress.epochs,
    )
    stopper = StopAfterStep(
        stop.heed_after_step, epochs=config.epochs, outlook=_GOES_ON
    )
    events = EventWriter(folder / EVENTS, progress.history) if run.writes else None
    # Not shut down: TensorFlow reads ahead until its iterator is gone, which after an
    # error or a stop is later. The threads end when nobody can give them work.
    threads = ThreadPoolExecutor(config.workers)
    validation = Validation(run.validation, config.batch_size, threads)
    stop.heed(f"before training; {_GOES_ON}")
    with bar, closing(validation), closing(events) if events else nullcontext():
        for epoch in range(progress.epochs, config.epochs):
            if is_over(progress.history, config.patience):
                break
            with closing(
                TrainingBatches(
                    run.training, config, epoch, threads=threads, waiting=waiting
                )
            ) as training:
                history = model.fit(
                    training,
                    epochs=epoch + 1,
                    initial_epoch=epoch,
                    shuffle=False,
                    class_weight=run.class_weights,
                    callbacks=[waiting, validation, bar, stopper],
                    verbose=0,
                )
            measures = _measures(history)
            progress = progress.after(measures)
            _keep_if_best(model, run, progress)  # before the state says that it did
            save_state(folder / STATE, model, progress)
            if events:
                events.write(progress.epochs, measures)
            stop.heed(f"after epoch {epoch + 1} of {config.epochs}; {_GOES_ON}")
    return progress


def _measures(history: keras.callbacks.History) -> dict[str, float]:
    rate = keras.ops.convert_to_tensor(history.model.optimizer.learning_rate)
    last = {name: float(values[-1]) for name, values in history.history.items()}
    return {**last, "learning_rate": float(keras.ops.convert_to_numpy(rate))}


def _keep_if_best(model: Model, run: _Run, progress: Progress) -> None:
    if run.config.patience is not None and (
        best_epoch(progress.history) == progress.epochs
    ):
        write_weights(run.folder.path / WEIGHTS, model)


def _restore_best(model: Model, run: _Run, progress: Progress) -> int:
    """Give the model the weights to keep; return the epoch that they are of."""
    if run.config.patience is None:
        return progress.epochs
    best = best_epoch(progress.history)
    model.load_weights(run.folder.path / WEIGHTS)
    run.console.print(f"keeping epoch {best}, the best of {progress.epochs}")
    return best
