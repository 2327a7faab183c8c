"""Finding what a user names on the command line: `file.py:name` or `module:name`."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

from argscope._base.describe import describe_error, visible
from argscope._base.old_programs import is_old_program
from argscope._base.origin import Origin
from argscope.report.errors import ProgramError


@dataclass(frozen=True)
class Named:
    """What a user named.

    Attributes:
        module: The module or file, as it was written.
        name: What to find in it, perhaps with dots; None for the whole script.
        path: The file, if it is one.
        root: The folder that the imports of the file count from; None for what is found:
            see `tf1.load`, or for other files the one that they are in.
    """

    module: str
    name: str | None
    path: Path | None
    root: Path | None = None


def split(written: str) -> Named:
    """Return the parts of `file.py:name`, `module:name` or `file.py`.

    Raises:
        ProgramError: A file was named that does not exist.
    """
    module, colon, name = written.rpartition(":")
    if not colon:
        module, name = written, ""
    is_file = module.endswith(".py") or os.sep in module
    path = Path(module) if is_file else None
    if path is not None and not path.is_file():
        raise ProgramError.about(
            f"There is no file {visible(module)!r}.{_similar_file(path)}"
        )
    return Named(module, name or None, path)


def find(named: Named) -> Any:
    """Return the object that a user named.

    Raises:
        ProgramError: The module does not import, or has no such name.
    """
    return found_in(imported(named), named)


def found_in(module: ModuleType, named: Named) -> Any:
    """Return the object that a user named, in the module that it is in.

    Raises:
        ProgramError: The module has no such name.
    """
    found: Any = module
    for part in (named.name or "").split("."):
        if not hasattr(found, part):
            raise ProgramError.unknown_name(named.module, part, known=callables(module))
        found = getattr(found, part)
    return found


def imported(named: Named) -> ModuleType:
    """Return the module or file that a user named, imported and not run as a program.

    Raises:
        ProgramError: There is no such module, or it does not import.
    """
    try:
        return _load_module(named) if named.path is None else _load_file(named)
    except Exception as error:  # noqa: BLE001  # the module may raise anything
        if isinstance(error, ModuleNotFoundError) and error.name == named.module:
            raise ProgramError.about(
                f"There is no module {visible(named.module)!r} here. For a file write "
                f"its name with .py, as in {visible(named.module)}.py:FUNCTION."
            ) from None
        raise ProgramError.about(
            f"{visible(named.module)} does not import: {describe_error(error)}"
            + _last_line(error, named)
        ) from None


def _load_module(named: Named) -> ModuleType:
    # As `python -m` does: the folder one stands in is searched first.
    if sys.path[:1] != [""]:
        sys.path.insert(0, "")
    return importlib.import_module(named.module)


def _load_file(named: Named) -> ModuleType:
    path = named.path or Path()
    if is_old_program(path):
        from argscope.tf1 import load  # which loads Keras

        return load(path, named.root)
    sys.path.insert(0, str((named.root or path.parent).resolve()))
    # A file called like a module that is loaded already must not take its place.
    name = path.stem if path.stem not in sys.modules else f"{path.stem}.py"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise ImportError("Python does not take it for a source file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _last_line(error: Exception, named: Named) -> str:
    """Return where in the user's file an import failed."""
    if isinstance(error, SyntaxError) or named.path is None:
        return ""
    step, place = error.__traceback__, None
    while step is not None:
        if Path(step.tb_frame.f_code.co_filename) == named.path.resolve():
            place = Origin((step.tb_frame.f_code, step.tb_lasti))
        step = step.tb_next
    return "" if place is None else f"\n  at:      {place}"


def _similar_file(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    files = [other.name for other in path.parent.glob("*.py")]
    close = get_close_matches(path.name, files, n=1)
    return f" Did you mean {str(path.with_name(close[0]))!r}?" if close else ""


def callables(module: ModuleType) -> list[str]:
    """Return the names of what can be called of a module's own."""
    return [
        name
        for name, value in vars(module).items()
        if callable(value)
        and not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
    ]
