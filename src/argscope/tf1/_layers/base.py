"""`tf.layers.Layer`: what has variables under a scope of its own, and shares them.

A layer takes its scope at its first call: a free default name, or the name that it was
given. Later calls share the variables.

Source:
    `tensorflow/python/layers/base.py` of TensorFlow 1.15.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np

from argscope.layers._numerics.norm_ops import size_of
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.names import AUTO_REUSE
from argscope.tf1._graph.graph import graph_run
from argscope.tf1._graph.op import SYMBOLS, op, symbol
from argscope.tf1._graph.structure import leaves, replaced
from argscope.tf1._graph.tensor import Tensor, Value
from argscope.tf1._graph.variable import Variable
from argscope.tf1._layers.errors import UnsupportedArgumentError
from argscope.tf1._names.collections import add_to_collection
from argscope.tf1._names.scopes import VariableScope, variable_scope
from argscope.tf1._names.variables import get_variable
from argscope.tf1._ops.values import Array, array, sizes_of
from argscope.tf1._types.dtypes import DType, as_dtype


@symbol("layers.Layer", "python.layers.base.Layer")
class Layer:
    """A layer: subclasses have `build(input_shape)` and `call(inputs, ...)`.

    Args:
        trainable: Whether training changes its variables.
        name: The default name of its scope; default: the class's, in lower case.
        dtype: The dtype of its variables; default: that of the first inputs.
        activity_regularizer: A function of the outputs that gives a penalty, of which
            the share of one example is collected.
        **kwargs: `_scope`: the name of its scope, taken literally; `_reuse`: whether
            the variables are there already.
    """

    # Subclasses of programs do not always call __init__.
    built = False
    trainable = True
    input_spec: Any = None
    activity_regularizer: Any = None
    _name: str | None = None
    _dtype: DType | None = None
    _reuse: Any = None
    _scope: Any = None  # a VariableScope, from the first call on

    def __init__(
        self,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
        activity_regularizer: Any = None,
        **kwargs: Any,
    ) -> None:
        self.trainable = trainable
        self.activity_regularizer = activity_regularizer
        self._name = name
        self._dtype = None if dtype is None else as_dtype(dtype)
        self._reuse = kwargs.pop("_reuse", None)
        scope = kwargs.pop("_scope", None)
        if scope:
            with variable_scope(scope) as self._scope:
                pass

    # --- to be called

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Build it, at the first call, and apply it."""
        self._take_scope(kwargs.pop("scope", None))
        inputs = replaced(inputs, _tensor)
        with self._entered() as scope:
            if not self.built:
                self._build(inputs)
            if "scope" in inspect.signature(self.call).parameters:
                kwargs["scope"] = scope
            outputs = self.call(inputs, *args, **kwargs)
            if self.activity_regularizer is not None:
                self._penalize(outputs)
        return outputs

    apply = __call__

    def build(self, _input_shape: Any) -> None:
        """Make the variables, for inputs of a shape."""
        self.built = True

    def call(self, inputs: Any, *_args: Any, **_kwargs: Any) -> Any:
        """Compute the outputs."""
        return inputs

    # --- for subclasses

    def add_weight(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = True,
        constraint: Any = None,
        **_kept: Any,
    ) -> Variable:
        """Return the variable `name` of the layer, made at the first asking."""
        self._take_scope(None)
        with self._entered():
            return get_variable(
                name,
                () if shape is None else shape,
                dtype or self._dtype,
                initializer,
                regularizer,
                trainable=trainable is not False and self.trainable,
                constraint=constraint,
            )

    add_variable = add_weight

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Put penalties into the collection of regularization losses."""
        del inputs
        for loss in losses if isinstance(losses, list | tuple) else [losses]:
            if loss is not None:
                add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Put operations into the collection of updates."""
        del inputs
        for update in updates if isinstance(updates, list | tuple) else [updates]:
            add_to_collection(GraphKeys.UPDATE_OPS, update)

    def _refuse(self, argument: str, value: Any) -> NoReturn:
        raise UnsupportedArgumentError.about(type(self).__name__, argument, value)

    # --- what it has

    @property
    def name(self) -> str:
        """Its name."""
        return self._name or self._default_name

    @property
    def scope_name(self) -> str:
        """The path of its variables.

        Raises:
            ValueError: It was not called yet.
        """
        if self._scope is None:
            raise ValueError(
                f"The layer {self.name!r} has a scope only after its first call."
            )
        return str(self._scope.name)

    @property
    def dtype(self) -> DType | None:
        """The dtype of its variables, if it is known."""
        return self._dtype

    @property
    def trainable_weights(self) -> list[Variable]:
        """Its variables that training changes."""
        return self._variables(GraphKeys.TRAINABLE_VARIABLES)

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """Its other variables."""
        trained = self.trainable_weights
        every = self._variables(GraphKeys.GLOBAL_VARIABLES)
        return [variable for variable in every if variable not in trained]

    @property
    def weights(self) -> list[Variable]:
        """All its variables, first those that training changes."""
        return [*self.trainable_weights, *self.non_trainable_weights]

    @property
    def trainable_variables(self) -> list[Variable]:
        """Its variables that training changes."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """Its other variables."""
        return self.non_trainable_weights

    @property
    def variables(self) -> list[Variable]:
        """All its variables."""
        return self.weights

    # --- its scope

    @property
    def _default_name(self) -> str:
        return snake_case(type(self).__name__)

    def _take_scope(self, scope: Any) -> None:
        """Take the scope that is given at the first call, which all later ones enter."""
        if self._scope is not None:
            return
        if scope is None and self._reuse:
            scope = self.name
        with variable_scope(scope, default_name=self.name) as self._scope:
            pass

    @contextmanager
    def _entered(self) -> Iterator[VariableScope]:
        # Built twice, for two stand-ins of an unknown size, it has variables only once.
        reuse = AUTO_REUSE if self.built else self._reuse
        with entered(self._scope, reuse) as scope:
            yield scope

    def _build(self, inputs: Any) -> None:
        tensors = [leaf for leaf in leaves(inputs) if isinstance(leaf, Tensor)]
        if self._dtype is None and tensors:
            self._dtype = tensors[0].dtype
        self.build(replaced(inputs, lambda leaf: getattr(leaf, "shape", leaf)))
        self.built = True

    def _variables(self, collection: str) -> list[Variable]:
        if self._scope is None:
            return []
        within = f"{self._scope.name}/"
        every = SYMBOLS["get_collection"](collection)
        return [variable for variable in every if variable.op.name.startswith(within)]

    def _penalize(self, outputs: Any) -> None:
        for output in [leaf for leaf in leaves(outputs) if isinstance(leaf, Tensor)]:
            penalty = self.activity_regularizer(output)
            if penalty is not None:
                self.add_loss(_of_one_example(penalty, output))


@contextmanager
def entered(scope: VariableScope, reuse: Any = None) -> Iterator[VariableScope]:
    """Open a scope again, with the names of operations that it has already."""
    run = graph_run()
    outer, opened = run.scope, run.opened.copy()
    inner = dataclasses.replace(
        scope.inner, name_scope=scope.original_name_scope.removesuffix("/")
    )
    inner.reuse = reuse or inner.reuse
    run.scope = inner
    try:
        yield VariableScope(inner)
    finally:
        run.scope, run.opened = outer, opened


def snake_case(name: str) -> str:
    """Return the default name for a class: `"conv2d"` for `Conv2D`, as TensorFlow has it."""
    name = re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    name = re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
    return f"private{name}" if name.startswith("_") else name


def activation_of(activation: Any) -> Any:
    """Return an activation that may be given by its name, `"relu"`."""
    if not isinstance(activation, str):
        return activation
    return None if activation == "linear" else SYMBOLS[f"nn.{activation}"]


def activated(outputs: Any, activation: Any) -> Any:
    """Return the outputs after an activation, if there is one."""
    return outputs if activation is None else activation(outputs)


def known_size(layer: Layer, shape: Any, axis: int) -> int:
    """Return the size of an axis of the inputs, which a layer's variables need.

    Raises:
        ValueError: It is not known.
    """
    size = shape[axis].value
    if size is None:
        raise ValueError(
            f"The size of axis {axis} of the inputs to the layer {layer.name!r} should "
            f"be known, and is not: their shape is {shape}."
        )
    return int(size)


def window_of(layer: Layer, sizes: Any, dims: int) -> tuple[int, ...]:
    """Return a size for each axis of a window; one size stands for all.

    Raises:
        ValueError: There are too many or too few.
    """
    found = tuple(map(int, sizes_of(sizes)))
    if len(found) == 1:
        found *= dims
    if len(found) != dims:
        raise ValueError(
            f"{type(layer).__name__} needs one whole number or {dims} of them for the "
            f"axes of a window, got {sizes!r}."
        )
    return found


@op("truediv")
def _of_one_example(penalty: Array, outputs: Array, name: str = "truediv") -> Array:
    del name
    return penalty / size_of(outputs, [0])


def _tensor(leaf: Any) -> Any:
    return Value(array(leaf)) if isinstance(leaf, np.ndarray | np.generic) else leaf
