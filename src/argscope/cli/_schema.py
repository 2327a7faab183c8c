"""`argscope schema`: by what editors check files of settings."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from argscope.cli._program_knobs import add_program, knobs_asked_for
from argscope.cli.errors import OptionError

_DESCRIPTION: Final = """\
Write a JSON Schema of files of settings for a program, so that an editor
completes names, shows documentation and marks mistakes. The program is
imported, and not run.

Put this line at the top of a TOML file, for VS Code (Even Better TOML) and all
editors that use taplo:

  #:schema ./settings.schema.json
"""


def add_schema(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    schema = commands.add_parser(
        "schema",
        help="write a JSON Schema by which editors check files of settings",
        description=_DESCRIPTION,
        usage="argscope schema (PROGRAM | -m MODULE) [TARGET ...] [--output FILE]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_program(schema)
    schema.add_argument(
        *("-o", "--output"),
        type=Path,
        metavar="FILE",
        help="where to write it (default: standard output)",
    )
    schema.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    if options.output and not options.output.parent.is_dir():
        raise OptionError.no_folder("--output", options.output)
    knobs, module = knobs_asked_for(options)
    text = json.dumps(knobs.schema(module), indent=2) + "\n"
    if options.output is None:
        sys.stdout.write(text)
        return
    from argscope._base.whole_file import write_whole

    write_whole(options.output, lambda new: new.write_text(text, encoding="utf-8"))
    sys.stderr.write(f"wrote {options.output}\n")
