"""`argscope.distribute`: one option that spreads models over devices and processes."""

from __future__ import annotations

import itertools
import os
import random
from dataclasses import replace
from types import TracebackType
from typing import Final, Self, final

from argscope._base.keras_backend import backend_of_keras
from argscope._catalog.backend import choose_backend
from argscope._distribution import current as active
from argscope._distribution.ending_together import ending_together, tell_companions
from argscope._distribution.engine import Engine, Store
from argscope._distribution.engines import engine_for
from argscope._distribution.errors import DistributionError
from argscope._distribution.layout import Layout, Placement, check_rules, placements
from argscope._distribution.mesh import Mesh
from argscope._distribution.processes import (
    JOIN_WITHIN,
    SILENCE,
    from_environment,
    given,
)

_WAIT: Final = 300.0
"""Seconds in which all processes have to agree."""

_NUMBERS: Final = itertools.count(1)
"""A process may have several distributions, one after the other, and one store."""


@final
class Distribution:
    """What `distribute` returns: in effect since the call, until `close` or the block's end.

    Attributes:
        mesh: How many devices there are, and what for.
        processes: How many processes, and which one this is.
        per_device_batch_norm: Whether batch_norm takes each device's part by itself.
    """

    def __init__(
        self, engine: Engine, layout: Layout, *, per_device_batch_norm: bool
    ) -> None:
        self.engine = engine
        self.mesh = engine.mesh
        self.processes = engine.processes
        self.per_device_batch_norm = per_device_batch_norm
        self._layout = layout
        self._number = next(_NUMBERS)
        self._agreed = 0

    def open(self) -> None:
        """Begin."""
        if active.current() is not None:
            raise DistributionError.already(str(active.current()))
        self.engine.open()
        active.put(self)

    def close(self) -> None:
        """End it: models that are made from now on are on one device."""
        if active.current() is self:
            active.take(self)
            self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            tell_companions(error)
        self.close()

    def __str__(self) -> str:
        return str(self.mesh).replace(",", ", ")

    def share(self, batch: int) -> slice:
        """Return which images of a whole batch this process gives to `fit` and `evaluate`.

        Args:
            batch: How many images the batch has, those of all processes together.

        Raises:
            DistributionError: The batch cannot be cut evenly.
        """
        return self.engine.share(batch)

    def placements(self, shapes: dict[str, tuple[int, ...]]) -> dict[str, Placement]:
        """Return where each variable of a model is to be, by path.

        Raises:
            DistributionError: The layout does not go together with the model.
        """
        return placements(self._layout, shapes, self.mesh.model)

    def agreed(self, value: int) -> int:
        """Return the number that process 0 gave: all of them call this in one order."""
        store = self.engine.store()
        if store is None:
            return value
        self._agreed += 1
        name = self.named(f"agreed/{self._agreed}")
        if self.processes.is_first:
            store.put(name, str(int(value)))
            return value
        return int(store.wait_for(name, _WAIT))

    def gathered(self, value: str, *, seconds: float = _WAIT) -> list[str]:
        """Return the texts that all processes gave: they call this in one order.

        Args:
            value: This process's.
            seconds: How long to wait for each of the others.

        Raises:
            DistributionError: One of them did not come.
        """
        store = self.engine.store()
        if store is None:
            return [value]
        self._agreed += 1
        store.put(self._given_by(self.processes.index), value)
        return [self._from(index, store, seconds) for index in self.processes.indices]

    def named(self, name: str) -> str:
        """Return a name in the store, or of a meeting, that is this distribution's."""
        return f"{self._number}/{name}"

    def _given_by(self, index: int) -> str:
        return self.named(f"gathered/{self._agreed}/{index}")

    def _from(self, index: int, store: Store, seconds: float) -> str:
        try:
            return store.wait_for(self._given_by(index), seconds)
        except TimeoutError:
            raise DistributionError.not_there(index, seconds) from None


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
    with ending_together():
        engine = engine_for(backend_of_keras().backend or "", mesh, group)
        distribution = Distribution(
            engine, layout, per_device_batch_norm=per_device_batch_norm
        )
        distribution.open()
    return distribution


def agreed_seed() -> int:
    """Return a number at random, the same in all processes."""
    drawn = random.getrandbits(31)
    distribution = active.current()
    return drawn if distribution is None else distribution.agreed(drawn)
