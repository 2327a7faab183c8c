"""Functions of a program that are asked for variables: `custom_getter`.

Usually one gives the moving average of a variable in its place.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final

import keras

from argscope.tf1._graph.callbacks import initializer_of, on_values
from argscope.tf1._graph.evaluation import evaluation, unwrapped
from argscope.tf1._graph.graph import Graph, get_default_graph
from argscope.tf1._graph.variable import Variable
from argscope.tf1._types.dtypes import as_dtype, dtype_name
from argscope.tf1._types.shapes import TensorShape

Getter = Callable[..., Any]

_KEPT: Final = {
    "caching_device": None,
    "partitioner": None,
    "validate_shape": True,
    "use_resource": None,
    "synchronization": None,
    "aggregation": None,
}
"""What says where and how a variable is kept, which has no effect."""


def asking(custom_getter: Getter, outer: Any = None) -> Callable[[Getter], Getter]:
    """Return what asks a function of a program in place of `Run.get`.

    Args:
        custom_getter: Called as TensorFlow 1.15 does: with `getter`, and by name with the
            path and all that `tf.get_variable` was given.
        outer: Likewise that of the scope around, which it asks in turn.
    """
    graph = get_default_graph()  # whose variables it sees, also when it is replayed

    def asked(get: Getter) -> Getter:
        inner = get if outer is None else outer(get)

        def call(path: str, shape: tuple[int, ...], **options: Any) -> Any:
            dtype = as_dtype(options.pop("dtype") or "float32")
            made = custom_getter(
                getter=_getter(inner, graph),
                name=path,
                shape=TensorShape(shape),
                dtype=dtype,
                **options,
                **_KEPT,
                **({"constraint": None} if _takes_constraint(custom_getter) else {}),
            )
            if isinstance(made, Variable):
                return made.keras_variable
            return made if evaluation() is None else unwrapped(made)

        return call

    return asked


def constraining(constraint: Any, outer: Any = None) -> Callable[[Getter], Getter]:
    """Return what gives variables a constraint, unless they have their own."""

    def asked(get: Getter) -> Getter:
        inner = get if outer is None else outer(get)

        def call(path: str, shape: tuple[int, ...], **options: Any) -> Any:
            found = inner(path, shape, **options)
            if isinstance(found, keras.Variable) and found.constraint is None:
                found.constraint = on_values(constraint)
            return found

        return call

    return asked


def _getter(get: Getter, graph: Graph) -> Getter:
    """Return `Run.get` with the arguments of `tf.get_variable`."""

    def getter(
        name: str,
        shape: Any = None,
        dtype: Any = "float32",
        initializer: Any = None,
        regularizer: Any = None,
        reuse: Any = None,
        trainable: bool | None = None,
        collections: Any = None,
        **_kept: Any,
    ) -> Any:
        kind = dtype_name(dtype)
        found = get(
            name,
            tuple(map(int, TensorShape(shape))),
            reuse=reuse,
            initializer=initializer_of(initializer),
            regularizer=on_values(regularizer),
            trainable=trainable is not False,
            collections=collections,
            dtype=None if kind == "float32" else kind,
        )
        is_variable = isinstance(found, keras.Variable)
        return graph.variable_of(found) if is_variable else found

    return getter


def _takes_constraint(function: Getter) -> bool:
    parameters = inspect.signature(function).parameters.values()
    return any(p.name == "constraint" or p.kind is p.VAR_KEYWORD for p in parameters)
