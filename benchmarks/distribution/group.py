"""Processes that train together, one core each."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self, final

from benchmarks.networks.subjects import Network

_ROOT: Final = Path(__file__).resolve().parents[2]

_ONE_THREAD: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}
_END: Final = 30.0
"""Seconds in which a process that has nothing left to read has to end."""


@final
class Group:
    """Processes that wait until they are told to train, all of them at once.

    Args:
        backend: The backend of Keras.
        network: What they train.
        cores: A core for each of them.
    """

    def __init__(self, backend: str, network: Network, cores: Sequence[int]) -> None:
        self.size = len(cores)
        coordinator = f"127.0.0.1:{_free_port()}"
        environment = {**os.environ, **_ONE_THREAD, "KERAS_BACKEND": backend}
        self._processes = [
            _started(
                (core, coordinator, self.size, i, network.size, network.width),
                environment,
            )
            for i, core in enumerate(cores)
        ]

    def train(self, batch: int, batches: int) -> float:
        """Train on so many whole batches; return the seconds of the slowest process.

        Raises:
            RuntimeError: A process has ended, after it said why.
        """
        request = json.dumps({"batch": batch, "batches": batches}) + "\n"
        for process in self._processes:
            assert process.stdin is not None  # noqa: S101  # it is a pipe
            with suppress(BrokenPipeError):  # it has ended, as is found out below
                process.stdin.write(request)
                process.stdin.flush()
        return max(map(self._seconds, range(self.size)))

    def _seconds(self, index: int) -> float:
        answers = self._processes[index].stdout
        assert answers is not None  # noqa: S101  # it is a pipe
        for line in answers:
            if line.startswith("{"):  # Gloo writes there too
                return float(json.loads(line)["elapsed"])
        raise RuntimeError(f"process {index} of {self.size} ended")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in self._processes:
            assert process.stdin is not None  # noqa: S101  # it is a pipe
            with suppress(BrokenPipeError):
                process.stdin.close()
        for process in self._processes:
            try:
                process.wait(0 if error else _END)
            except subprocess.TimeoutExpired:
                process.kill()
            with process:  # waits for it, and closes its output
                pass


def _started(
    arguments: Sequence[object], environment: dict[str, str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  # our own program
        [
            sys.executable,
            "-m",
            "benchmarks.distribution.worker",
            *map(str, arguments),
        ],
        cwd=_ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
