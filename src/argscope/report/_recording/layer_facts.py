"""What a traced layer call means for its network: variables, shapes, multiply-adds.

Everything is derived from the shapes of what the layer used and returned, so that a
new layer needs no entry here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from argscope.report._facts import LayerFacts

if TYPE_CHECKING:
    from argscope._core.target import Target
    from argscope.report._recording.recorder import CallRecord

LAYERS: Final = "argscope.layers"

Shape = tuple[int | None, ...]
Seen = Callable[["CallRecord", Any, Any], None]

WATCHER: Final[ContextVar[Seen | None]] = ContextVar("argscope.watcher", default=None)
"""Told the record, the inputs and the output of each layer call, if anybody watches."""


def is_layer(key: str) -> bool:
    """Return whether the target with this key is one of our layers."""
    return key.partition(":")[0] == LAYERS


def observed(
    target: Target, call: Callable[..., Any], record: CallRecord
) -> Callable[..., Any]:
    """Return `call` as it is run for `record`: of a layer in a model, with its facts."""
    if not is_layer(target.key):
        return call
    from argscope.layers._state.run import current_run

    run = current_run()
    if run is None:
        return call

    def observing(*args: Any, **kwargs: Any) -> Any:
        first = len(run.asked)
        result = call(*args, **kwargs)
        # What layers inside this one asked for, they have taken away already.
        own = run.asked[first:]
        del run.asked[first:]
        inputs = args[0] if args else kwargs.get("inputs")
        record.layer = _facts(run, own, record, inputs, result)
        watcher = WATCHER.get()
        if watcher is not None:
            watcher(record, inputs, result)
        return result

    return observing


def _facts(
    run: Any, own: list[tuple[str, bool]], record: CallRecord, inputs: Any, result: Any
) -> LayerFacts:
    variables = getattr(run.store, "variables", {})
    new = [variables[path] for path, is_first in own if is_first]
    kernels = [
        _known(variables[path].shape) for path, _ in own if path.endswith("weights")
    ]
    output = shape_of(result)
    sizes = {path: math.prod(variables[path].shape) for path, first in own if first}
    return LayerFacts(
        path=_path(run, own, record),
        output_shape=output,
        variables=tuple(
            (path, _known(variables[path].shape)) for path, first in own if first
        ),
        parameters=sum(sizes.values()),
        trainable=sum(math.prod(v.shape) for v in new if v.trainable),
        multiply_adds=multiply_adds(
            kernels,
            shape_of(inputs),
            output,
            channels_first=_is_channels_first(record),
            looks_up="int" in str(getattr(inputs, "dtype", "")),
        ),
    )


def _path(run: Any, own: list[tuple[str, bool]], record: CallRecord) -> str:
    if own:
        return own[0][0].rpartition("/")[0]
    name = _argument(record, "scope")
    outer = str(run.scope.name)
    if name.startswith("'"):
        return f"{outer}/{name[1:-1]}" if outer else name[1:-1]
    return outer


def _argument(record: CallRecord, name: str) -> str:
    """Return the described value of an argument."""
    return next((a.setting.value for a in record.arguments if a.name == name), "")


def _is_channels_first(record: CallRecord) -> bool:
    return _argument(record, "data_format").startswith(("'NC", "'channels_first"))


def shape_of(tensor: Any) -> Shape | None:
    """Return the shape of one tensor, with None for unknown sizes."""
    shape = getattr(tensor, "shape", None)
    if shape is None:
        return None
    try:
        return tuple(size if isinstance(size, int) else None for size in shape)
    except ValueError:  # TensorFlow's shape of unknown rank
        return None


def _known(shape: Any) -> tuple[int, ...]:
    return tuple(int(size) for size in shape)


def multiply_adds(
    kernels: list[tuple[int, ...]],
    inputs: Shape | None,
    outputs: Shape | None,
    *,
    channels_first: bool = False,
    looks_up: bool = False,
) -> int | None:
    """Return the multiplications by weights that a layer does for one example.

    Each weight is used once at each position: of the output, or, where the output has
    more of them (transposed convolutions), of the input. Biases, normalization and
    activation are not counted, as in the papers.

    Args:
        kernels: Shapes of the weights, `(*window, inputs, outputs)`.
        inputs: Shape of the input, batch first.
        outputs: Shape of the output, batch first.
        channels_first: Whether the channels come right after the batch, not last.
        looks_up: Whether the inputs are indices (of an embedding): nothing is multiplied.

    Returns:
        None if the shapes do not tell.

    Example:
        >>> multiply_adds([(3, 3, 8, 16)], (None, 28, 28, 8), (None, 28, 28, 16))
        903168
    """
    if looks_up or not kernels:
        return 0
    if inputs is None or outputs is None:
        return None
    positions = [_positions(shape, channels_first) for shape in (inputs, outputs)]
    known = [count for count in positions if count is not None]
    if len(known) < 2:
        return None
    channels = outputs[1 if channels_first else -1]
    total = 0
    for kernel in kernels:
        # One window for all channels alike, applied to each of them.
        shared = len(kernel) > 2 and kernel[-2:] == (1, 1)
        total += math.prod(kernel) * min(known) * ((channels or 1) if shared else 1)
    return total


def _positions(shape: Shape, channels_first: bool) -> int | None:
    places = shape[2:] if channels_first else shape[1:-1]
    if any(size is None for size in places):
        return None
    return math.prod(size for size in places if size is not None)
