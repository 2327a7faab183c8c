"""How long `import argscope` takes in a fresh interpreter, its bytecode cached."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Final

_PLAIN: Final = "pass"
_CORE: Final = "import argscope"
_NO_CACHE: Final = "PYTHONDONTWRITEBYTECODE"  # would compile the source at every start


@dataclass(frozen=True)
class ImportTime:
    """Milliseconds of a fresh interpreter, with and without `import argscope`."""

    plain_min: float
    plain_median: float
    core_min: float
    core_median: float

    @property
    def added_min(self) -> float:
        """The difference between the two fastest runs."""
        return self.core_min - self.plain_min

    @property
    def added_median(self) -> float:
        """The difference between the two medians."""
        return self.core_median - self.plain_median


def measure_import(*, runs: int) -> ImportTime:
    """Start interpreters in turns, `runs` of each kind, after one that fills caches."""
    _milliseconds(_CORE)
    pairs = [(_milliseconds(_PLAIN), _milliseconds(_CORE)) for _ in range(runs)]
    plain, core = zip(*pairs, strict=True)
    return ImportTime(min(plain), median(plain), min(core), median(core))


def slowest_modules(count: int = 12) -> str:
    """Return the lines of `-X importtime` that cost most by themselves, slowest first."""
    _milliseconds(_CORE)
    done = _start("-X", "importtime", "-c", _CORE)
    header, *lines = done.stderr.splitlines()
    lines.sort(key=_own_microseconds, reverse=True)
    return "\n".join([header, *lines[:count]])


def _own_microseconds(line: str) -> int:
    return int(line.partition(":")[2].partition("|")[0])


def _milliseconds(code: str) -> float:
    before = perf_counter()
    _start("-c", code)
    return (perf_counter() - before) * 1e3


def _start(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != _NO_CACHE}
    return subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
