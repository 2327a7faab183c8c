"""One of two functions of values, which may assign to variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from argscope.tf1._graph.graph import graph_run
from argscope.tf1._graph.swapped import Swapped
from argscope.tf1._ops.values import Array

Branch = Callable[[], Any]

if keras.backend.backend() == "jax":
    import jax
    from jax.extend.core import jaxpr_as_fun

    def chosen(pred: Array, true: Branch, false: Branch) -> Any:
        """Return what the first of two functions gives if `pred`, else the second.

        JAX traces both. What they assign has to leave the branch as a result of it, and
        of the other branch, too.
        """
        variables = list(graph_run().store.model.variables)
        now = [variable.value for variable in variables]
        traced = [_Traced(branch, variables, now) for branch in (true, false)]
        changed = sorted({index for each in traced for index in each.changed})
        outputs, values = jax.lax.cond(
            pred, *(each.with_values(changed, now) for each in traced)
        )
        for index, value in zip(changed, values, strict=True):
            variables[index].assign(value)
        return outputs

    class _Traced:
        """A branch, traced once; and which of the variables it assigns to."""

        def __init__(
            self, branch: Branch, variables: list[keras.Variable], now: list[Array]
        ) -> None:
            self.changed: list[int] = []

            def call() -> Any:
                with Swapped(variables, now) as scope:
                    outputs = branch()
                changes = scope.changes(variables)
                self.changed = list(changes)
                return outputs, list(changes.values())

            jaxpr, shapes = jax.make_jaxpr(call, return_shape=True)()
            self._call = jaxpr_as_fun(jaxpr)
            self._structure = jax.tree.structure(shapes)

        def with_values(self, changed: list[int], now: list[Array]) -> Branch:
            """Return the branch, which also gives the values of some variables."""

            def call() -> Any:
                outputs, values = jax.tree.unflatten(self._structure, self._call())
                own = dict(zip(self.changed, values, strict=True))
                return outputs, [own.get(n, now[n]) for n in changed]

            return call

else:

    def chosen(pred: Array, true: Branch, false: Branch) -> Any:
        """Return what the first of two functions gives if `pred`, else the second."""
        return ops.cond(pred, true, false)
