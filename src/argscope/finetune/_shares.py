"""Who of several processes does what in a run, and what all of them wait for."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar

from rich.console import Console

from argscope._distribution.current import current
from argscope._distribution.errors import DistributionError
from argscope.layers._model import values

Rows = TypeVar("Rows", bound=Any)

_DAY: Final = 86_400.0


def writes() -> bool:
    """Return whether this is the process that writes files and talks to people."""
    return values.processes().is_first


def decided_by_first(decision: bool) -> bool:
    """Return what the process decided that writes files."""
    distribution = current()
    return decision if distribution is None else bool(distribution.agreed(decision))


def console_of(console: Console | None) -> Console:
    """Return where this process shows what it does."""
    if not writes():
        return Console(quiet=True, force_terminal=False)
    return console or Console()


def whole_batches() -> AbstractContextManager[None]:
    """Return a block in which every device computes all images of a batch."""
    distribution = current()
    return (
        nullcontext() if distribution is None else distribution.engine.whole_batches()
    )


def can_be_cut(batch: int) -> bool:
    """Return whether so many images can be cut over the devices."""
    distribution = current()
    if distribution is None:
        return True
    try:
        distribution.engine.share(batch)
    except DistributionError:
        return False
    return True


def share_of(rows: Rows) -> Rows:
    """Return those images of a batch that this process computes."""
    distribution = current()
    if distribution is None:
        return rows
    return rows[distribution.engine.share(len(rows))]


def share_of_files(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return those of many files that this process is to look at."""
    distribution = current()
    if distribution is None:
        return files
    return files[distribution.processes.index :: distribution.processes.count]


def texts_of_all(text: str) -> list[str]:
    """Return what each process has come to; that may take as long as it takes."""
    distribution = current()
    return [text] if distribution is None else distribution.gathered(text, seconds=_DAY)
