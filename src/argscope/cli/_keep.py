"""`argscope run --keep`: which values a program used, for a file that repeats them."""

from __future__ import annotations

import sys
from collections.abc import Callable

from argscope._base.describe import describe_error
from argscope._core.active import ACTIVE, become_everywhere
from argscope._core.scope_file import check_can_write
from argscope.cli.errors import OptionError
from argscope.errors import ArgScopeError


def check_keep(path: str) -> None:
    """Refuse a file that could not be written when the program is over.

    Raises:
        OptionError: It could not.
    """
    try:
        check_can_write(path)
    except ArgScopeError as error:
        raise OptionError.cannot_write("--keep", path, str(error)) from None
    except OSError as error:
        raise OptionError.cannot_write("--keep", path, f"{error.strerror}.") from None


def keeping(path: str) -> Callable[[], None]:
    """Note from now on what all threads use; return what writes the file."""
    from argscope.report import trace

    recorded = trace(calls=False)
    recorded.__enter__()  # never left: the last threads of the program may outlive it
    become_everywhere(ACTIVE.get())

    def write() -> None:
        try:
            recorded.used().to_file(path)
        except (ArgScopeError, OSError) as error:
            sys.stderr.write(
                f"argscope: {path} was not written: {describe_error(error)}\n"
            )

    return write
