"""`argscope run` of a program of TensorFlow 1: its imports are answered by argscope.tf1."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from argscope._base.old_programs import is_old_program
from argscope.cli._program import Program
from argscope.cli.errors import OptionError


def is_old(program: Program, roots: Sequence[str]) -> bool:
    """Return whether a program is to find TensorFlow 1: by its file, or as was said."""
    return bool(roots) or (program.file is not None and is_old_program(program.file))


def builtins_for(program: Program, roots: Sequence[str]) -> dict[str, Any]:
    """Answer a program's imports of TensorFlow from now on; return its builtins.

    Args:
        program: The program.
        roots: The folders that its imports count from, which it then finds behind its
            own as those of `PYTHONPATH`; default: the folder above its file in which
            most of what it imports is found.

    Raises:
        OptionError: There is no such folder.
    """
    from pathlib import Path

    from argscope.tf1 import install  # which loads Keras
    from argscope.tf1._imports.root import root_of

    folders = [Path(root) for root in roots]
    for folder in folders:
        if not folder.is_dir():
            raise OptionError.nothing_there([folder])
    if not folders and program.file is not None:
        folders = [root_of(Path(program.file).resolve())]
    own = [] if program.folder is None else [program.folder]
    first = 0 if sys.flags.safe_path else 1  # before it is what the program takes away
    found = {*sys.path[first:], *own}
    paths = [str(folder.resolve()) for folder in folders]
    sys.path[first:first] = [path for path in paths if path not in found]
    return install([*paths, *own]).builtins


def profiling() -> Callable[[], None]:
    """Count from now on what sessions are asked for; return what tells it."""
    from argscope.tf1._session.profile import start_profile

    profile = start_profile()

    def tell() -> None:
        sys.stderr.write(f"argscope: {profile}\n")

    return tell
