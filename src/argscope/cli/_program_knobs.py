"""What `argscope knobs` and `argscope schema` share: a program, and some of its targets."""

from __future__ import annotations

import argparse
import contextlib
import sys
from typing import TYPE_CHECKING

from argscope.cli.errors import OptionError

if TYPE_CHECKING:
    from argscope.report import Knobs


def add_program(command: argparse.ArgumentParser) -> None:
    """Add the arguments that name a program, and targets of it."""
    command.add_argument(
        "names",
        nargs="*",
        metavar="PROGRAM",
        help="a script; names behind it are the targets to show, instead of all",
    )
    command.add_argument("-m", dest="module", metavar="MODULE", help="a module instead")
    command.set_defaults(parser=command)


def program_named(options: argparse.Namespace) -> tuple[str, list[str]]:
    """Return the program that was named, and the targets; without one, exit with 2."""
    if options.module is not None:
        return options.module, options.names
    if not options.names:
        missing = OptionError.missing("PROGRAM", meaning="a script, or -m and a module")
        options.parser.error(str(missing))
    return options.names[0], options.names[1:]


def knobs_asked_for(options: argparse.Namespace) -> tuple[Knobs, str]:
    """Return the knobs of the program or of the targets that were named; and its module.

    The program is imported, and what it prints goes to standard error: a document on
    standard output must stay one.
    """
    from argscope.report._running.knobs import knobs_of_program

    program, targets = program_named(options)
    with contextlib.redirect_stdout(sys.stderr):
        knobs, module = knobs_of_program(program, is_module=options.module is not None)
    return (knobs.called(targets) if targets else knobs), module
