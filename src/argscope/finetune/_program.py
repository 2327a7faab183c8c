"""A network function in a file of the user's: found, called, and known again.

It is one written with `argscope.layers`, or for TensorFlow 1, and is called as in TF-Slim's
time: `function(images, num_classes=..., is_training=...)`, under a scope that a function
of the same file returns.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import keras

from argscope import tf1
from argscope._base.old_programs import is_old_program
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.finetune._program_errors import NetworkFileError
from argscope.finetune._program_files import digests_below
from argscope.report._running.loading import Named, callables, found_in, imported, split
from argscope.tf1._imports.root import root_of
from argscope.tf1._model import MODES
from argscope.tf1._types.shapes import TensorShape

_CLASSES: Final = "num_classes"

# Arguments of TF-Slim's functions, as a classifier wants them.
_OF_CLASSIFIERS: Final = {"spatial_squeeze": True, "create_aux_logits": False}


class Program(NamedTuple):
    """A network function, and what it takes to call it and to find it again."""

    file: Path
    root: Path
    """The folder that the imports of the file count from."""
    function: Callable[..., Any]
    scope: Any
    """What is opened around it: a captured scope, what returns one, or None."""
    name: str

    @property
    def is_old(self) -> bool:
        """Whether it is written for TensorFlow 1."""
        return tf1.is_loaded(self.function)

    def facts(self) -> dict[str, Any]:
        """Return what finds the function again, and tells whether it is the same.

        `net` counts from `root`, and `program` has a digest of each file.
        """
        inside = self.file.relative_to(self.root)
        return {
            "net": f"{inside.as_posix()}:{self.name}",
            "root": str(self.root),
            "program": digests_below(self.root),
        }

    def check_call(self, options: Mapping[str, Any]) -> None:
        """Refuse a function that cannot be called as a network.

        Raises:
            NetworkFileError: It takes no number of classes, none of the `options`, or
                needs more arguments; or what is to be opened around it is no scope.
        """
        parameters = inspect.signature(self.function).parameters
        if _CLASSES not in parameters:
            raise NetworkFileError.no_num_classes(self.name, parameters)
        for option in options:
            if option not in parameters:
                raise NetworkFileError.no_option(self.name, option, parameters)
        named = self._arguments(0, options) | _modes(self.function, is_training=True)
        try:
            inspect.signature(self.function).bind(None, **named)
        except TypeError as error:
            call = ("images", *(f"{name}=..." for name in named))
            raise NetworkFileError.wrong_call(self.name, call, str(error)) from None
        with self._opened(is_training=True):
            pass

    def network(self, classes: int, **options: Any) -> Callable[..., Any]:
        """Return a function from images to logits of so many classes, and end points."""
        arguments = self._arguments(classes, options)

        @functools.wraps(self.function)
        def network(images: Any, is_training: bool = True) -> Any:
            modes = _modes(self.function, is_training=is_training)
            with self._opened(is_training=is_training):
                returned = self.function(images, **arguments, **modes)
                return self._classified(returned, classes)

        # What it wraps tells that it is a program's; it is asked for the mode alone.
        network.__signature__ = inspect.Signature(_PARAMETERS)  # type: ignore[attr-defined]
        return network

    def _arguments(self, classes: int, options: Mapping[str, Any]) -> dict[str, Any]:
        usual = _taken(self.function, _OF_CLASSIFIERS)
        fixed = {name: _OF_CLASSIFIERS[name] for name in usual}
        return {_CLASSES: classes, **fixed, **options}

    def _opened(self, *, is_training: bool) -> AbstractContextManager[Any]:
        """Return a block in which the scope is open, made for the mode if it asks for it."""
        if self.scope is None:
            return nullcontext()
        found = self.scope
        if not isinstance(found, ArgScope):
            found = found(**_modes(found, is_training=is_training))
        if not isinstance(found, ArgScope):
            name = getattr(self.scope, "__name__", "")
            raise NetworkFileError.not_a_scope(name, found)
        return arg_scope(found)

    def _classified(self, returned: Any, classes: int) -> Any:
        """Return logits, and end points if there are some; positions of size 1 are dropped."""
        logits, *others = returned if isinstance(returned, tuple | list) else [returned]
        shape = _sizes(logits)
        if shape is not None and len(shape) == 4 and shape[1:3] == (1, 1):
            squeeze = tf1.namespace().squeeze if self.is_old else keras.ops.squeeze
            logits, shape = squeeze(logits, (1, 2)), (shape[0], shape[3])
        if shape is None or len(shape) != 2 or shape[1] not in (None, classes):
            found = type(logits).__name__ if shape is None else f"the shape {shape}"
            raise NetworkFileError.wrong_output(self.name, found, classes)
        end_points = next((each for each in others if isinstance(each, Mapping)), None)
        return logits if end_points is None else (logits, end_points)


_PARAMETERS: Final = [
    inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)
    for name, default in (("images", inspect.Parameter.empty), ("is_training", True))
]


def load_program(net: str, scope: str | None, root: Path | None) -> Program:
    """Return a network function of a file.

    Args:
        net: `path/to/file.py:function`.
        scope: Name in the same file of what is opened around it; None for nothing.
        root: The folder that the imports of the file count from; None for what is found.

    Raises:
        ProgramError: There is no such file, it does not import, or lacks a name.
        NetworkFileError: The function or the scope is none.
    """
    named = split(net)
    if named.path is None:
        raise NetworkFileError.no_file(net)
    file = named.path.resolve()
    folder = _root(file) if root is None else root.resolve()
    if not file.is_relative_to(folder):
        raise NetworkFileError.outside(net, folder)
    named = replace(named, root=folder)
    module = imported(named)
    if named.name is None:
        raise NetworkFileError.no_function(net, callables(module))
    function = found_in(module, named)
    if not callable(function):
        raise NetworkFileError.not_callable(net, function)
    around = None if scope is None else _scope(module, named, scope)
    return Program(file, folder, function, around, named.name)


def _root(file: Path) -> Path:
    return root_of(file) if is_old_program(file) else file.parent


def _scope(module: Any, named: Named, name: str) -> Any:
    found = found_in(module, replace(named, name=name))
    if not callable(found) and not isinstance(found, ArgScope):
        raise NetworkFileError.not_a_scope(name, found)
    return found


def _modes(function: Any, *, is_training: bool) -> dict[str, bool]:
    """Return the mode by the names by which a function is told it."""
    return dict.fromkeys(_taken(function, MODES), is_training)


def _taken(function: Any, names: Iterable[str]) -> list[str]:
    """Return those of some names that a function takes as arguments."""
    parameters = inspect.signature(function).parameters
    return [name for name in names if name in parameters]


def _sizes(tensor: Any) -> tuple[int | None, ...] | None:
    """Return the static shape of a tensor; None if it is none, or has no known rank."""
    shape: Any = getattr(tensor, "shape", None)
    if isinstance(shape, TensorShape):
        shape = None if shape.ndims is None else shape.as_list()
    return None if shape is None else tuple(shape)
