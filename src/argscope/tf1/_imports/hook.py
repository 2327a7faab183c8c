"""Answering `import tensorflow` with the namespace, for the files of a program only.

The modules of the program get builtins of their own, whose `__import__` knows the
namespace. `sys.modules` and the builtins of all others stay as they are, so the real
TensorFlow, which may be Keras's backend, works in the same process.
"""

from __future__ import annotations

import builtins
import functools
import importlib.util
import inspect
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Self, final

from argscope.tf1._imports.modules import TOPS, AnyModule, module_at
from argscope.tf1._imports.root import root_of

# What Python 2 had, for programs of its time.
_PYTHON_2: Final = {
    "basestring": str,
    "long": int,
    "raw_input": input,
    "reduce": functools.reduce,
    "unichr": chr,
    "unicode": str,
    "xrange": range,
    "cmp": lambda a, b: (a > b) - (a < b),
}


# An environment may lie in the folder of a program, with the real TensorFlow in it.
_INSTALLED: Final = {"site-packages", "dist-packages"}
_PACKAGE: Final = Path(__file__).resolve().parents[2]


@final
class ImportHook:
    """The imports of all files below some folders.

    Args:
        folders: The folders, or single files.

    Attributes:
        builtins: The builtins of the program's modules.
    """

    def __init__(self, folders: Sequence[str | Path]) -> None:
        self._roots = [Path(folder).resolve() for folder in folders]
        self.builtins: dict[str, Any] = {**_PYTHON_2, **vars(builtins)}
        self.builtins["__import__"] = self._import

    def owns(self, path: str | Path) -> bool:
        """Return whether a file belongs to the program, and is not installed below it."""
        resolved = Path(path).resolve()
        if _INSTALLED.intersection(resolved.parts) or _PACKAGE in resolved.parents:
            return False
        return any(root in (resolved, *resolved.parents) for root in self._roots)

    def uninstall(self) -> None:
        """Leave imports from now on alone."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.uninstall()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: Any = None
    ) -> ModuleSpec | None:
        """Return how to load a module of the program (the import system asks)."""
        found = PathFinder.find_spec(name, path, target)
        origin = None if found is None else found.origin
        if found is None or origin is None:
            return None
        if not origin.endswith(".py") or not self.owns(origin):
            return None
        found.loader = _Loader(name, origin, self.builtins)
        return found

    def module(self, name: str, path: Path) -> ModuleType:
        """Return the module that is made of a file."""
        loader = _Loader(name, str(path), self.builtins)
        spec = ModuleSpec(name, loader, origin=str(path))
        spec.has_location = True
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        loader.exec_module(module)
        return module

    def _import(
        self,
        name: str,
        globals: Any = None,
        locals: Any = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        top = name.partition(".")[0]
        if level or top not in TOPS:
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        module = module_at(name)
        if not fromlist:
            if isinstance(module, AnyModule):
                _reach(name, module)
            return module_at(top)
        return module


def _reach(name: str, module: ModuleType) -> None:
    """Let `import a.b.c` make `a.b.c` reachable from `a`."""
    parent = module_at(name.rpartition(".")[0])
    vars(parent).setdefault(name.rpartition(".")[2], module)


@final
class _Loader(SourceFileLoader):
    """Runs a file with builtins of its own."""

    def __init__(self, name: str, path: str, builtins: dict[str, Any]) -> None:
        super().__init__(name, path)
        self._builtins = builtins

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = self._builtins
        super().exec_module(module)


def install(folders: Sequence[str | Path]) -> ImportHook:
    """Answer imports of TensorFlow 1 in the files below some folders.

    Args:
        folders: The folders. Only files that are imported afterwards are concerned.

    Returns:
        The hook, whose `uninstall()` undoes it; also a context manager that does.
    """
    hook = ImportHook(folders)
    sys.meta_path.insert(0, hook)
    return hook


def load(path: str | Path, root: str | Path | None = None) -> ModuleType:
    """Return a module of a program of TensorFlow 1, unmodified.

    Args:
        path: Its file.
        root: The folder that its imports count from, which is put into `sys.path`;
            default: the folder above the file in which most of what it imports is found.
            All files below it are the program.

    Raises:
        FileNotFoundError: There is no such file.
    """
    file = Path(path).resolve(strict=True)
    folder = root_of(file) if root is None else Path(root).resolve(strict=True)
    _make_way(folder)
    hook = install([folder])
    if str(folder) in sys.path:
        sys.path.remove(str(folder))
    sys.path.insert(0, str(folder))
    name = ".".join(file.relative_to(folder).with_suffix("").parts)
    return hook.module(name.removesuffix(".__init__"), file)


def _make_way(root: Path) -> None:
    """Forget modules of other programs that are called like those below a folder.

    Half of all repositories have a package `nets`, and each must get its own.
    """
    for name, module in [*sys.modules.items()]:
        file = getattr(module, "__file__", None)
        if file is None or not _is_of_a_program(vars(module)):
            continue
        top = root / name.partition(".")[0]
        is_there = top.is_dir() or top.with_suffix(".py").is_file()
        if is_there and not Path(file).is_relative_to(root):
            del sys.modules[name]


def is_loaded(function: Any) -> bool:
    """Return whether a function belongs to a program of TensorFlow 1."""
    return _is_of_a_program(getattr(inspect.unwrap(function), "__globals__", {}))


def _is_of_a_program(names: dict[str, Any]) -> bool:
    """Return whether the names are those of a module with builtins of a hook."""
    own = names.get("__builtins__")
    made = own.get("__import__") if isinstance(own, dict) else None
    return isinstance(getattr(made, "__self__", None), ImportHook)
