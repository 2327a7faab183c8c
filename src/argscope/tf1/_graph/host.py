"""Operations that are computed on the host: files, strings, iterators, functions of NumPy.

No compiled program can do them. A session computes a graph in parts, in turn: what is for
the host, what the backend compiles, what is for the host again, ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

import keras

from argscope.tf1._graph.evaluation import Evaluation, evaluation, numpy_of, unwrapped
from argscope.tf1._graph.graph import get_default_graph
from argscope.tf1._graph.operation import Call, Operation
from argscope.tf1._graph.structure import as_tensors, leaves, replaced
from argscope.tf1._graph.tensor import SIZES, StandIn, Symbol, no_strings
from argscope.tf1.errors import HostOnlyError


@final
@dataclass(frozen=True, slots=True)
class Spec:
    """What is known of a value before it is computed.

    Attributes:
        dtype: The name of its dtype; `"string"` for bytes.
        shape: Its shape, in which sizes may be None; None for an unknown rank.
    """

    dtype: str
    shape: Sequence[int | None] | None = ()

    @property
    def stand_ins(self) -> tuple[StandIn, StandIn]:
        """What stands for the value while calls are recorded; see `Symbol`."""
        shape = () if self.shape is None else self.shape
        first, second = (
            keras.KerasTensor(
                [size if each is None else each for each in shape], dtype=self.dtype
            )
            for size in SIZES
        )
        return first, second if None in shape else first


def host_call(
    kind: str,
    function: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: dict[str, Any] | None = None,
    *,
    gives: Any,
    name: str | None = None,
) -> Any:
    """Record a call that is made on the host, once wherever the graph is computed.

    Args:
        kind: What TensorFlow 1 called the operation.
        function: Takes NumPy's arrays for tensors, strings as arrays of bytes, and returns
            arrays, in the structure of `gives`.
        args: Its arguments, with tensors.
        kwargs: Likewise.
        gives: What it gives: a structure of `Spec`.
        name: The name that the program gave it.

    Returns:
        The structure of `gives`, of symbols; of values where the call is a part of what
        is computed on the host, such as of a function for each element of a data set.

    Raises:
        HostOnlyError: It is a part of what is compiled: a branch or a loop.
    """
    current = evaluation()
    if current is not None:
        return _made(kind, function, (tuple(args), kwargs or {}), gives, current)
    operation = host_operation(kind, function, args, kwargs, name=name)
    specs = [leaf for leaf in leaves(gives) if isinstance(leaf, Spec)]
    operation.outputs = [
        Symbol(operation, index, spec.stand_ins, is_ranked=spec.shape is not None)
        for index, spec in enumerate(specs)
    ]
    outputs = iter(operation.outputs)
    return replaced(gives, lambda x: next(outputs) if isinstance(x, Spec) else x)


def _made(
    kind: str,
    function: Callable[..., Any],
    given: tuple[tuple[Any, ...], dict[str, Any]],
    gives: Any,
    current: Evaluation,
) -> Any:
    """Make a call at once, where something is computed or recorded of which it is a part."""
    if current.stand_in is not None:
        which = current.stand_in
        return as_tensors(
            replaced(gives, lambda x: _nothing(x, which) if isinstance(x, Spec) else x)
        )
    try:
        args, kwargs = replaced(unwrapped(given), numpy_of)
    except (AttributeError, NotImplementedError, TypeError):
        raise HostOnlyError.about(kind) from None
    return as_tensors(function(*args, **kwargs))


def _nothing(spec: Spec, which: int) -> Any:
    shape = spec.stand_ins[which].shape
    if spec.dtype == "string":
        return no_strings(shape)
    return keras.ops.zeros(shape, spec.dtype)


def host_operation(
    kind: str,
    function: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: dict[str, Any] | None = None,
    *,
    name: str | None = None,
) -> Operation:
    """Record a call that gives nothing, and is made for what it does; see `host_call`."""
    graph = get_default_graph()
    call = Call(function, args, kwargs or {})
    operation = Operation(graph, graph.unique_name(name or kind), kind, call)
    operation.on_host = True
    graph.add(operation)
    return operation
