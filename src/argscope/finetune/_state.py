"""The state of a run in one file that is whole at every moment.

It is written beside the old one and put into its place in one step of the file system,
so a run that is killed has the state after one epoch or after the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import keras
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from argscope._base.whole_file import write_whole
from argscope.finetune.errors import RunFolderError
from argscope.layers import Model
from argscope.layers._model.weights_file import in_order

STATE: Final = "state.safetensors"
_PROGRESS: Final = "progress"


@dataclass(frozen=True)
class Progress:
    """How far a run has come."""

    epochs: int = 0
    """Epochs that are finished."""
    history: dict[str, list[float]] = field(default_factory=dict)
    """Value of each measure after each of them."""

    def after(self, measures: dict[str, float]) -> Progress:
        """Return the progress after one more epoch."""
        history = {
            name: [*self.history.get(name, []), value]
            for name, value in measures.items()
        }
        return Progress(self.epochs + 1, history)


def save_state(path: Path, model: Model, progress: Progress) -> None:
    """Write variables, optimizer, source of randomness and progress; replace the file."""
    arrays = {name: in_order(variable) for name, variable in _variables(model).items()}
    facts = {"epochs": progress.epochs, "history": progress.history}
    write_whole(
        path,
        lambda new: save_file(arrays, new, metadata={_PROGRESS: json.dumps(facts)}),
    )


def load_state(path: Path, model: Model) -> Progress:
    """Give the model, and its optimizer, what the file holds; return the progress.

    Without a file nothing changes, and there is no progress.

    Raises:
        RunFolderError: The file is damaged, or another model's.
    """
    progress = load_progress(path)
    if not progress.epochs:
        return progress
    variables = _variables(model)
    with _opened(path) as file:
        if set(file.keys()) != set(variables):
            raise RunFolderError.bad_state(path, "it is another network's")
        for name, variable in variables.items():
            variable.assign(file.get_tensor(name))
    return progress


def load_progress(path: Path) -> Progress:
    """Return how far the run has come whose state the file holds; none without a file.

    Raises:
        RunFolderError: The file is damaged.
    """
    if not path.exists():
        return Progress()
    with _opened(path) as file:
        facts = json.loads(file.metadata()[_PROGRESS])
    return Progress(facts["epochs"], facts["history"])


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with safe_open(path, framework="numpy") as file:
            yield file
    except SafetensorError as error:
        raise RunFolderError.bad_state(path, f"it is damaged ({error})") from None


def _variables(model: Model) -> dict[str, keras.Variable]:
    weights = {f"model/{v.path}": v for v in model.variables_in_order}
    # By number: Keras counts up the names of a process's optimizers.
    slots = {f"optimizer/{i}": v for i, v in enumerate(model.optimizer.variables)}
    return {"randomness": model.seed_generator.state, **weights, **slots}
