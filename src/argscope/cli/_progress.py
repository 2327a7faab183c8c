"""A progress bar for what commands do to many files, out of the way of their output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Each = TypeVar("Each")


def shown(
    each: Iterable[Each], title: str, *, total: int, unless: bool = False
) -> Iterator[Each]:
    """Yield what is given, and show on a terminal how much of it there was.

    The bar is on standard error. It is left out where that is no terminal.

    Args:
        each: What is done.
        title: What stands beside the bar.
        total: Number of those.
        unless: Whether to leave the bar out in any case.
    """
    if unless or not sys.stderr.isatty():
        yield from each
        return
    from rich.console import Console
    from rich.progress import Progress

    # Else what is written to standard output would come out at standard error.
    console = Console(stderr=True)
    with Progress(console=console, transient=True, redirect_stdout=False) as bar:
        yield from bar.track(each, total=total, description=title)
