"""A progress bar for training."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, Final, Self

import keras
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from argscope._runs.speed import Speed

_PAUSE: Final = 0.5  # seconds; asking a device for a loss makes it wait


class ProgressBar(keras.callbacks.Callback):
    """Prints a line per epoch, and on a terminal shows the steps as a bar below them.

    It is a callback for one `fit` or for several in a row, and a context in which the
    bar shows.
    """

    def __init__(
        self,
        console: Console,
        speed: Speed,
        *,
        epochs: int,
        steps: int,
        finished: int = 0,
    ) -> None:
        """Make a bar of `epochs` of so many `steps`, of which some are `finished`."""
        super().__init__()
        self._console = console
        self._speed = speed
        self._epochs = epochs
        self._steps = steps
        self._asked = 0.0
        self._bar = Progress(
            TextColumn("training"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps, {task.fields[news]}"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(
            "training",
            total=epochs * steps,
            completed=finished * steps,
            news="compiling",
        )

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remember which epoch it is."""
        del logs
        self._epoch = epoch

    def on_train_batch_end(
        self, batch: int, logs: dict[str, Any] | None = None
    ) -> None:
        """Move the bar on by one step, and show the loss every now and then."""
        self._speed.step(batch)
        done = self._epoch * self._steps + batch + 1
        if logs and time.monotonic() - self._asked > _PAUSE:
            news = (
                f"epoch {self._epoch + 1}/{self._epochs}, loss {logs['loss']:.3f}"
                f"{self._speed}"
            )
            self._bar.update(self._task, completed=done, news=news)
            self._asked = time.monotonic()
        else:
            self._bar.update(self._task, completed=done)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Show what the epoch came to."""
        done = (epoch + 1) * self._steps
        self._bar.update(self._task, completed=done)
        news = _news(logs or {})
        self._console.print(f"epoch {epoch + 1}/{self._epochs}: {news}{self._speed}")


def _news(logs: dict[str, Any]) -> str:
    return (
        f"loss {logs['loss']:.3f}, accuracy {logs['accuracy']:.3f} "
        f"(validation {logs['val_accuracy']:.3f})"
    )
