"""The state of a run in one file that is whole at every moment, or in several with an index.

It is written beside the old one and put into its place in one step of the file system,
so a run that is killed has the state after one epoch or after the next. Where variables
are cut over processes, each process writes a file of its own with the epoch in its name;
when all are there, the index is put into its place, and then the older files go.

A run may be continued by other processes than those that began it. If both forms are
there, that with more epochs counts: it was written last, and the other was to be removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import keras
from safetensors import SafetensorError

from argscope.finetune.errors import RunFolderError
from argscope.layers import Model, WeightsFileError
from argscope.layers._model import values
from argscope.layers._model.shard_files import index_of, remove, save_in_shards
from argscope.layers._model.tensor_files import TensorFiles
from argscope.layers._model.weights_file import save_whole

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


class _Found(NamedTuple):
    """A state that is there."""

    path: Path
    progress: Progress


def save_state(path: Path, model: Model, progress: Progress) -> None:
    """Write variables, optimizer, source of randomness and progress; replace the older.

    Where there are several processes, all call this; they see the same folder.

    Args:
        path: The file, if it is one; several are called after it.
        model: A model that is compiled.
        progress: How far the run has come.
    """
    variables, facts = _variables(model), {_PROGRESS: asdict(progress)}
    if values.are_cut_over_processes(variables.values()):
        stem = f"{path.stem}-epoch-{progress.epochs:05d}"
        written = save_in_shards(index_of(path), variables, stem=stem, facts=facts)
    else:
        header = {name: json.dumps(fact) for name, fact in facts.items()}
        written = save_whole(path, variables, header)
    remove(_files_of(path).difference(written))


def load_state(path: Path, model: Model) -> Progress:
    """Give the model, and its optimizer, what the file holds; return the progress.

    Each process reads what its devices hold. Without a file nothing changes, and there
    is no progress.

    Raises:
        RunFolderError: A file is damaged, or another model's.
    """
    found = _newest(path)
    if found is None:
        return Progress()
    variables = _variables(model)
    with _opened(found.path) as tensors:
        if set(tensors) != set(variables):
            raise RunFolderError.bad_state(found.path, "it is another network's")
        for name, variable in variables.items():
            values.assign(variable, tensors[name].__getitem__)
    return found.progress


def load_progress(path: Path) -> Progress:
    """Return how far the run has come whose state is there; none without a file.

    Raises:
        RunFolderError: A file is damaged.
    """
    found = _newest(path)
    return Progress() if found is None else found.progress


def has_state(path: Path) -> bool:
    """Return whether there is a state, in one file or several."""
    return path.exists() or index_of(path).exists()


def _newest(path: Path) -> _Found | None:
    found = [
        _Found(each, _progress(each))
        for each in (path, index_of(path))
        if each.exists()
    ]
    return max(found, key=lambda state: state.progress.epochs, default=None)


def _progress(path: Path) -> Progress:
    with _opened(path) as tensors:
        facts = tensors.facts[_PROGRESS]
        facts = json.loads(facts) if isinstance(facts, str) else facts
    return Progress(facts["epochs"], facts["history"])


def _files_of(path: Path) -> set[Path]:
    """Return the files of all states, also those that a killed program left behind."""
    shards = path.parent.glob(f"{path.stem}-epoch-*{path.suffix}")
    unfinished = path.parent.glob(f"new.{path.stem}*")
    return {each for each in (path, index_of(path)) if each.exists()} | {
        *shards,
        *unfinished,
    }


@contextmanager
def _opened(path: Path) -> Iterator[TensorFiles]:
    try:
        with TensorFiles(path) as tensors:
            yield tensors
    except WeightsFileError as error:
        raise RunFolderError.bad_state(path, str(error).rstrip(".")) from None
    except SafetensorError as error:
        raise RunFolderError.bad_state(path, f"it is damaged ({error})") from None


def _variables(model: Model) -> Mapping[str, keras.Variable]:
    weights = {f"model/{v.path}": v for v in model.variables_in_order}
    # By number: Keras counts up the names of a process's optimizers.
    slots = {f"optimizer/{i}": v for i, v in enumerate(model.optimizer.variables)}
    return {"randomness": model.seed_generator.state, **weights, **slots}
