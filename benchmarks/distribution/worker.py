"""One process of a group that trains: pinned to a core, it does what it is told to.

    python -m benchmarks.distribution.worker CORE COORDINATOR PROCESSES PROCESS SIZE WIDTH

reads one JSON request a line and answers each with one line. With one process there is no
distribution at all: it is what the others are compared with.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any, final

import numpy as np

from benchmarks.networks.subjects import Network


@final
class Worker:
    """The network, and the images of this process."""

    def __init__(self, network: Network, distribution: Any) -> None:
        from benchmarks.networks import ours
        from benchmarks.networks.keras_fit import KerasWay

        self._network = network
        self._distribution = distribution
        model = ours.build(network)
        self._way = KerasWay(model, ours.variables(model))

    def train(self, batch: int, batches: int) -> float | None:
        """Take one step for each whole batch; return the seconds of all."""
        pixels, labels = self._network.images(batch * batches)
        rows = slice(0, batch)
        if self._distribution is not None:
            rows = self._distribution.engine.share(batch)
        self._way.train(
            own_rows(pixels, batches, rows),
            own_rows(labels, batches, rows),
            batch=rows.stop - rows.start,
        )
        return self._way.elapsed


def own_rows(whole: np.ndarray, batches: int, rows: slice) -> np.ndarray:
    """Return the rows of this process, of every batch."""
    cut = whole.reshape(batches, -1, *whole.shape[1:])[:, rows]
    return cut.reshape(-1, *whole.shape[1:])


def _distributed(
    coordinator: str, processes: int, process: int
) -> AbstractContextManager[Any]:
    if processes == 1:
        return nullcontext()
    import argscope

    return argscope.distribute(
        data=processes, coordinator=coordinator, processes=processes, process=process
    )


def _serve(network: Network, coordinator: str, processes: int, process: int) -> None:
    with _distributed(coordinator, processes, process) as distribution:
        worker = Worker(network, distribution)
        for line in sys.stdin:
            print(json.dumps({"elapsed": worker.train(**json.loads(line))}), flush=True)


if __name__ == "__main__":
    _core, _coordinator, _processes, _process, _size, _width = sys.argv[1:]
    # Before a backend counts the cores and starts a thread for each.
    os.sched_setaffinity(0, {int(_core)})
    # Gloo has a thread that tries again and again what the computing thread has locked.
    # It must not take the only core away from that one.
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    _serve(
        Network("resnet", int(_size), float(_width)),
        _coordinator,
        int(_processes),
        int(_process),
    )
