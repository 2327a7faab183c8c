"""`argscope run`: any program, with settings from files and from the command line."""

from __future__ import annotations

import argparse
import atexit
import functools
import os
from collections.abc import Callable
from typing import Any, Final

from argscope._options.program_settings import ProgramSettings
from argscope._options.public import add_settings_options, settings_of
from argscope.cli._program import Program, program_at, program_of
from argscope.cli.errors import OptionError, RunError

_DESCRIPTION: Final = """\
Run a program as `python PROGRAM` would, with other defaults for its functions:
those that are scoped callables, its own or adopted ones. Settings win over the
scopes that the program opens, and lose against an argument that a call gives.
"""

_EXAMPLES: Final = """\
examples:
  argscope run train.py --set conv2d.padding=SAME --set optimizer.lr=3e-4
  argscope run train.py --settings small.toml -- --epochs 3
  argscope run -m package.train --settings a.toml --settings b.toml
  argscope run train.py --keep run.toml

A VALUE is written as in TOML; what is none is a text, and @name a function. At
the end, settings that had no effect are told on standard error.
"""

_HINT: Final = ". Arguments of the program stand after --, as in: argscope run train.py -- --epochs 3"


def add_run(commands: Any) -> None:
    """Add the command to a parser's subparsers."""
    run = commands.add_parser(
        "run",
        help="run any program with settings from files and from here",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        usage="argscope run PROGRAM [OPTION ...] [-- ARGUMENT ...]\n"
        "       argscope run -m MODULE [OPTION ...] [-- ARGUMENT ...]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,  # an option of the program's must not be taken for ours
    )
    run.add_argument(
        "programs",
        nargs="*",
        metavar="PROGRAM",
        help="a script, or a folder or archive with a __main__.py",
    )
    run.add_argument("-m", dest="module", metavar="MODULE", help="a module instead")
    add_settings_options(run)
    run.add_argument(
        "--keep",
        metavar="FILE",
        help="write there, when the program is over, which values it used; "
        "--settings FILE repeats them",
    )
    run.set_defaults(run=_run, parser=run, hint=_HINT)


def _run(options: argparse.Namespace) -> None:
    try:
        program = _program(options.programs, options.module)
        if options.keep is not None:
            from argscope.cli._keep import check_keep

            check_keep(options.keep)
    except (OptionError, RunError) as error:
        options.parser.error(str(error))
    settings, keep = settings_of(options), options.keep
    options.then = functools.partial(_run_with, settings, keep, program, options.rest)


def _program(paths: list[str], module: str | None) -> Program:
    if module is not None and not paths:
        return program_of(module)
    if module is None and len(paths) == 1:
        return program_at(paths[0])
    raise RunError.not_one([*paths, *([f"-m {module}"] if module else [])])


def _run_with(
    settings: ProgramSettings, keep: str | None, program: Program, rest: list[str]
) -> None:
    ends = []
    if settings.scope:
        # Never left: the last threads of the program may outlive it.
        settings.__enter__()
        ends.append(settings.tell)
    if keep is not None:
        from argscope.cli._keep import keeping

        ends.append(keeping(keep))
    if ends:
        atexit.register(_end, ends, os.getpid())  # the first, and so called last
    program.run(rest)


def _end(ends: list[Callable[[], None]], pid: int) -> None:
    if os.getpid() == pid:  # and not in a fork
        for end in ends:
            end()
