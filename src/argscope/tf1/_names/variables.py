"""`tf.get_variable` and `tf.Variable`."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Final

import keras
import numpy as np
from keras import ops

from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._variables import get_variable as variable_of_model
from argscope.tf1._graph.callbacks import initializer_of, on_values
from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import Graph, get_default_graph, graph_run
from argscope.tf1._graph.op import SYMBOLS, op, symbol
from argscope.tf1._graph.tensor import OPERATORS, Symbol, Tensor, Value
from argscope.tf1._graph.variable import Variable
from argscope.tf1._ops.values import Array, array
from argscope.tf1._types.dtypes import dtype_name
from argscope.tf1._types.shapes import TensorShape

# Those in which every variable is by itself.
_STANDARD: Final = (GraphKeys.GLOBAL_VARIABLES, GraphKeys.TRAINABLE_VARIABLES)

SYMBOLS["Variable"] = Variable


@symbol("get_variable")
def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: Any = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Variable:
    """Return the variable `name` of the open scope; see `layers.get_variable`.

    What says where and how it is kept is accepted and has no effect.
    """
    del caching_device, partitioner, validate_shape, use_resource, custom_getter
    del constraint, synchronization, aggregation
    if shape is None and isinstance(initializer, Tensor | np.ndarray | int | float):
        value = initializer if isinstance(initializer, Tensor) else array(initializer)
        shape, dtype = value.shape, value.dtype if dtype is None else dtype
    kind = None if dtype is None else dtype_name(dtype)
    with _declaring():
        found = variable_of_model(
            name,
            tuple(map(int, TensorShape(shape))),
            None if kind == "float32" else kind,
            initializer_of(initializer),
            on_values(regularizer),
            trainable is not False,
            [each for each in collections or () if each not in _STANDARD],
        )
    return get_default_graph().variable_of(found)


def _made(
    initial_value: Any = None,
    trainable: bool = True,
    collections: Any = None,
    validate_shape: bool = True,
    caching_device: Any = None,
    name: str | None = None,
    variable_def: Any = None,
    dtype: Any = None,
    expected_shape: Any = None,
    import_scope: Any = None,
    constraint: Any = None,
    use_resource: Any = None,
    synchronization: Any = None,
    aggregation: Any = None,
    shape: Any = None,
) -> tuple[keras.Variable, Graph]:
    """Make a variable with a name of its own, for `tf.Variable`."""
    del validate_shape, caching_device, variable_def, expected_shape, import_scope
    del constraint, use_resource, synchronization, aggregation, shape
    run = graph_run()
    value = initial_value() if callable(initial_value) else initial_value
    if not isinstance(value, Symbol):
        value = Value(array(value.value if isinstance(value, Value) else value))
    kind = dtype_name(value.dtype if dtype is None else dtype)
    path = run.output_path(name or "Variable")
    with _declaring():
        made = run.store.get(
            path,
            tuple(value.shape.as_list()),
            taken=run.taken,
            reuse=False,
            initializer=initializer_of(value),
            trainable=bool(trainable) and "float" in kind,
            collections=[each for each in collections or () if each not in _STANDARD],
            dtype=kind,
        )
    run.taken.add(path)
    return made, get_default_graph()


OPERATORS["Variable"] = _made


def _declaring() -> Any:
    """Return where a variable is made: in what is computed, or declared in the graph."""
    computing = evaluation() is not None
    return nullcontext() if computing else get_default_graph().recording()


def _assignment(kind: str, change: Any) -> Any:
    @op(kind, has_effect=True)
    def assign(variable: Array, value: Array, target: Any) -> Array:
        del variable
        new = change(
            target.value, array(value, keras.backend.standardize_dtype(target.dtype))
        )
        target.assign(new)
        return target.value

    def call(
        ref: Variable,
        value: Any,
        validate_shape: bool | None = None,
        use_locking: bool | None = None,
        name: str | None = None,
    ) -> Any:
        del validate_shape, use_locking, name
        return assign(ref, value, ref.keras_variable)

    return call


for _name, _kind, _change in (
    ("assign", "Assign", lambda _old, new: new),
    ("assign_add", "AssignAdd", ops.add),
    ("assign_sub", "AssignSub", ops.subtract),
):
    OPERATORS[_name] = SYMBOLS[_name] = _assignment(_kind, _change)
