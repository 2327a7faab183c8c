"""How many devices there are, before one knows what they are for."""

from __future__ import annotations

from contextlib import suppress

from argscope._distribution.errors import DistributionError
from argscope._distribution.processes import Processes


def devices_there(backend: str, processes: Processes, wanted: int | None) -> int:
    """Return how many devices all processes have together.

    On JAX the processes meet, as only then the number is known.

    Args:
        backend: What Keras runs on.
        processes: The processes.
        wanted: How many are asked for, if that was said. With JAX a CPU becomes as many,
            as long as nothing was computed.

    Raises:
        DistributionError: The processes do not meet, or cannot have as many.
    """
    if backend == "torch":
        return processes.count
    if backend == "tensorflow":
        return _of_tensorflow()
    return _of_jax(processes, wanted)


def _of_jax(processes: Processes, wanted: int | None) -> int:
    if wanted is not None and wanted % processes.count:
        raise DistributionError.per_process(wanted, processes.count)
    import jax

    from argscope._distribution.jax_processes import join

    if wanted is not None:
        each = wanted // processes.count
        with suppress(RuntimeError):  # it has started: what is there must do
            jax.config.update("jax_num_cpu_devices", each)
    if processes.are_several:
        join(processes)
    return int(jax.device_count())


def _of_tensorflow() -> int:
    import tensorflow as tf  # type: ignore[import-untyped]

    # Not the logical ones: to ask for them starts it, and then a CPU stays one device.
    return len(tf.config.list_physical_devices("GPU")) or 1
