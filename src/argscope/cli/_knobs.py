"""`argscope knobs`: every argument that settings can set in a program."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any, Final

from argscope.cli._exit_status import FAILED
from argscope.cli._program_knobs import add_program, knobs_asked_for, program_named

if TYPE_CHECKING:
    from argscope.report import Knobs

_DESCRIPTION: Final = """\
Show every argument that settings can set in a program: of each target its
arguments, their defaults and types, and what the docstring says about them.

The program is imported, and not run: what stands below a line
`if __name__ == "__main__":` does not happen. With --run it is run, and what it
imports only then is shown too, and who set each argument.
"""

_EXAMPLES: Final = """\
examples:
  argscope knobs train.py
  argscope knobs train.py conv2d optimizer        these targets only
  argscope knobs -m package.train --run -- --epochs 1
"""


def add_knobs(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    knobs = commands.add_parser(
        "knobs",
        help="show every argument that settings can set in a program",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        usage="argscope knobs (PROGRAM | -m MODULE) [TARGET ...] [--json]\n"
        "                      [--run [-- ARGUMENT ...]]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_program(knobs)
    knobs.add_argument(
        "--json", action="store_true", help="print a JSON document instead of a table"
    )
    knobs.add_argument(
        "--run",
        dest="is_run",
        action="store_true",
        help="run the program, and show who set what",
    )
    knobs.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    status = 0
    if options.is_run:
        knobs, status = _knobs_of_run(options)
    else:
        knobs, _ = knobs_asked_for(options)
    if options.json:
        sys.stdout.write(json.dumps(knobs.to_dict(), indent=2) + "\n")
    else:
        sys.stdout.write(f"{knobs}\n")
    return status


def _knobs_of_run(options: argparse.Namespace) -> tuple[Knobs, int]:
    """Run the program; return its knobs with who set them, and its exit status."""
    from argscope.cli._program import program_at, program_of
    from argscope.report import knobs, trace

    name, targets = program_named(options)
    program = program_of(name) if options.module is not None else program_at(name)
    status = 0
    with contextlib.redirect_stdout(sys.stderr), trace(calls=False) as recorded:
        try:
            program.run(options.rest)
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else int(bool(stop.code))
        except Exception as error:  # noqa: BLE001  # what it did up to there is known
            sys.excepthook(type(error), error, error.__traceback__)
            status = FAILED
    found = knobs().with_used(recorded.used())
    return (found.called(targets) if targets else found), status
