"""Which processes a run has, found out without importing Keras."""

from __future__ import annotations

import os

from argscope._base.keras_backend import backend_of_keras
from argscope._catalog.backend import choose_backend
from argscope._distribution.processes import Processes, from_environment, given
from argscope.finetune._config import FineTuneConfig


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


def processes_to_start(config: FineTuneConfig) -> int:
    """Return how many processes are to do what this one was asked for; 1: it does it.

    With torch each process computes on one device. Who has started several has given
    each of them its part.

    Raises:
        DistributionError: The devices that there are cannot be shared out.
    """
    if not config.asks_for_devices or processes_of(config) != Processes():
        return 1
    choose_backend()
    if backend_of_keras().backend != "torch":
        return 1
    return config.mesh(config.devices or _gpus_of_torch() or 1).devices


def _gpus_of_torch() -> int:
    import torch

    return int(torch.cuda.device_count())
