"""What layers of `tf.keras.layers` do otherwise than those of `tf.layers`.

Their names are counted in the whole graph. Their variables stand under scopes of names,
start as Glorot's whatever the scope says, and put neither penalties nor updates into
collections: layers have them as `losses` and `updates`.

Source:
    `tensorflow/python/keras/engine/base_layer.py` of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argscope.layers._state.names import VariableScope as Scope
from argscope.layers.initializers import XAVIER
from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.graph import graph_run
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._layers.base import Layer, snake_case
from argscope.tf1._names.scopes import VariableScope, name_scope


@symbol("keras.layers.Layer")
class KerasLayer(Layer):
    """A layer of `tf.keras.layers`, applied to tensors."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.updates: list[Any] = []
        self._penalties: list[tuple[Any, Variable]] = []
        if self._name is None:
            self._name = _counted(snake_case(type(self).__name__))

    @property
    def losses(self) -> list[Any]:
        """The penalties on its variables."""
        return [regularizer(variable) for regularizer, variable in self._penalties]

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
        initializer = XAVIER if initializer is None else initializer
        made = super().add_weight(
            name, shape, dtype, initializer, None, trainable, constraint
        )
        if regularizer is not None and all(made is not v for _, v in self._penalties):
            self._penalties.append((regularizer, made))
        return made

    add_variable = add_weight

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Refuse: penalties that are not on variables are not kept."""
        del inputs
        self._refuse("add_loss", losses)

    def add_average_update(self, assign: Callable[[], Any], _name: str) -> None:
        """Keep what `assign` records in `updates`."""
        run = graph_run()
        if evaluation() is None:
            self.updates.append(assign())
        elif run.training:
            assign()

    def _take_scope(self, _scope: Any) -> None:
        if self._scope is not None:
            return
        with name_scope(self.name) as opened:
            path = opened.removesuffix("/")
        self._scope = VariableScope(Scope(path, name_scope=path, first_name_scope=path))


def _counted(name: str) -> str:
    """Return a name that no layer of the graph has."""
    run = graph_run()
    outer, run.scope = run.scope, Scope("")
    try:
        return run.free_name(f"keras.layers/{name}").rpartition("/")[2]
    finally:
        run.scope = outer
