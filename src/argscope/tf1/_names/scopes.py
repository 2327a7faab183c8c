"""`tf.variable_scope` and `tf.name_scope`, on the scopes of the layers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, final

from argscope.layers._state import scopes
from argscope.layers._state.names import AUTO_REUSE
from argscope.layers._state.names import VariableScope as Scope
from argscope.tf1._graph.callbacks import initializer_of, on_values
from argscope.tf1._graph.graph import graph_run
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._names.getters import asking, constraining
from argscope.tf1._types.dtypes import DTYPES

SYMBOLS["AUTO_REUSE"] = AUTO_REUSE


@final
@symbol("VariableScope")
class VariableScope:
    """What `with tf.variable_scope(...) as scope` gives.

    Attributes:
        inner: The scope of the layers.
    """

    caching_device = partitioner = None
    use_resource = False
    dtype = DTYPES["float32"]

    def __init__(self, inner: Scope) -> None:
        self.inner = inner

    @property
    def name(self) -> str:
        """The full path."""
        return self.inner.name

    @property
    def original_name_scope(self) -> str:
        """The name scope of the scope's first opening, with a slash at its end."""
        return self.inner.original_name_scope

    @property
    def reuse(self) -> Any:
        """Whether variables are shared."""
        return self.inner.reuse

    @property
    def initializer(self) -> Any:
        """That of variables which have none of their own."""
        return self.inner.initializer

    @property
    def regularizer(self) -> Any:
        """That of variables which have none of their own."""
        return self.inner.regularizer

    def reuse_variables(self) -> None:
        """Share the variables that there are, from now on."""
        self.inner.reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """Set the initializer of variables which have none of their own."""
        self.inner.initializer = initializer_of(initializer)

    def set_regularizer(self, regularizer: Any) -> None:
        """Set the regularizer of variables which have none of their own."""
        self.inner.regularizer = on_values(regularizer)

    def set_custom_getter(self, custom_getter: Any) -> None:
        """Set the function that is asked for variables."""
        self.inner.getter = asking(custom_getter)

    def _ignore(self, _value: Any) -> None:
        """Accept what says where and how variables are kept."""

    set_caching_device = set_partitioner = _ignore
    set_dtype = set_use_resource = _ignore

    def get_collection(self, name: str) -> list[Any]:
        """Return what of a collection is in this scope."""
        found: list[Any] = SYMBOLS["get_collection"](name, self.name)
        return found

    def global_variables(self) -> list[Any]:
        """Return the variables in this scope."""
        return self.get_collection("variables")

    def trainable_variables(self) -> list[Any]:
        """Return those of the variables in this scope that training changes."""
        return self.get_collection("trainable_variables")

    def get_variable(self, *args: Any, **kwargs: Any) -> Any:
        """Return a variable; see `tf.get_variable`."""
        return SYMBOLS["get_variable"](*args, **kwargs)

    def __str__(self) -> str:
        return self.name


@symbol("variable_scope")
@contextmanager
def variable_scope(
    name_or_scope: Any = None,
    default_name: str | None = None,
    values: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    reuse: Any = None,
    dtype: Any = None,
    use_resource: Any = None,
    constraint: Any = None,
    auxiliary_name_scope: bool = True,
) -> Iterator[VariableScope]:
    """Open a scope of variables; see `layers.variable_scope`.

    An empty name opens the scope that is open.

    Differs: What says where and how a variable is kept (`caching_device`, `partitioner`,
    `dtype`, `use_resource`) has no effect.
    """
    del values, caching_device, partitioner, dtype, use_resource, auxiliary_name_scope
    if not isinstance(
        default_name, str
    ):  # TensorFlow 0.x: variable_scope(name, values)
        default_name = None
    run = graph_run()
    outer = run.scope
    name = name_or_scope
    if isinstance(name, VariableScope):
        name = name.inner
    scope = scopes.open_scope(run, name, default_name, reuse or None)
    if initializer is not None:
        scope.initializer = initializer_of(initializer)
    if regularizer is not None:
        scope.regularizer = on_values(regularizer)
    if custom_getter is not None:
        scope.getter = asking(custom_getter, scope.getter)
    if constraint is not None:
        scope.getter = constraining(constraint, scope.getter)
    try:
        yield VariableScope(scope)
    finally:
        scopes.close_scope(run, scope, outer)


@symbol("variable_op_scope")
def variable_op_scope(
    values: Any, name_or_scope: Any, default_name: str | None = None, **rest: Any
) -> Any:
    """Open a scope of variables, as TensorFlow 0.x spelled it."""
    return variable_scope(name_or_scope, default_name, values, **rest)


@symbol("get_variable_scope")
def get_variable_scope() -> VariableScope:
    """Return the scope of variables that is open."""
    return VariableScope(graph_run().scope)


@final
@symbol("name_scope", "keras.backend.name_scope")
class name_scope:  # noqa: N801  # the name in TensorFlow 1
    """Open a scope of names of operations, as a context manager.

    It gives the path with a slash at its end, which opens the same scope again.
    """

    def __init__(
        self, name: str | None = None, default_name: Any = None, values: Any = None
    ) -> None:
        del values
        default = default_name if isinstance(default_name, str) else None
        self.name = name if name is not None else default

    def __enter__(self) -> str:
        run = graph_run()
        self._run, self._outer = run, run.scope
        path = run.output_path(self.name) if self.name else ""
        self._own = run.scope = dataclasses.replace(run.scope, name_scope=path)
        return f"{path}/" if path else ""

    def __exit__(self, *_error: object) -> None:
        self._outer.reuse = self._own.reuse  # reuse_variables() in the block
        self._run.scope = self._outer


@symbol("op_scope")
def op_scope(values: Any, name: str | None, default_name: str | None = None) -> Any:
    """Open a scope of names, as TensorFlow 0.x spelled it."""
    return name_scope(name, default_name, values)
