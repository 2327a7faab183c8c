"""How a command ends: its exit status, and what it says of an error."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Final

from argscope._base.stopping import Stopped
from argscope._catalog.extras import install_line, is_brought
from argscope.errors import ArgScopeError

FAILED: Final = 1
BY_SIGNAL: Final = 128  # and its number: so shells count programs that a signal ended
INTERRUPTED: Final = BY_SIGNAL + 2  # SIGINT
READER_LEFT: Final = BY_SIGNAL + 13  # SIGPIPE, which Windows has not

BUG: Final = (
    "this looks like a bug. Unless the error is in your own code, please report the "
    "lines above and what `argscope --version` prints: "
    "https://github.com/argscope/argscope/issues"
)


def exit_status(run: Callable[[], int | None], options: Namespace) -> int:
    """Run a command, tell an error that it raises, and return the exit status.

    Mistakes of users are one message. What cannot be one is shown with its traceback.

    Args:
        run: The command.
        options: What was typed: `traceback` asks for every error's traceback, `extras`
            are the extras of argscope that the command needs, `failed` is its status
            where the user made a mistake.
    """
    try:
        try:
            return run() or 0
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    except Stopped as stop:
        return _told(str(stop), options, BY_SIGNAL + stop.number)
    except KeyboardInterrupt:
        return _told("stopped", options, INTERRUPTED)
    except (ArgScopeError, OSError) as error:
        return _told(_sentence(error), options, options.failed)
    except Exception as error:  # noqa: BLE001  # it is shown, with its traceback
        if isinstance(error, ModuleNotFoundError) and is_brought(error.name or ""):
            return _told(
                f"{error}.\nInstall what this command needs: "
                f"{install_line(*options.extras)}",
                options,
            )
        options.traceback = True
        return _told(BUG, options)


def _told(message: str, options: Namespace, status: int = FAILED) -> int:
    """Write a message about the error that is being handled; return the status."""
    if options.traceback:
        import traceback

        traceback.print_exc()
    sys.stderr.write(f"argscope: {message}\n")
    return status


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _reader_left() -> int:
    """End quietly after `argscope nets | head -1`, say."""
    # Python flushes standard output once more at its end, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_LEFT
