"""Several processes of JAX: how they meet, and the texts that all of them see."""

from __future__ import annotations

import ctypes
import math
import os
import signal
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, final

import jax
from jax._src import distributed  # what multihost_utils and Orbax use too

from argscope._distribution.ending_together import end_together
from argscope._distribution.lines import Lines
from argscope._distribution.processes import AGENT_LISTENS, Processes
from argscope._distribution.roll_call import roll_call

_HEARTBEAT: Final = 100
"""Seconds, as JAX has it, after which it ends all processes; longer than ours."""


def join(processes: Processes) -> JaxStore:
    """Meet the other processes, once in the life of a process.

    Raises:
        DistributionError: They are not all there, or another program listens at the
            place.
    """
    lines: Lines = {}
    if distributed.global_state.client is None:
        place = _beside_torchrun(processes, os.environ)
        lines = roll_call(place)
        # For CPUs; for other devices it has no meaning.
        jax.config.update("jax_cpu_collectives_implementation", "gloo")
        # It would take SIGTERM away from who stops runs.
        jax.config.update("jax_enable_preemption_service", False)  # noqa: FBT003
        jax.distributed.initialize(
            place.coordinator,
            processes.count,
            processes.index,
            initialization_timeout=math.ceil(processes.join_within),
            heartbeat_timeout_seconds=max(_HEARTBEAT, math.ceil(3 * processes.silence)),
        )
    if not processes.is_first:
        _hold_aborts()
    store = JaxStore(distributed.global_state.client)
    end_together(store, processes, lines)
    return store


def _beside_torchrun(processes: Processes, environment: Mapping[str, str]) -> Processes:
    """Return the processes with the next port where torchrun listens at the given one."""
    if not processes.by_torchrun or environment.get(AGENT_LISTENS) != "True":
        return processes
    host, _, port = str(processes.coordinator).rpartition(":")
    return replace(processes, coordinator=f"{host}:{int(port) + 1}")


def _hold_aborts() -> None:
    """Hold a thread of JAX that ends the process, for the message that says why.

    When process 0 is gone, JAX aborts the others at once. The companions of this process
    see it too, in half a second, and end it with a message and an exit status. What
    handles the signal is `sleep` of the C library: its argument is the number of the
    signal, so it takes six seconds; then the process is aborted as ever.
    """
    if os.name != "posix":
        return
    library = ctypes.CDLL(None)
    library.signal.argtypes = [ctypes.c_int, ctypes.c_void_p]
    library.signal(signal.SIGABRT, ctypes.cast(library.sleep, ctypes.c_void_p))


@final
class JaxStore:
    """See `Store`: what the coordination service of JAX keeps."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def put(self, name: str, value: str) -> None:
        """Write a text."""
        self._client.key_value_set(name, value, allow_overwrite=True)

    def get(self, name: str) -> str | None:
        """Return a text, or None."""
        try:
            return str(self._client.key_value_try_get(name))
        except jax.errors.JaxRuntimeError as error:
            if "NOT_FOUND" in str(error):
                return None
            raise

    def wait_for(self, name: str, seconds: float) -> str:
        """Return a text as soon as it is there."""
        try:
            return str(self._client.blocking_key_value_get(name, int(seconds * 1000)))
        except jax.errors.JaxRuntimeError as error:
            if "DEADLINE_EXCEEDED" in str(error):
                raise TimeoutError(name) from None
            raise

    def meet(self, name: str) -> None:
        """Return when all processes have come here."""
        self._client.wait_at_barrier(name, 600_000)
