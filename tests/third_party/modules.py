"""The modules whose public names are read through a view."""

import importlib
import inspect
import types
import warnings
from collections.abc import Iterator
from typing import Any

MODULES = [
    "argparse",
    "attrs",
    "collections",
    "datetime",
    "enum",
    "functools",
    "http",
    "http.client",
    "jax.numpy",
    "keras.layers",
    "keras.ops",
    "logging",
    "matplotlib.pyplot",
    "numpy",
    "numpy.linalg",
    "numpy.random",
    "pandas",
    "pathlib",
    "polars",
    "pydantic",
    "requests",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "threading",
    "torch",
    "torch.nn",
    "torch.nn.functional",
    "types",
    "typing",
]


def loaded(name: str) -> types.ModuleType:
    """Return a module all of whose names have been read once: some load more."""
    module = importlib.import_module(name)
    for _ in public(module):
        pass
    return module


def public(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """Return the public names of a module that it has, and what they name."""
    for name in dir(module):
        if name.startswith("_"):
            continue
        with warnings.catch_warnings(), Suppressed():
            warnings.simplefilter("ignore")
            yield name, getattr(module, name)


class Suppressed:
    """A name that a library lists and does not have raises whatever error it likes."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> bool:
        return kind is not None and issubclass(kind, Exception)


def snapshot(module: types.ModuleType) -> dict[str, Any]:
    """Return the names and the identity of all public things of a module."""
    return {name: _facts(value) for name, value in public(module)}


def _facts(value: Any) -> Any:
    if isinstance(value, types.FunctionType):
        return id(value), _names(value), id(value.__code__), list(vars(value))
    if inspect.isclass(value):
        return id(value), _names(value), {n: id(v) for n, v in vars(value).items()}
    return id(value)


def _names(value: Any) -> tuple[str, str, str]:
    return value.__name__, value.__qualname__, value.__module__
