"""`argscope knobs` and `argscope schema`: what settings can set in a program."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from argscope.cli.errors import OptionError

if TYPE_CHECKING:
    from argscope.report import Knobs

_KNOBS: Final = """\
Show every argument that settings can set in a program: of each target its
arguments, their defaults and types, and what the docstring says about them.

The program is imported, and not run: what is below `if __name__ == "__main__":`
does not happen. With --run it is run, and what it imports only then is shown
too, as is who set each argument.
"""

_EXAMPLES: Final = """\
examples:
  argscope knobs train.py
  argscope knobs train.py conv2d optimizer        these targets only
  argscope knobs -m package.train --run -- --epochs 1
"""

_SCHEMA: Final = """\
Write a JSON Schema of files of settings for a program, so that an editor
completes names, shows documentation and marks mistakes. The program is imported,
and not run.

Put this line at the top of a TOML file, for VS Code (Even Better TOML) and all
editors that use taplo:

  #:schema ./settings.schema.json
"""


def add_knobs(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    knobs = commands.add_parser(
        "knobs",
        help="show every argument that settings can set in a program",
        description=_KNOBS,
        epilog=_EXAMPLES,
        usage="argscope knobs (PROGRAM | -m MODULE) [TARGET ...] [--json]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_program(knobs)
    knobs.add_argument(
        "--json", action="store_true", help="print a JSON document instead of a table"
    )
    knobs.set_defaults(run=_print_knobs)


def add_schema(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    schema = commands.add_parser(
        "schema",
        help="write a JSON Schema by which editors check files of settings",
        description=_SCHEMA,
        usage="argscope schema (PROGRAM | -m MODULE) [TARGET ...] [--output FILE]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_program(schema)
    schema.add_argument(
        *("-o", "--output"),
        type=Path,
        metavar="FILE",
        help="where to write it (default: standard output)",
    )
    schema.set_defaults(run=_write_schema)


def _add_program(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "names",
        nargs="*",
        metavar="PROGRAM",
        help="a script; names behind it show these targets only",
    )
    command.add_argument("-m", dest="module", metavar="MODULE", help="a module instead")


def _print_knobs(options: argparse.Namespace) -> None:
    knobs, _ = _asked_for(options)
    if options.json:
        sys.stdout.write(json.dumps(knobs.to_dict(), indent=2) + "\n")
    else:
        sys.stdout.write(f"{knobs}\n")


def _write_schema(options: argparse.Namespace) -> None:
    if options.output and not options.output.parent.is_dir():
        raise OptionError.no_folder("--output", options.output)
    knobs, module = _asked_for(options)
    text = json.dumps(knobs.schema(module), indent=2) + "\n"
    if options.output is None:
        sys.stdout.write(text)
        return
    from argscope._base.whole_file import write_whole

    write_whole(options.output, lambda new: new.write_text(text, encoding="utf-8"))
    sys.stderr.write(f"wrote {options.output}\n")


def _asked_for(options: argparse.Namespace) -> tuple[Knobs, str]:
    """Return the knobs of the program, or of the targets that are named; and its module."""
    import contextlib

    from argscope.report._running.knobs import knobs_of_program

    program, names = options.module, options.names
    if program is None:
        if not names:
            raise OptionError.missing("PROGRAM", meaning="a script, or -m and a module")
        program, *names = names
    # A document on standard output must stay one, whatever the program prints.
    with contextlib.redirect_stdout(sys.stderr):
        knobs, module = knobs_of_program(program, is_module=options.module is not None)
    return (knobs.called(names) if names else knobs), module
