"""The devices and processes of a run: found, met, and told apart."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import keras

from argscope._base.version import __version__
from argscope._distribution.agreement import check_same
from argscope._distribution.current import current
from argscope._distribution.distribution import distribute
from argscope._distribution.ending_together import ending_together
from argscope._distribution.errors import DistributionError
from argscope._distribution.there import devices_there
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._processes import processes_of
from argscope.finetune._shares import can_be_cut, share_of, writes
from argscope.finetune._state import STATE, load_progress

# Where files are may differ from machine to machine, and how they are read.
_OWN: Final = ("process", "data", "root", "checkpoint", "run_dir", "workers")


@contextmanager
def together(config: FineTuneConfig) -> Iterator[None]:
    """Spread what the block makes over the devices of a run, in all of its processes.

    Raises:
        DistributionError: There are too few devices, the processes do not meet, or they
            have other settings.
    """
    with ExitStack() as stack:
        stack.enter_context(ending_together())
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
        if not writes():
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        check_same(_settings(config))
        yield


def check_step(images: int, batch_size: int) -> None:
    """Refuse training steps that cannot be cut over the devices.

    Args:
        images: How many there are to train on.
        batch_size: How many a step takes, where there are as many.

    Raises:
        DistributionError: They cannot.
    """
    if images < batch_size and not can_be_cut(images):
        fitting = [size for size in range(1, images) if can_be_cut(size)]
        raise DistributionError.few_images(
            images, batch_size, str(current()), max(fitting, default=None)
        )
    share_of(range(min(images, batch_size)))


def check_same_run(images: str, classes: Sequence[str], folder: Path) -> None:
    """Refuse processes that see other images, or another state of the run.

    Raises:
        DistributionError: They do.
    """
    if current() is not None:
        epochs = load_progress(folder / STATE).epochs
        check_same({"images": images, "classes": [*classes], "finished epochs": epochs})


def _settings(config: FineTuneConfig) -> dict[str, Any]:
    chosen = {
        name: value for name, value in config.to_dict().items() if name not in _OWN
    }
    versions = {"argscope": __version__, "keras": keras.__version__}
    return {**chosen, "backend": keras.backend.backend(), **versions}
