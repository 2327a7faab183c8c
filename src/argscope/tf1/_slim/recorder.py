"""The one boundary to the layers of this package: what happens to a call of one.

`slim.conv2d` is `layers.conv2d`. In a graph its calls are recorded; where a graph is
computed, they run, on values. In both, what a program of TensorFlow 1 may say and our
layers do not take is made into what they take.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar, cast

import keras
import numpy as np

from argscope.layers._norm.batch_norm_rules import BatchNormRules
from argscope.layers._state.note import LayerNote
from argscope.layers._state.run import RUN, Run
from argscope.tf1._graph.callbacks import initializer_of, on_values
from argscope.tf1._graph.evaluation import evaluation, unwrapped
from argscope.tf1._graph.graph import RECORDERS, get_default_graph
from argscope.tf1._graph.operation import Call
from argscope.tf1._graph.recording import UpdateMark, place_here, record
from argscope.tf1._graph.structure import as_tensors, replaced, tensors_in
from argscope.tf1._names.scopes import VariableScope
from argscope.tf1._ops.values import array
from argscope.tf1._slim.aliases import collect_named_outputs
from argscope.tf1._slim.output_names import OutputName

Layer = Callable[..., Any]
F = TypeVar("F", bound=Callable[..., Any])

_COUNTS: Final = {"num_outputs", "kernel_size", "stride", "rate", "depth_multiplier"}
_MIX_BATCHES: Final = {"images_to_sequence", "sequence_to_images"}
_INITIALIZERS: Final = ("initializer", "initializers", "weight_init", "bias_init")


def call_of_layer(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Record a call of a layer, or make it where a graph is computed."""
    arguments = adapted(layer, args, kwargs)
    if evaluation() is None:
        return _recorded(layer, arguments)
    if not tensors_in(arguments):  # from another layer, on values
        return _made(layer, **arguments)
    return as_tensors(_made(layer, **unwrapped(arguments)))


RECORDERS[0] = call_of_layer


def recorded(function: F) -> F:
    """Make a function that is made of layers one whose calls are recorded as a whole."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if evaluation() is not None:
            return call_of_layer(function, args, kwargs)
        arguments = adapted(function, args, kwargs)
        return record(function.__name__, _call(function, arguments))

    call.of_values = function  # type: ignore[attr-defined]  # for layers
    return cast("F", call)


def _recorded(layer: Layer, arguments: dict[str, Any]) -> Any:
    # Put into collections here, so that what is in there is the output itself.
    collections = arguments.pop("outputs_collections", None)
    name = OutputName(layer, arguments)
    outputs = record(
        layer.__name__,
        _call(layer, arguments),
        name=name,
        keeps_batch=layer.__name__ not in _MIX_BATCHES,
    )
    return collect_named_outputs(collections, name.alias, outputs)


def _call(function: Layer, arguments: dict[str, Any]) -> Call:
    place = place_here(get_default_graph())
    return Call(functools.partial(_made, function), (), arguments, place)


# --- arguments


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
    if name.endswith(_INITIALIZERS):
        return replaced(value, initializer_of)
    return replaced(value, on_values)


def _whole(number: Any) -> Any:
    is_whole = isinstance(number, float | np.floating) and number == int(number)
    return int(number) if is_whole else number


def _values(layer: Layer, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the values of arguments: constants may be inputs, and tell the mode."""
    inputs = next(iter(_signature(layer).parameters))
    value = arguments.get(inputs)
    if isinstance(value, np.ndarray | list | int | float):
        arguments[inputs] = keras.ops.convert_to_tensor(array(value))
    mode = arguments.get("is_training")
    if isinstance(mode, int | np.ndarray | np.generic):
        arguments["is_training"] = bool(mode)
    return arguments


# --- calls on values


def _made(layer: Layer, **arguments: Any) -> Any:
    """Make a call on values, which may tell of updates."""
    arguments = _values(layer, arguments)
    run = RUN.get()
    if run is None or layer.__name__ != "batch_norm":
        return layer(**arguments)
    given = run.note
    outer = LayerNote() if given is None else given
    # One of its own, to know its path also where it is a part of another layer.
    note = run.note = replace(outer, path=None, output_path="")
    try:
        result = layer(**arguments)
    finally:
        run.note = given
    outer.channels_first = note.channels_first
    if note.path is not None:
        outer.tell_path(note.path, note.output_path)
    _tell_updates(run, note.output_path, arguments)
    return result


def _tell_updates(run: Run, path: str, arguments: dict[str, Any]) -> None:
    """Put what stands for the updates of the moving averages into collections."""
    collections = arguments.get("updates_collections", "update_ops")
    if arguments["is_training"] is False or not collections:
        return
    if not _rules(arguments, collections).updates(arguments.get("trainable", True)):
        return
    for leaf in ("AssignMovingAvg", "AssignMovingAvg_1"):
        run.collect(collections, "", UpdateMark(f"{path}/{leaf}"))


def _rules(arguments: dict[str, Any], collections: Any) -> BatchNormRules:
    is_weighted = arguments.get("batch_weights") is not None
    special = arguments.get("renorm") or arguments.get("adjustment")
    return BatchNormRules.choose(
        len(arguments["inputs"].shape),
        is_plain=not (is_weighted or special),
        is_weighted=is_weighted,
        updates_collections=collections,
        fused=arguments.get("fused"),
        zero_debias=arguments.get("zero_debias_moving_mean", False),
    )
