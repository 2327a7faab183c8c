"""Several processes of torch: how they meet, and the texts that all of them see."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, final

import torch
import torch.distributed as dist

from argscope._distribution.ending_together import end_together
from argscope._distribution.errors import DistributionError
from argscope._distribution.processes import AGENT_LISTENS, Processes
from argscope._distribution.roll_call import roll_call

_MEET: Final = 600.0
"""Seconds in which all of them come to a place where they wait for each other."""

_joined: TorchStore | None = None  # once in the life of a process


def join(processes: Processes, *, on_gpus: bool) -> TorchStore:
    """Meet the other processes, once in the life of a process.

    Args:
        processes: How many there are, and which one this is.
        on_gpus: Whether they compute on GPUs, one each.

    Raises:
        DistributionError: Another program listens at the place, the others did not come,
            or this machine has fewer GPUs than processes.
    """
    global _joined  # noqa: PLW0603  # as torch's own process group is
    if _joined is None:
        hosted = processes.by_torchrun and os.environ.get(AGENT_LISTENS) == "True"
        lines = {} if hosted else roll_call(processes)
        store = TorchStore(_rendezvous(processes, hosted=hosted), processes)
        end_together(store, processes, lines)
        if on_gpus:
            torch.cuda.set_device(_gpu(store, processes))
        dist.init_process_group(
            "nccl" if on_gpus else "gloo",
            store=dist.PrefixStore("group", store.connection()),
            rank=processes.index,
            world_size=processes.count,
        )
        _joined = store
    return _joined


def _rendezvous(processes: Processes, *, hosted: bool) -> Any:
    """Return torch's store, when all processes have come."""
    place = str(processes.coordinator)
    within = timedelta(seconds=processes.join_within)
    host, _, port = place.rpartition(":")
    try:
        store = dist.TCPStore(
            host.strip("[]"),
            int(port),
            processes.count,
            is_master=processes.is_first and not hosted,
            timeout=within,
            wait_for_workers=False,
        )
        store = dist.PrefixStore(_attempt(os.environ), store)
        _come(store, processes.count, within)
    except (dist.DistError, RuntimeError) as error:
        why = str(error).partition("\n")[0]
        raise DistributionError.not_met(
            place, processes.index, processes.count, why
        ) from None
    return store


def _attempt(environment: Mapping[str, str]) -> str:
    """Return another name when torchrun starts all processes anew: its store stays."""
    return f"argscope/{environment.get('TORCHELASTIC_RESTART_COUNT', '0')}"


def _come(store: Any, count: int, within: timedelta) -> None:
    if store.add("came", 1) == count:
        store.set("all came", "yes")
    store.wait(["all came"], within)


def _gpu(store: TorchStore, processes: Processes) -> int:
    """Return which GPU of this machine is that of this process."""
    index = processes.local_index
    if not processes.by_torchrun and not index:
        index = _index_on_machine(store, processes)
    there = torch.cuda.device_count()
    if there == 1:  # what started the process shows it only its own
        return 0
    if index >= there:
        names = [torch.cuda.get_device_name(i) for i in range(there)]
        raise DistributionError.too_few(
            f"Process {processes.index}, number {index + 1} on this machine,",
            index + 1,
            names,
            "Start no more processes on a machine than it has GPUs.",
        )
    return index


def _index_on_machine(store: TorchStore, processes: Processes) -> int:
    """Return how many of the processes before this one are on the same machine."""
    host = socket.gethostname()
    store.put(f"host/{processes.index}", host)
    before = range(processes.index)
    seconds = processes.join_within
    return sum(store.wait_for(f"host/{i}", seconds) == host for i in before)


@final
class TorchStore:
    """See `Store`: what the TCP store of torch keeps.

    Each thread has a connection of its own: one that waits holds up no other.
    """

    def __init__(self, store: Any, processes: Processes) -> None:
        self._store = store
        self._processes = processes
        self._of_thread = threading.local()

    def connection(self) -> Any:
        """Return the connection of this thread."""
        if not hasattr(self._of_thread, "store"):
            self._of_thread.store = self._store.clone()
        return self._of_thread.store

    def put(self, name: str, value: str) -> None:
        """Write a text."""
        self.connection().set(name, value)

    def get(self, name: str) -> str | None:
        """Return a text, or None."""
        store = self.connection()
        return store.get(name).decode() if store.check([name]) else None

    def wait_for(self, name: str, seconds: float) -> str:
        """Return a text as soon as it is there."""
        store = self.connection()
        try:
            store.wait([name], timedelta(seconds=seconds))
        except dist.DistStoreError:
            raise TimeoutError(name) from None
        return str(store.get(name).decode())

    def meet(self, name: str) -> None:
        """Return when all processes have come here; process 0 leaves last.

        It keeps the store, and may end then.
        """
        self._count(f"meet/{name}/came")
        self._count(f"meet/{name}/left", waits=self._processes.is_first)

    def _count(self, name: str, *, waits: bool = True) -> None:
        if self.connection().add(name, 1) == self._processes.count:
            self.put(f"{name}/all", "yes")
        if waits:
            self.wait_for(f"{name}/all", _MEET)
