"""Regularization losses: the penalties on variables, as tensors of the graph.

Source:
    Names: TensorFlow 1.15, `get_variable` and `Layer.add_weight`. The first names a penalty
    under the path of the variable, the second under the layer's scope of names; and what
    TF-Slim calls `weights` and `biases` the layers inside it call `kernel` and `bias`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final

from argscope.tf1._graph.graph import Graph
from argscope.tf1._graph.op import op
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.scopes import name_scope

_OF_LAYER_CLASSES: Final = {
    "weights": "kernel",
    "biases": "bias",
    "depthwise_weights": "depthwise_kernel",
    "pointwise_weights": "pointwise_kernel",
}
_WITHOUT_LAYER_CLASS: Final = {
    "bias_add",
    "conv2d_in_plane",
    "legacy_fully_connected",
}


def penalty_of(variable: Variable) -> Any:
    """Return the penalty on a variable, recorded at the first asking; None without one."""
    if variable.keras_variable.regularizer is None:
        return None
    penalties = variable.graph.penalties
    if variable not in penalties:
        with name_scope(f"{_path(variable.graph, variable.op.name)}/Regularizer/"):
            penalties[variable] = _recorded(variable)
    return penalties[variable]


def _recorded(variable: Variable) -> Any:
    kept = variable.keras_variable.regularizer
    given: Callable[[Any], Any] = inspect.unwrap(kept)
    if str(getattr(given, "__module__", "")).startswith(("argscope.layers", "keras.")):
        norm = getattr(given, "norm", "")
        return _penalty(variable, kept, f"{norm}_regularizer" if norm else "mul")
    return given(variable)  # the program's own, or one of the namespace


@op("Mul")
def _penalty(weights: Any, penalty: Any, name: str | None = None) -> Any:
    del name
    return penalty(weights)


def _path(graph: Graph, path: str) -> str:
    """Return what the penalty on the variable at `path` is named under."""
    layer, scope = graph.makers.get(path, ("", ""))
    if not layer or layer in _WITHOUT_LAYER_CLASS or _is_depthwise_only(graph, path):
        return path
    leaf = path.rpartition("/")[2]
    leaf = _OF_LAYER_CLASSES.get(leaf, leaf)
    return f"{scope}/{leaf}" if scope else leaf


def _is_depthwise_only(graph: Graph, path: str) -> bool:
    """Return whether a variable is of a `separable_conv2d` with `num_outputs=None`."""
    scope = path.rpartition("/")[0]
    return (
        graph.makers[path][0] == "separable_conv2d"
        and f"{scope}/pointwise_weights" not in graph.makers
    )
