"""`argscope run --explain`: a page of the calls of a program, and who set what in them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from argscope._base.describe import describe_error
from argscope._core.active import ACTIVE, become_everywhere
from argscope.cli.errors import OptionError


def check_page(path: str) -> None:
    """Refuse a page for which there is no folder.

    Raises:
        OptionError: There is none.
    """
    if not Path(path).parent.is_dir():
        raise OptionError.no_folder("--explain", Path(path))
    if Path(path).is_dir():
        raise OptionError.a_folder("--explain", Path(path))


def explaining(path: str, title: str) -> Callable[[], None]:
    """Record from now on the calls of all threads; return what writes the page."""
    from argscope.report import page, trace

    recorded = trace()
    recorded.__enter__()  # never left: the last threads of the program may outlive it
    become_everywhere(ACTIVE.get())

    def write() -> None:
        try:
            Path(path).write_text(page(recorded.record(title)), encoding="utf-8")
        except OSError as error:
            sys.stderr.write(
                f"argscope: {path} was not written: {describe_error(error)}\n"
            )

    return write
