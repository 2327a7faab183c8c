"""`argscope.distribute`: one option that spreads models over devices and processes."""

from __future__ import annotations

import os
import random
from dataclasses import replace

from argscope._base.keras_backend import backend_of_keras
from argscope._catalog.backend import choose_backend
from argscope._distribution.current import current, put
from argscope._distribution.distribution import Distribution
from argscope._distribution.ending_together import ending_together
from argscope._distribution.engines import engine_for
from argscope._distribution.errors import DistributionError
from argscope._distribution.layout import Layout, check_rules
from argscope._distribution.mesh import Mesh
from argscope._distribution.processes import (
    JOIN_WITHIN,
    SILENCE,
    from_environment,
    given,
)


def distribute(
    data: int = 1,
    model: int = 1,
    layout: Layout = None,
    *,
    per_device_batch_norm: bool = False,
    coordinator: str | None = None,
    processes: int | None = None,
    process: int | None = None,
    join_within: float = JOIN_WITHIN,
    silence: float = SILENCE,
) -> Distribution:
    """Spread the models that are made from now on over several devices.

    It acts on the process from the call on; as a context, until the end of the block.
    A model is built, compiled and trained as ever: a batch is cut into `data` parts, and
    what comes out is what one device computes from the whole batch, to rounding.

    Args:
        data: Parts that a batch is cut into, >= 1.
        model: Devices that share the variables of one part, >= 1.
        layout: Which variables are cut over them: `{rule: axes}` with a regular
            expression for paths, or for their ends after a `/`, and for each axis of
            the variable `"model"` or None; `"auto"` cuts all large ones. `model.layout()`
            shows who holds what.
        per_device_batch_norm: Whether batch_norm takes the statistics of each device's
            images. By default, of the whole batch, as one device does.
        coordinator: `HOST:PORT` where several processes meet. This and the next two are
            read from the environment under torchrun and SLURM.
        processes: How many there are.
        process: Which one this is, in [0, `processes`).
        join_within: Seconds in which all processes have to come.
        silence: Seconds without a sign of life after which a process counts as dead. An
            error that leaves the block or the program, a signal and a death end all
            processes.

    Returns:
        The distribution, a context manager.

    Raises:
        DistributionError: There are fewer devices, a layout or the processes make no
            sense, or the backend lacks what is asked for.

    Example:
        >>> import argscope
        >>> with argscope.distribute(data=1) as distribution:
        ...     print(distribution)
        data=1, model=1

    Source:
        `keras.distribution` over JAX; torch's DistributedDataParallel and `fully_shard`,
        one process a device; TensorFlow's `MirroredStrategy`.
    """
    mesh = Mesh(data, model)
    check_rules(layout)
    if layout is None and mesh.model > 1:
        layout = "auto"
    group = given(coordinator, processes, process) or from_environment(os.environ)
    group = replace(group, join_within=join_within, silence=silence)
    choose_backend()
    before = current()
    if before is not None:
        raise DistributionError.already(str(before))
    with ending_together():
        engine = engine_for(backend_of_keras().backend or "", mesh, group)
        distribution = Distribution(
            engine, layout, per_device_batch_norm=per_device_batch_norm
        )
        distribution.open()
    put(distribution)
    return distribution


def agreed_seed() -> int:
    """Return a number at random, the same in all processes."""
    drawn = random.getrandbits(31)
    distribution = current()
    return drawn if distribution is None else distribution.agreed(drawn)
