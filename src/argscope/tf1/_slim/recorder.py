"""The one boundary to the layers of this package: what happens to a call of one.

`slim.conv2d` is `layers.conv2d`. In a graph its calls are recorded; where a graph is
computed, they run, on values. In both, what a program of TensorFlow 1 may say and our
layers do not take is made into what they take.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from argscope.layers._state.run import RUN, Run
from argscope.tf1._graph.callbacks import initializer_of, on_values
from argscope.tf1._graph.evaluation import evaluation, unwrapped
from argscope.tf1._graph.graph import RECORDERS, get_default_graph
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.recording import UpdateMark, place_here, record
from argscope.tf1._graph.structure import as_tensors, replaced, tensors_in
from argscope.tf1._names.scopes import VariableScope

Layer = Callable[..., Any]

_COUNTS: Final = {"num_outputs", "kernel_size", "stride", "rate", "depth_multiplier"}
_INITIALIZERS: Final = ("initializer", "initializers")

# What the outputs of layers without an activation are called.
_LEAVES: Final = {
    "avg_pool2d": "AvgPool",
    "avg_pool3d": "AvgPool3D",
    "batch_norm": "FusedBatchNormV3",
    "dropout": "dropout/mul_1",
    "flatten": "flatten/Reshape",
    "max_pool2d": "MaxPool",
    "max_pool3d": "MaxPool3D",
    "softmax": "Reshape_1",
}


def call_of_layer(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Record a call of a layer, or make it where a graph is computed."""
    arguments = adapted(layer, args, kwargs)
    if evaluation() is None:
        place = place_here(get_default_graph())
        return record(
            layer.__name__,
            Call(functools.partial(_made, layer), (), arguments, place),
            name=functools.partial(_output_name, layer, arguments),
            keeps_batch=True,
        )
    if not tensors_in(arguments):  # from another layer, on values
        return _made(layer, **arguments)
    return as_tensors(_made(layer, **unwrapped(arguments)))


RECORDERS[0] = call_of_layer


def adapted(
    layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """Return the arguments of a call by name, as our layers take them."""
    signature = _signature(layer)
    arguments = dict(signature.bind(*args, **kwargs).arguments)
    if "is_training" in signature.parameters and arguments.get("is_training") is None:
        arguments["is_training"] = True  # the default of the original
    return {name: _argument(name, value) for name, value in arguments.items()}


@functools.cache
def _signature(layer: Layer) -> inspect.Signature:
    return inspect.signature(layer)


def _argument(name: str, value: Any) -> Any:
    if isinstance(value, VariableScope):
        return value.inner
    if name in _COUNTS:
        return replaced(value, _whole)
    if name == "is_training" and isinstance(value, np.ndarray | np.generic):
        return bool(value)
    if name.endswith(_INITIALIZERS):
        return replaced(value, initializer_of)
    return replaced(value, on_values)


def _whole(number: Any) -> Any:
    is_whole = isinstance(number, float | np.floating) and number == int(number)
    return int(number) if is_whole else number


def _made(layer: Layer, **arguments: Any) -> Any:
    """Make a call on values, which may tell of updates."""
    run = RUN.get()
    result = layer(**arguments)
    updates = arguments.get("updates_collections", "update_ops")
    if layer.__name__ == "batch_norm" and arguments["is_training"] and updates and run:
        _tell_updates(run, updates, arguments.get("scope") or "BatchNorm")
    return result


def _tell_updates(run: Run, collections: Any, scope: Any) -> None:
    path = run.scope.output_path(getattr(scope, "name", scope))
    for leaf in ("AssignMovingAvg", "AssignMovingAvg_1"):
        run.collect(collections, "", UpdateMark(f"{path}/{leaf}"))


def _output_name(layer: Layer, arguments: dict[str, Any], run: Run) -> str:
    """Return what TensorFlow 1 called a layer's output: by the last thing it does."""
    leaf = _LEAVES.get(layer.__name__) or _last_step(layer, arguments)
    note = run.note
    return f"{note.output_path}/{leaf}" if note and note.output_path else leaf


def _last_step(layer: Layer, arguments: dict[str, Any]) -> str:
    default = _signature(layer).parameters.get("activation_fn")
    if default is None:
        return "Identity"
    activation = arguments.get("activation_fn", default.default)
    if activation is not None:
        name = str(getattr(activation, "__name__", "Activation"))
        return name[:1].upper() + name[1:]
    if arguments.get("normalizer_fn") is not None:
        return "BatchNorm/FusedBatchNormV3"
    return "BiasAdd"
