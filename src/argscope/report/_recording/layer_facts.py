"""What a recorded call of a layer means for its network: variables, shapes, multiply-adds.

The layer itself tells what it is, on a `LayerNote`; the rest follows from shapes. So a new
layer needs no entry here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from argscope._core.target import Target
from argscope.report._facts import LayerFacts, Shape
from argscope.report._recording.multiply_adds import multiply_adds
from argscope.report._recording.records import CallRecord

if TYPE_CHECKING:
    from argscope.layers._state.note import LayerNote

_LAYERS: Final = "argscope.layers"

Seen = Callable[[CallRecord, Any, Any], None]

WATCHER: Final[ContextVar[Seen | None]] = ContextVar("argscope.watcher", default=None)
"""Told the record, the inputs and the output of each layer call, if anybody watches."""


def observed(
    target: Target, call: Callable[..., Any], record: CallRecord
) -> Callable[..., Any]:
    """Return `call` as it is run for `record`: of a layer in a model, with its facts."""
    if getattr(target.function, "__module__", None) != _LAYERS:
        return call
    # Not above: recording is for all programs, and this is loaded with Keras.
    from argscope.layers._state.note import LayerNote
    from argscope.layers._state.run import current_run

    run = current_run()
    if run is None:
        return call

    def observing(*args: Any, **kwargs: Any) -> Any:
        # A note for each: what a layer inside this one tells is not about this one.
        outer, note = run.note, LayerNote()
        run.note = note
        try:
            result = call(*args, **kwargs)
        finally:
            run.note = outer
        # What a layer works on is its first argument, whatever it is called.
        inputs = args[0] if args else kwargs.get(target.parameters.positional[0])
        record.layer = _facts(note, inputs, result, outer_path=run.scope.name)
        watcher = WATCHER.get()
        if watcher is not None:
            watcher(record, inputs, result)
        return result

    return observing


def _facts(note: LayerNote, inputs: Any, result: Any, *, outer_path: str) -> LayerFacts:
    output = shape_of(result)
    variables = [(v, tuple(int(size) for size in v.shape)) for v in note.variables]
    return LayerFacts(
        # What neither has a scope nor names its output tells no path.
        path=outer_path if note.path is None else note.path,
        output_shape=output,
        variables=tuple((variable.path, shape) for variable, shape in variables),
        parameters=sum(math.prod(shape) for _, shape in variables),
        trainable=sum(math.prod(shape) for v, shape in variables if v.trainable),
        multiply_adds=multiply_adds(
            note.kernels,
            shape_of(inputs),
            output,
            channels_first=note.channels_first,
        ),
    )


def shape_of(tensor: Any) -> Shape | None:
    """Return the shape of one tensor, with None for unknown sizes."""
    shape = getattr(tensor, "shape", None)
    if shape is None:
        return None
    try:
        return tuple(size if isinstance(size, int) else None for size in shape)
    except ValueError:  # TensorFlow's shape of unknown rank
        return None
