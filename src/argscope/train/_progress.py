"""A progress bar for training."""

from __future__ import annotations

from typing import Any

import keras
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)


class ProgressBar(keras.callbacks.Callback):
    """Shows the epochs as a bar, with the newest losses and accuracies beside it.

    On a terminal one line is redrawn; otherwise one line is printed per epoch.
    """

    def __init__(self, console: Console, epochs: int) -> None:
        super().__init__()
        self._console = console
        self._epochs = epochs
        self._bar = Progress(
            TextColumn("training"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("epochs, {task.fields[news]}"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("training", total=epochs, news="compiling")

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Show the bar."""
        del logs
        self._bar.start()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar on by one epoch."""
        news = _news(logs or {})
        self._bar.update(self._task, advance=1, news=news)
        if not self._console.is_terminal:
            self._console.print(f"epoch {epoch + 1}/{self._epochs}: {news}")

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Leave the finished bar on the screen."""
        del logs
        self._bar.stop()


def _news(logs: dict[str, Any]) -> str:
    return (
        f"loss {logs['loss']:.3f}, accuracy {logs['accuracy']:.3f} "
        f"(validation {logs['val_accuracy']:.3f})"
    )
