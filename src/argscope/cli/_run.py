"""`argscope run`: any program, with settings from files and from the command line."""

from __future__ import annotations

import argparse
import atexit
import builtins
import functools
import os
from collections.abc import Callable
from typing import Any, Final

from argscope._catalog.extras import OF_BACKEND
from argscope._options.program_settings import ProgramSettings
from argscope._options.public import add_settings_options, settings_of
from argscope.cli._program import Program, program_at, program_of
from argscope.cli.errors import OptionError, RunError

_DESCRIPTION: Final = """\
Run a program as `python PROGRAM` would, with other defaults for its functions:
those that are scoped callables, its own or adopted ones. Settings win over the
scopes that the program opens, and lose against an argument that a call gives.

A program of TensorFlow 1 is run as it is, without TensorFlow 1: its imports of
it are answered by argscope.tf1.
"""

_EXAMPLES: Final = """\
examples:
  argscope run train.py --set conv2d.padding=SAME --set optimizer.lr=3e-4
  argscope run train.py --settings small.toml -- --epochs 3
  argscope run -m package.train --settings a.toml --settings b.toml
  argscope run train.py --keep run.toml
  argscope run scripts/train.py --root . --backend torch     of TensorFlow 1

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
    run.add_argument(
        "--explain",
        metavar="FILE",
        help="write there, when the program is over, a web page of its scoped calls, "
        "and of who set their arguments",
    )
    run.add_argument(
        "--backend",
        choices=tuple(OF_BACKEND),
        help="what Keras runs on; default: what is configured, or is installed",
    )
    run.add_argument(
        "--root",
        dest="roots",
        action="append",
        default=[],
        metavar="FOLDER",
        help="the program is one of TensorFlow 1, and its modules are below this folder "
        "(again for another one); default: told by its file, and by what it imports",
    )
    run.add_argument(
        "--profile",
        action="store_true",
        help="of a program of TensorFlow 1: tell, when it is over, how long its sessions "
        "took for what",
    )
    run.set_defaults(run=_run, parser=run, hint=_HINT, extras=("layers",))


def _run(options: argparse.Namespace) -> None:
    try:
        program = _program(options.programs, options.module)
        _check_files(options)
        _choose_backend(options)
        names = _builtins_for(program, options)
    except (OptionError, RunError) as error:
        options.parser.error(str(error))
    settings = settings_of(options)
    options.then = functools.partial(
        _run_with, settings, options, lambda: program.run(options.rest, names)
    )


def _program(paths: list[str], module: str | None) -> Program:
    if module is not None and not paths:
        return program_of(module)
    if module is None and len(paths) == 1:
        return program_at(paths[0])
    raise RunError.not_one([*paths, *([f"-m {module}"] if module else [])])


def _check_files(options: argparse.Namespace) -> None:
    if options.keep is not None:
        from argscope.cli._keep import check_keep

        check_keep(options.keep)
    if options.explain is not None:
        from argscope.cli._run_page import check_page

        check_page(options.explain)


def _choose_backend(options: argparse.Namespace) -> None:
    if options.backend is not None:
        os.environ["KERAS_BACKEND"] = options.backend
        options.extras = (OF_BACKEND[options.backend],)


def _builtins_for(program: Program, options: argparse.Namespace) -> Any:
    """Return the builtins of a program, by which one of TensorFlow 1 finds that."""
    from argscope.cli._old_program import builtins_for, is_old

    if is_old(program, options.roots):
        return builtins_for(program, options.roots)
    if options.profile:
        there = "of one of TensorFlow 1"
        raise OptionError.misplaced("--profile", here="of this program", there=there)
    return builtins


def _run_with(
    settings: ProgramSettings, options: argparse.Namespace, run: Callable[[], None]
) -> None:
    ends = []
    if settings.scope:
        # Never left: the last threads of the program may outlive it.
        settings.__enter__()
        ends.append(settings.tell)
    if options.keep is not None:
        from argscope.cli._keep import keeping

        ends.append(keeping(options.keep))
    if options.explain is not None:
        from argscope.cli._run_page import explaining

        ends.append(explaining(options.explain, options.module or options.programs[0]))
    if options.profile:
        from argscope.cli._old_program import profiling

        ends.append(profiling())
    if ends:
        atexit.register(_end, ends, os.getpid())  # the first, and so called last
    run()


def _end(ends: list[Callable[[], None]], pid: int) -> None:
    if os.getpid() == pid:  # and not in a fork
        for end in ends:
            end()
