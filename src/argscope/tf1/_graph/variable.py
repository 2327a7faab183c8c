"""Variables as programs of TensorFlow 1 see them."""

from __future__ import annotations

from typing import Any, final

import keras

from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import OPERATORS, Tensor
from argscope.tf1._types.dtypes import DType, as_dtype
from argscope.tf1._types.shapes import TensorShape


@final
class Variable(Tensor):
    """A variable of the model, used as a tensor: `tf.Variable`.

    Args:
        *args: As `tf.Variable` of TensorFlow 1.15 has them, from `initial_value` on.
        **kwargs: Likewise.

    Attributes:
        keras_variable: The variable itself.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        made, graph = OPERATORS["Variable"](*args, **kwargs)
        self._of(made, graph)
        graph.know(self)

    @classmethod
    def of(cls, keras_variable: keras.Variable, graph: Any) -> Variable:
        """Return what stands in `graph` for a variable that there is."""
        variable = cls.__new__(cls)
        variable._of(keras_variable, graph)
        return variable

    def _of(self, keras_variable: keras.Variable, graph: Any) -> None:
        self.keras_variable = keras_variable
        self._operation = Operation(graph, keras_variable.path, "VariableV2")
        self._initializer: Operation | None = None

    @property
    def shape(self) -> TensorShape:
        """Its shape."""
        return TensorShape(self.keras_variable.shape)

    @property
    def dtype(self) -> DType:
        """Its dtype."""
        return as_dtype(self.keras_variable.dtype)

    @property
    def trainable(self) -> bool:
        """Whether training changes it."""
        return bool(self.keras_variable.trainable)

    @property
    def initializer(self) -> Operation:
        """The operation that gives it its initial value in a session."""
        if self._initializer is None:
            with self.graph.current():
                self._initializer = OPERATORS["initializer"](self)
        return self._initializer

    def value(self) -> Any:
        """Return its value as a tensor."""
        return OPERATORS["identity"](self)

    read_value = initialized_value = value

    @property
    def initial_value(self) -> Any:
        """Its value, which at first is the initial one."""
        return self.value()

    def assign(self, value: Any, use_locking: bool | None = None, **_rest: Any) -> Any:
        """Return a tensor that gives it another value where it is computed."""
        del use_locking
        return OPERATORS["assign"](self, value)

    def assign_add(self, delta: Any, *_rest: Any, **_more: Any) -> Any:
        """Return a tensor that adds to it where it is computed."""
        return OPERATORS["assign_add"](self, delta)

    def assign_sub(self, delta: Any, *_rest: Any, **_more: Any) -> Any:
        """Return a tensor that subtracts from it where it is computed."""
        return OPERATORS["assign_sub"](self, delta)

    def load(self, value: Any, session: Any = None) -> None:
        """Give it a value in a session, by default in the default one."""
        session = OPERATORS["session"](session, self)
        session.assign(self, value)
