"""The folder of a run: begun once, recognized when it is continued, read afterwards."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import keras
import numpy as np

from argscope._runs.file_names import CONFIG, WEIGHTS
from argscope._runs.run_folder import RunFolder
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._network import RunNetwork, build, network_for
from argscope.finetune._program_errors import ProgramChangedWarning
from argscope.finetune._program_files import changed_below
from argscope.finetune._run_facts import file_of, finished_facts, run_facts
from argscope.finetune._shares import decided_by_first, writes
from argscope.finetune._state import STATE, load_progress
from argscope.finetune.errors import RunFolderError
from argscope.layers import Model
from argscope.layers._model import values
from argscope.predict._classifier import Classifier
from argscope.report import Record, run_network

Array = np.ndarray[Any, Any]


# They may be others when a run is continued: they do not change what comes out.
_FREE: Final = (
    *("workers", "run_dir", "data", "checkpoint", "root", "versions"),
    *("distribute", "devices", "coordinator", "processes", "process"),
)
# It may be another one as well, and then decides what comes out.
_EPOCHS: Final = "epochs"
# What the files of the network were.
_PROGRAM: Final = "program"


class FinishedRun(NamedTuple):
    """What a run has left behind."""

    config: FineTuneConfig
    classes: tuple[str, ...]
    model: Model
    """The trained network, from images as preprocessing returns them to logits."""
    network: RunNetwork
    """What it is a model of."""

    @property
    def classifier(self) -> Classifier:
        """The same, ready to look at files of images."""
        return Classifier(
            self.model,
            self.network.preprocessing,
            self.network.size,
            self.classes,
            self.config.fast_decode,
        )

    def probabilities(self, files: Sequence[Path]) -> Array:
        """Return what the network makes of images.

        Args:
            files: Their files, of any size.

        Returns:
            The probability of each of `classes` for each image, shape
            `(files, classes)`.

        Raises:
            ImageFileError: A file is not an image.
        """
        return self.classifier.probabilities(files)


def begin(
    config: FineTuneConfig,
    network: RunNetwork,
    classes: tuple[str, ...],
    images: int,
    tell: Callable[[str], None],
) -> RunFolder:
    """Return the folder of a run, which is new or already this run's.

    A run that is there may be given more epochs than it was, or less. From then on it is
    not finished, and what is written is its new configuration.

    Args:
        config: What the run is to do.
        network: The network that it trains.
        classes: Names of the classes, by label.
        images: Number of images to train on.
        tell: Is told what is worth knowing.

    Raises:
        RunFolderError: The folder holds a run with another configuration, or one that
            has finished more epochs.
    """
    function = network.function(len(classes))
    title = f"{network.name}, {len(classes)} classes"
    record = None
    # By all processes: the variables of a network are made together.
    if decided_by_first(not (config.folder / CONFIG).exists()):
        record = run_network(function, [network.input_shape], title=title)
    if writes():
        facts = {**config.to_dict(), **network.facts}
        facts |= {"classes": list(classes), "images": images}
        _write(config, facts, record, tell)
    values.meet("begun")
    return RunFolder(config.folder)


def _write(
    config: FineTuneConfig,
    facts: dict[str, Any],
    record: Record | None,
    tell: Callable[[str], None],
) -> None:
    """Write the folder of a run, or check that what is there is this run's."""
    folder = RunFolder(config.folder)
    if record is None:
        was = run_facts(folder.path)
        was = {**FineTuneConfig.from_dict(was).to_dict(), **was}  # of an older version
        _check_same(folder.path, was, facts)
        if was.get(_EPOCHS) != config.epochs:
            tell(_replanned(folder.path, was.get(_EPOCHS), config))
            folder.write_config(facts)
        return
    folder.write_explanation(record)
    folder.write_config(facts)


def load_run(path: Path) -> FinishedRun:
    """Return what the finished run in a folder has left behind.

    Raises:
        RunFolderError: The folder is not that of a run, or the run is not finished, or
            the file with its network is gone.
    """
    facts = finished_facts(path)
    config, classes = _config_of(facts), tuple(facts["classes"])
    _warn_of_changes(path, facts)
    network = network_for(config)
    # Whatever it was trained in: all programs that read an export know float32.
    model = build(replace(config, dtype="float32"), network, len(classes))
    model.load_weights(path / WEIGHTS)
    return FinishedRun(config, classes, model, network)


def _config_of(facts: dict[str, Any]) -> FineTuneConfig:
    config = FineTuneConfig.from_dict(facts)
    if config.root is None:
        return config
    return replace(config, net=f"{file_of(facts)}:{config.name}")


def _warn_of_changes(path: Path, facts: dict[str, Any]) -> None:
    changed = _changed_files(facts.get("root"), facts)
    if changed:
        told = ProgramChangedWarning.about(path, changed)
        # No line of anybody's code is at fault; the folder says which run it is.
        warnings.warn_explicit(told, ProgramChangedWarning, str(path), 0)


def _check_same(path: Path, was: dict[str, Any], facts: dict[str, Any]) -> None:
    # JSON has lists for tuples.
    now = json.loads(json.dumps({**facts, "backend": keras.backend.backend()}))
    changed = {
        name: (was.get(name), value)
        for name, value in now.items()
        if name not in (*_FREE, _EPOCHS, _PROGRAM) and was.get(name) != value
    }
    if changed:
        raise RunFolderError.other_run(path, changed)
    files = _changed_files(now["root"], was)
    if files:
        raise RunFolderError.changed_program(path, files)


def _changed_files(root: str | None, was: dict[str, Any]) -> list[str]:
    """Return the files of a network that are below `root` not as they were."""
    return [] if root is None else changed_below(Path(root), was.get(_PROGRAM, {}))


def _replanned(path: Path, planned: Any, config: FineTuneConfig) -> str:
    """Return what another number of epochs means for the run in a folder."""
    finished = load_progress(path / STATE).epochs
    if config.epochs < finished:
        raise RunFolderError.fewer_epochs(path, finished, config.epochs)
    told = f"{config.epochs} epochs instead of {planned}"
    if not finished or config.schedule != "cosine":
        return told
    return (
        f"{told}: from here on the step size follows their {config.schedule}, so a run "
        "that has them from the beginning is another one"
    )
