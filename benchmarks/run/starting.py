"""Starting processes in turns, and keeping the fastest start of each kind."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_NO_CACHE = "PYTHONDONTWRITEBYTECODE"  # would compile the source at every start


@dataclass(frozen=True)
class Taken:
    """Milliseconds from starting a process to its end: by the clock, and of processors."""

    wall: float
    cpu: float


def fastest(
    commands: Mapping[str, Sequence[str]], folder: Path, *, rounds: int
) -> dict[str, Taken]:
    """Start each command `rounds` times, in turns, after once to fill caches."""
    for command in commands.values():
        _start(command, folder)
    found = [
        {name: _start(command, folder) for name, command in commands.items()}
        for _ in range(rounds)
    ]
    return {
        name: Taken(
            min(each[name].wall for each in found),
            min(each[name].cpu for each in found),
        )
        for name in commands
    }


def _start(command: Sequence[str], folder: Path) -> Taken:
    environment = {k: v for k, v in os.environ.items() if k != _NO_CACHE}
    before = perf_counter()
    process = subprocess.Popen(  # noqa: S603  # our own programs
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Taken(wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3)
