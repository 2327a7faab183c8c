"""A distribution: what spreads models over devices and processes while it is in effect."""

from __future__ import annotations

import itertools
from types import TracebackType
from typing import Final, Self, final

from argscope._distribution.ending_together import tell_companions
from argscope._distribution.engine import Engine, Store
from argscope._distribution.errors import DistributionError
from argscope._distribution.layout import Layout, Placement, placements

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
        is_open: Whether it is in effect.
    """

    def __init__(
        self, engine: Engine, layout: Layout, *, per_device_batch_norm: bool
    ) -> None:
        self.engine = engine
        self.mesh = engine.mesh
        self.processes = engine.processes
        self.per_device_batch_norm = per_device_batch_norm
        self.is_open = False
        self._layout = layout
        self._number = next(_NUMBERS)
        self._agreed = 0

    def open(self) -> None:
        """Begin."""
        self.engine.open()
        self.is_open = True

    def close(self) -> None:
        """End it: models that are made from now on are on one device."""
        if self.is_open:
            self.is_open = False
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
