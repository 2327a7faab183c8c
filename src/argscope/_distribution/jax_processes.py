"""Several processes of JAX: how they meet, and the texts that all of them see."""

from __future__ import annotations

from typing import Any, Final, final

import jax
from jax._src import distributed  # what multihost_utils and Orbax use too

from argscope._distribution.processes import Processes, check_port

_JOIN: Final = 120
"""Seconds in which all processes have to come."""


def join(processes: Processes) -> JaxStore:
    """Meet the other processes, once in the life of a process.

    Raises:
        DistributionError: Another program listens at the place, or the backend has
            started without the others.
    """
    if distributed.global_state.client is None:
        coordinator = str(processes.coordinator)
        if processes.is_first:
            check_port(coordinator)
        # For CPUs; for other devices it has no meaning.
        jax.config.update("jax_cpu_collectives_implementation", "gloo")
        # It would take SIGTERM away from who stops runs.
        jax.config.update("jax_enable_preemption_service", False)
        jax.distributed.initialize(
            coordinator,
            processes.count,
            processes.index,
            initialization_timeout=_JOIN,
        )
    return JaxStore(distributed.global_state.client)


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
