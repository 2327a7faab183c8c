"""The namespace `tf`: a tree of modules, made of all symbols."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from types import ModuleType
from typing import Any, Final, final

from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._imports.absent import Absent

_HERE: Final = "argscope.tf1"
"""Each module in a folder of this puts its symbols into the namespace."""


@final
class Module(ModuleType):
    """A module of the namespace; what it does not have is `Absent`."""

    __path__: list[str] = []  # noqa: RUF012  # what makes a module a package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Absent(f"{self.__name__}.{name}")

    def __dir__(self) -> list[str]:
        return sorted(name for name in vars(self) if not name.startswith("__"))


@functools.cache
def namespace() -> Module:
    """Return the namespace, as a program sees it by `import tensorflow as tf`."""
    for folder in _modules_of(_HERE):
        if folder.ispkg:
            for module in _modules_of(folder.name):
                importlib.import_module(module.name)
    root = Module("tf")
    for path, value in SYMBOLS.items():
        _put(root, path, value)
    _put(root, "compat.v1", root)
    _put(root, "compat.v2", root)  # which programs of the time asked for a few names
    return root


def _modules_of(package: str) -> list[pkgutil.ModuleInfo]:
    path = importlib.import_module(package).__path__
    return list(pkgutil.iter_modules(path, f"{package}."))


def provide(path: str, value: Any) -> None:
    """Put something into the namespace, such as a function that is not there.

    Args:
        path: Where: `"tf.contrib.crf.crf_decode"`.
        value: A function that is made of others of the namespace, say.
    """
    _put(namespace(), path.removeprefix("tf."), value)


def _put(root: Module, path: str, value: Any) -> None:
    *parents, name = path.split(".")
    setattr(_module(root, parents), name, value)


def _module(root: Module, path: list[str]) -> Module:
    module = root
    for name in path:
        if name not in vars(module):
            setattr(module, name, Module(f"{module.__name__}.{name}"))
        module = vars(module)[name]
    return module
