"""Running a program as Python itself would.

The program is `__main__`, finds its own arguments and the folder that Python would put
first, and ends as it would: with its traceback, its status, its signal.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec, SourcelessFileLoader
from types import CodeType, ModuleType, TracebackType
from typing import Any, NoReturn, final

from argscope.cli.errors import RunError

Loaded = tuple[CodeType, dict[str, Any]]
"""The code of a program, and what its module knows of itself."""


@final
class Program:
    """A program that was found.

    Attributes:
        name: What it finds as `sys.argv[0]` at first.
        folder: Where it imports from first; None if Python was told to add no folder.
        load: Returns its code, from where it was found.
        file: The file of its source, where one can tell before it is loaded.
    """

    __slots__ = ("file", "folder", "load", "name")

    def __init__(
        self,
        name: str,
        folder: str | None,
        load: Callable[[], Loaded],
        file: str | None = None,
    ) -> None:
        self.name = name
        self.folder = folder
        self.load = load
        self.file = file

    def run(self, arguments: list[str], builtins: Any = builtins) -> None:
        """Run it in the place of this program, which must have nothing more to do.

        Args:
            arguments: What it finds in `sys.argv` behind its name.
            builtins: Its builtins, where these are not Python's.
        """
        if not sys.flags.safe_path:
            del sys.path[0]  # that of this program
        if self.folder is not None:
            sys.path.insert(0, self.folder)
        sys.argv[:] = [self.name, *arguments]
        try:
            code, names = self.load()
            sys.modules["__main__"] = main = ModuleType("__main__")
            vars(main).update(names, __builtins__=builtins)
            exec(code, vars(main))  # noqa: S102  # that is what it is for
        except SystemExit:
            raise
        except BaseException as error:
            _hide_our_frames(error)
            raise


def program_at(path: str) -> Program:
    """Return the program in a file, or in a folder or archive with a `__main__.py`.

    Raises:
        RunError: There is none.
    """
    if not os.path.exists(path):  # noqa: PTH110  # importing pathlib takes longer
        raise RunError.no_file(path)
    full = os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH118  # as Python shows it
    finder = _finder(full)
    if finder is None:
        folder = os.path.dirname(os.path.realpath(path))  # noqa: PTH120
        return Program(path, _unless_safe(folder), lambda: _from_file(full), full)
    spec = finder.find_spec("__main__")
    if spec is None:
        raise RunError.no_main(path)
    return Program(path, full, lambda: _from_spec(spec))


def program_of(module: str) -> Program:
    """Return the program that a module is, or a package with a `__main__`.

    Nothing is imported, so the module of a package may turn out not to be there.
    """

    def load() -> Loaded:
        spec = _spec_of(module)
        sys.argv[0] = spec.origin or module
        return _from_spec(spec)

    folder = os.getcwd()  # noqa: PTH109
    return Program("-m", _unless_safe(folder), load, _file_of(module, folder))


def _file_of(module: str, folder: str) -> str | None:
    """Return the file of a module in a folder, if it is there, without importing it."""
    path = os.path.join(folder, *module.split("."))  # noqa: PTH118
    files = (f"{path}.py", os.path.join(path, "__main__.py"))  # noqa: PTH118
    return next(filter(os.path.isfile, files), None)


def _unless_safe(folder: str) -> str | None:
    return None if sys.flags.safe_path else folder


def _finder(path: str) -> Any:
    """Return what finds modules in a folder or archive; None for other files."""
    for hook in sys.path_hooks:
        try:
            return hook(path)
        except ImportError:
            continue
    return None


def _from_file(path: str) -> Loaded:
    code: Any
    if path.endswith(".pyc"):
        code = SourcelessFileLoader("__main__", path).get_code("__main__")
    else:
        with io.open_code(path) as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
    return code, {"__file__": path, "__cached__": None}


def _from_spec(spec: ModuleSpec) -> Loaded:
    loader: Any = spec.loader
    names = {
        "__file__": spec.origin,
        "__cached__": spec.cached,
        "__loader__": loader,
        "__package__": spec.parent,
        "__spec__": spec,
    }
    return loader.get_code(spec.name), names


def _spec_of(module: str) -> ModuleSpec:
    from importlib.util import find_spec

    try:
        spec = find_spec(module)
        if spec is not None and spec.submodule_search_locations is not None:
            module = f"{module}.__main__"
            spec = find_spec(module)
    except ModuleNotFoundError as error:
        if not f"{module}.".startswith(f"{error.name}."):
            raise  # of something that a package on the way imports
        spec = None
    if spec is None or spec.loader is None:
        _refuse(module)
    return spec


def _refuse(module: str) -> NoReturn:
    sys.stderr.write(f"argscope: {RunError.no_module(module)}\n")
    raise SystemExit(2)


def _hide_our_frames(error: BaseException) -> None:
    """Let the traceback begin where the program does.

    Python shows it when it has passed through us, and then ends as it does for an error
    of this kind; so it is whoever shows errors that is handed another traceback.
    """
    own = error.__traceback__
    while own is not None and _is_before(own):
        own = own.tb_next
    shown = sys.excepthook

    def hook(
        kind: type[BaseException], error: BaseException, _whole: TracebackType | None
    ) -> None:
        error.__traceback__ = own
        shown(kind, error, own)

    sys.excepthook = hook


def _is_before(step: TracebackType) -> bool:
    code = step.tb_frame.f_code
    return code.co_filename in (__file__, "<frozen importlib.util>")
