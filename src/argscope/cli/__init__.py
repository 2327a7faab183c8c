"""The command line: parse, call, print. One file a command."""

from __future__ import annotations

import gc
import os
import signal
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from argscope.cli._exit_status import FAILED, exit_status
from argscope.cli._parser import Parser, split_at_dashes
from argscope.cli._version import PrintVersions

__all__ = ["main", "program"]

_COMMANDS: Final = (
    "nets",
    "train",
    "predict",
    "export",
    "run",
    "explain",
    "knobs",
    "schema",
    "diff",
    "checkpoint",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status, 0 if all went well.

    `argscope run` does not return: where the program ends, all does.

    Args:
        arguments: What follows the program's name; default: `sys.argv[1:]`.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    own, rest = split_at_dashes(given)
    options = Namespace(typed=own, rest=rest, traceback=False, hint="", then=None)
    options.extras, options.failed = (), FAILED

    def run() -> int | None:
        parser = _parser(own)
        if "_ARGCOMPLETE" in os.environ:  # a shell asks what may follow
            import_module("argscope.cli._completion").complete(parser)
        _, unknown = parser.parse_known_args(own, options)
        if unknown:
            parser.error(f"unrecognized arguments: {' '.join(unknown)}{options.hint}")
        status: int | None = options.run(options)
        return status

    status = exit_status(run, options)
    if options.then is not None:
        options.then()  # what is wrong from here on is not ours to tell
        sys.exit()  # and there is nothing of ours to tidy up
    return status


def program() -> int:
    """Run the command line as a program of its own; return the exit status."""
    status = main()
    # TensorFlow complains if what reads ahead for it is still there when Python is not.
    gc.collect()
    # What is left is tidying up: an interrupt there would be told as a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return status


def _parser(typed: Sequence[str]) -> Parser:
    """Return the parser of all commands, or of the one that was `typed`."""
    parser = Parser(
        prog="argscope",
        description="Scoped default arguments, and networks built on them.",
    )
    parser.add_argument(
        *("-V", "--version"),
        action=PrintVersions,
        help="print the versions of argscope and of what it runs on, and exit",
    )
    commands = parser.add_commands("commands", "COMMAND")
    first = next((word for word in typed if not word.startswith("-")), "")
    # A program that is run must not wait for the other commands.
    for name in [first] if first in _COMMANDS else _COMMANDS:
        module = import_module(f"argscope.cli._{name}")
        getattr(module, f"add_{name}")(commands)
    return parser


if __name__ == "__main__":
    sys.exit(program())
