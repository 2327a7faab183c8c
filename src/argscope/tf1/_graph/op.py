"""What makes a function of values a function of the namespace: `@op`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import keras
import numpy as np

from argscope.tf1._graph.evaluation import evaluation, unwrapped
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.host import host_call
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.recording import place_here, record
from argscope.tf1._graph.structure import as_tensors, is_array, leaves, replaced
from argscope.tf1._graph.tensor import OPERATORS, Symbol
from argscope.tf1._graph.variable import Variable

F = TypeVar("F", bound=Callable[..., Any])

SYMBOLS: Final[dict[str, Any]] = {}
"""The namespace: what stands where in TensorFlow 1, by paths such as `"nn.relu"`."""


def symbol(*paths: str) -> Callable[[F], F]:
    """Put something into the namespace as it is."""

    def publish(value: F) -> F:
        SYMBOLS.update(dict.fromkeys(paths, value))
        return value

    return publish


def op(
    kind: str,
    *paths: str,
    operators: Iterable[str] = (),
    draws: bool = False,
    calls_back: bool = False,
    has_effect: bool = False,
    coincides: bool = False,
    gives: Callable[..., Any] | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Make a function of values one that takes and gives tensors of TensorFlow 1.

    On symbols a call is recorded. On constants, and where operations are being computed,
    it is computed at once. The function itself gets NumPy's arrays for constants and the
    backend's tensors for all else, names for dtypes, and lists for shapes; it may return
    any structure of them. Its parameter `name`, if it has one, names the operation.

    Args:
        kind: What TensorFlow 1 called the operation; names its outputs.
        *paths: Where it stands in the namespace: `"nn.relu"`.
        operators: The methods of tensors that call it: `"__add__"`.
        draws: Whether it gives other numbers each time.
        calls_back: Whether it calls functions of the program, which may make variables.
        has_effect: Whether it changes variables.
        coincides: Whether it may give one result for different sizes: a comparison, say.
        gives: For what is computed on the host: takes the arguments and returns what is
            known of the result, a structure of `host.Spec`.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        signature = inspect.signature(function)
        is_constant = not (draws or has_effect)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if evaluation() is not None:
                return as_tensors(function(*unwrapped(args), **unwrapped(kwargs)))
            # A function of the program may take symbols from the blocks around it.
            is_closed = not calls_back and not _has_symbols((args, kwargs))
            if is_constant and is_closed:
                result = function(*unwrapped(args), **unwrapped(kwargs))
                return as_tensors(replaced(result, _constant))
            name = signature.bind(*args, **kwargs).arguments.get("name")
            if gives is not None:
                specs = gives(*args, **kwargs)
                return host_call(kind, function, args, kwargs, gives=specs, name=name)
            place = place_here(get_default_graph()) if calls_back else None
            return record(
                kind,
                Call(function, args, kwargs, place),
                name=name if isinstance(name, str) else None,
                is_constant=is_constant,
                coincides=coincides,
            )

        call.of_values = function  # type: ignore[attr-defined]
        for path in paths:
            SYMBOLS[path] = call
        for operator in operators:
            OPERATORS[operator] = call
        return call

    return decorate


def _has_symbols(structure: Any) -> bool:
    return any(isinstance(leaf, Symbol | Variable) for leaf in leaves(structure))


def _constant(leaf: Any) -> Any:
    if isinstance(leaf, bool | int | float):
        return np.asarray(leaf)
    if is_array(leaf) and not isinstance(leaf, np.ndarray):
        return keras.ops.convert_to_numpy(leaf)
    return leaf
