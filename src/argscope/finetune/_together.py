"""The devices and processes of a run: found, met, and told apart."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
from rich.console import Console

from argscope._base.version import __version__
from argscope._distribution.agreement import check_same
from argscope._distribution.current import current
from argscope._distribution.distribution import distribute
from argscope._distribution.errors import DistributionError
from argscope._distribution.processes import Processes, from_environment, given
from argscope._distribution.there import devices_there
from argscope.finetune._config import FineTuneConfig

Array = np.ndarray[Any, Any]

_DAY: Final = 86_400.0

# Where files are may differ from machine to machine, and how they are read.
_OWN: Final = ("process", "data", "root", "checkpoint", "run_dir", "workers")


def processes_of(config: FineTuneConfig) -> Processes:
    """Return the processes of a run; one if nothing about devices was chosen.

    Under torchrun nothing needs to be chosen: it starts processes for nothing else.
    Under SLURM something does, as its tasks may well be runs of their own.

    Raises:
        DistributionError: What started this process tells what makes no sense.
    """
    found = given(config.coordinator, config.processes, config.process)
    if found is None:
        found = from_environment(os.environ)
    return found if config.asks_for_devices or found.by_torchrun else Processes()


@contextmanager
def together(config: FineTuneConfig) -> Iterator[None]:
    """Spread what the block makes over the devices of a run, in all of its processes.

    Raises:
        DistributionError: There are too few devices, the processes do not meet, or they
            have other settings.
    """
    with ExitStack() as stack:
        processes = processes_of(config)
        if current() is None and (config.asks_for_devices or processes.are_several):
            mesh = config.mesh(
                devices_there(keras.backend.backend(), processes, config.devices)
            )
            stack.enter_context(
                distribute(
                    mesh.data,
                    mesh.model,
                    per_device_batch_norm=config.per_device_batch_norm,
                    coordinator=config.coordinator,
                    processes=config.processes,
                    process=config.process,
                )
            )
        # What ends all processes when one of them fails belongs here.
        if not writes():
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        check_same(_settings(config))
        yield


def writes() -> bool:
    """Return whether this is the process that writes files and talks to people."""
    distribution = current()
    return distribution is None or distribution.processes.is_first


def decided_by_first(decision: bool) -> bool:
    """Return what the process decided that writes files."""
    distribution = current()
    return decision if distribution is None else bool(distribution.agreed(decision))


def console_of(console: Console | None) -> Console:
    """Return where this process shows what it does."""
    if not writes():
        return Console(quiet=True, force_terminal=False)
    return console or Console()


def wait_for_all(name: str) -> None:
    """Return when all processes have come here. Each name is used once in a run."""
    distribution = current()
    if distribution is not None:
        distribution.engine.wait(distribution.named(name))


def whole_batches() -> AbstractContextManager[None]:
    """Return a block in which every device computes all images of a batch."""
    distribution = current()
    return (
        nullcontext() if distribution is None else distribution.engine.whole_batches()
    )


def parts_of_batches() -> int:
    """Return into how many parts a batch is cut."""
    distribution = current()
    return 1 if distribution is None else distribution.mesh.data


def share_of(rows: Array) -> Array:
    """Return those images of a batch that this process computes."""
    distribution = current()
    if distribution is None:
        return rows
    return rows[distribution.engine.share(len(rows))]


def share_of_files(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return those of many files that this process is to look at."""
    distribution = current()
    if distribution is None:
        return files
    return files[distribution.processes.index :: distribution.processes.count]


def texts_of_all(text: str) -> list[str]:
    """Return what each process has come to; that may take as long as it takes."""
    distribution = current()
    return [text] if distribution is None else distribution.gathered(text, seconds=_DAY)


def check_step(images: int, batch_size: int) -> None:
    """Refuse images to train on that are less than a batch, and cannot be cut evenly.

    Raises:
        DistributionError: They are.
    """
    parts = parts_of_batches()
    if images < batch_size and images % parts:
        raise DistributionError.few_images(images, batch_size, parts)


def _settings(config: FineTuneConfig) -> dict[str, Any]:
    chosen = {
        name: value for name, value in config.to_dict().items() if name not in _OWN
    }
    versions = {"argscope": __version__, "keras": keras.__version__}
    return {**chosen, "backend": keras.backend.backend(), **versions}
