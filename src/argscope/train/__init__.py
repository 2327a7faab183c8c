"""Training a network on real data: the job of `argscope train`.

Needs `argscope[layers,train]`: Keras with a backend, scikit-learn, matplotlib, rich.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argscope._base.stopping import stoppable
from argscope._runs.errors import ConfigError
from argscope.train._config import TrainConfig

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["ConfigError", "TrainConfig", "train"]


def train(config: TrainConfig, console: Console | None = None) -> dict[str, Any]:
    """Train the digits network and write the run's folder.

    Args:
        config: What to do.
        console: Where to show progress; default: standard output.

    Returns:
        `test_accuracy` in [0, 1], `test_loss`, `parameters` and `seconds`.

    Raises:
        ModuleNotFoundError: A package that training needs is not installed.
        OSError: The run's folder cannot be written.
        KeyboardInterrupt: Ctrl-C was pressed, and a step has ended since; with a second
            one, at once.
    """
    with stoppable() as stop:
        # Imported here: the command line asks for the configuration's defaults before
        # it knows whether it will train, and Keras takes seconds.
        import argscope.layers  # noqa: F401  # before Keras: it chooses the backend
        from argscope.train._loop import run_training

        return run_training(config, console, stop)
