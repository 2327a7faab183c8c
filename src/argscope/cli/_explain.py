"""`argscope explain`."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argscope._options.public import add_settings_options, settings_of
from argscope.cli.errors import OptionError

if TYPE_CHECKING:
    from argscope.report import Record

_LAST_CALLS = 2

_EXAMPLES = """\
examples:
  argscope explain net.py:lenet --input 28,28,1     a network
  argscope explain net.py:lenet --input 28,28,1 --html lenet.html
  argscope explain mypackage.net:build --json       any function
  argscope explain run.py -- --epochs 3             a script and its arguments
"""


def add_explain(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    explain = commands.add_parser(
        "explain",
        help="show where every argument of a program came from",
        description="Run a function, a network or a script, and show every scoped call:\n"
        "its arguments, who set them, and what that shadowed.",
        epilog=_EXAMPLES,
        usage="argscope explain TARGET [--input SHAPE] [--scope NAME] [--strict]\n"
        "                        [--json] [--html FILE] [SETTINGS] [-- ARGUMENT ...]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    explain.add_argument(
        "target",
        metavar="TARGET",
        help="file.py:function, module:function, or a script",
    )
    explain.add_argument(
        "--input",
        action="append",
        type=_shape,
        metavar="SHAPE",
        help="the function is a network; shape of its input without the batch, such as "
        "224,224,3 (? for an unknown size; again for a second input)",
    )
    explain.add_argument(
        "--scope",
        metavar="NAME",
        help="run it under this scope: a captured scope, or a function that returns one, "
        "in the same module, or as file.py:name or module:name",
    )
    explain.add_argument(
        "--strict",
        action="store_true",
        help="fail if a scope brought a default that no call used",
    )
    explain.add_argument(
        "--json", action="store_true", help="print a JSON document instead of text"
    )
    explain.add_argument(
        "--html", type=Path, metavar="FILE", help="write a web page instead of text"
    )
    add_settings_options(explain)
    explain.set_defaults(run=_run, extras=("layers",))


def _shape(text: str) -> tuple[int | None, ...]:
    try:
        sizes = [None if part.strip() == "?" else int(part) for part in text.split(",")]
    except ValueError:
        sizes = [0]
    if any(size is not None and size < 1 for size in sizes):
        raise argparse.ArgumentTypeError(
            f"expected whole numbers >= 1 with commas, such as 224,224,3, got {text!r}"
        )
    return tuple(sizes)


def _run(options: argparse.Namespace) -> int:
    if options.html and not options.html.parent.is_dir():
        raise OptionError.no_folder("--html", options.html)
    from argscope.report import as_dict, run_program

    # A document on standard output must stay one, whatever the program prints.
    quiet = contextlib.redirect_stdout(sys.stderr) if options.json else None
    with quiet or contextlib.nullcontext(), settings_of(options):
        record = run_program(
            options.target,
            arguments=options.rest,
            shapes=options.input,
            scope=options.scope,
        )
    if options.html:
        _write_page(record, options.html)
    if options.json:
        sys.stdout.write(json.dumps(as_dict(record), indent=2) + "\n")
    elif not options.html:
        _print_text(record)
    return _status(record, strict=options.strict)


def _write_page(record: Record, path: Path) -> None:
    from argscope.report import page

    path.write_text(page(record), encoding="utf-8")
    sys.stderr.write(f"wrote {path}\n")


def _print_text(record: Record) -> None:
    from argscope.report._showing.text import plain_text, print_rich

    # What led to an error stands in the last calls, and has to fit on a screen.
    last = None if record.failure is None else _LAST_CALLS
    if sys.stdout.isatty():
        with contextlib.suppress(ModuleNotFoundError):
            from rich.console import Console

            print_rich(record, Console(), last)
            return
    sys.stdout.write(plain_text(record, last) + "\n")


def _status(record: Record, *, strict: bool) -> int:
    sys.stdout.flush()
    if record.failure is not None:
        first = record.failure.partition("\n")[0]
        sys.stderr.write(f"argscope: {record.title} stopped: {first}\n")
        return 1
    if strict and record.unused:
        from argscope.report.errors import UnusedDefaultError

        sys.stderr.write(f"argscope: {UnusedDefaultError.about(record.unused)}\n")
        return 1
    return 0
