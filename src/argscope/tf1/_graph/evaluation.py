"""Computing operations: the values of a graph's tensors, in one replay of it.

The functions of this namespace compute at once wherever an evaluation is going on, so
what a program hands to a layer or to a loop (an activation, a body) needs no other form
of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, final

import keras
import numpy as np

from argscope._core.active import Active, calls_of
from argscope._core.block import arg_scope
from argscope._core.scope import ArgScope
from argscope.layers._state.note import LayerNote
from argscope.layers._state.run import Run, running
from argscope.tf1._graph.operation import Call, Operation, Place
from argscope.tf1._graph.structure import is_array, is_number, leaves, plain, replaced
from argscope.tf1._graph.tensor import Symbol, Tensor, no_strings
from argscope.tf1._graph.variable import Variable
from argscope.tf1.errors import NoValueError

_EVALUATION: Final[ContextVar[Evaluation | None]] = ContextVar(
    "argscope.tf1.evaluation", default=None
)


@final
class Evaluation:
    """The values that are known in one replay of a graph.

    Args:
        values: What is given: values of placeholders.
        run: The run of the model in which it happens: it has the mode and the seeds.
        stand_in: Which of the two stand-ins of a symbol to take where no value is given;
            None where values are computed.

    Attributes:
        captured: The symbols that were asked for and were no argument: a function of the
            program has them from the block around it.
        used: The variables that it took likewise.
        fed: What was given.
        updating: The operations that are asked to update variables; see
            `Operation.defers_updates`.
        called_back: Whether a function of the program was called.
        varies: Whether a size was asked for that only values decide; see `_ops.sizes`.
    """

    __slots__ = (
        "called_back",
        "captured",
        "fed",
        "run",
        "stand_in",
        "updating",
        "used",
        "values",
        "varies",
    )

    def __init__(
        self, values: Mapping[Symbol, Any], run: Run, stand_in: int | None = None
    ) -> None:
        self.values = dict(values)
        self.run = run
        self.stand_in = stand_in
        self.fed = frozenset(values)
        self.captured: dict[Symbol, None] = {}
        self.used: dict[Variable, None] = {}
        self.updating: AbstractSet[Operation] = frozenset()
        self.called_back = False
        self.varies = False

    def value_of(self, symbol: Symbol) -> Any:
        """Return the value of a symbol.

        Raises:
            NoValueError: It has none: a placeholder that was not fed, say.
        """
        if symbol in self.values:
            return self.values[symbol]
        if self.stand_in is None:
            raise NoValueError.about(symbol.name, symbol.op.type)
        self.captured[symbol] = None
        known = symbol.stand_ins[self.stand_in]
        if isinstance(known, np.ndarray):
            return known
        if known.dtype == "string":
            return no_strings(known.shape)
        return keras.ops.zeros(known.shape, known.dtype)

    def current(self, tensor: Any) -> Any:
        """Return the value of a symbol, a variable or a constant."""
        with evaluating(self):
            return unwrapped(tensor)

    def replay(self, values: Mapping[Symbol, Any]) -> Evaluation:
        """Return another evaluation in the same run, that knows `values`."""
        made = Evaluation(values, self.run, self.stand_in)
        made.fed = self.fed
        made.updating = self.updating
        return made

    def evaluate(self, operation: Operation) -> None:
        """Compute an operation, whose inputs are computed."""
        if operation.call is None:
            for symbol in operation.outputs:
                self.value_of(symbol)
            return
        updates = not operation.defers_updates or operation in self.updating
        results, _ = self.result_of(
            operation.call, on_host=operation.on_host, updates=updates
        )
        flat = [leaf for leaf in leaves(results) if is_array(leaf)]
        for output, value in zip(operation.outputs, flat, strict=True):
            _tell_shape(value, output)
            self.values[output] = value

    def result_of(
        self, call: Call, *, on_host: bool = False, updates: bool = True
    ) -> tuple[Any, Run | None]:
        """Return what a call gives, and the run in which it was made, if it has a place.

        Args:
            call: The call.
            on_host: Whether it takes NumPy's arrays only.
            updates: Whether layers are to update variables, if the run trains.
        """
        with evaluating(self):
            args, kwargs = unwrapped((tuple(call.args), call.kwargs))
            if on_host:
                args, kwargs = replaced((args, kwargs), numpy_of)
            if call.place is None:
                return _normal(call.function(*args, **kwargs)), None
            with self._at(call.place, updates) as run:
                result = _normal(call.function(*args, **kwargs))
                collected = [pair[1] for _, pair in collected_in(run)]
                return (result, unwrapped(collected)), run

    @contextmanager
    def _at(self, place: Place, updates: bool) -> Iterator[Run]:
        run = place.run.fork()
        run.training = self.run.training and updates
        run.used = {}
        run.seed = self.run.seed
        run.shapes_only = self.run.shapes_only
        run.note = LayerNote()
        # A trace that is made is told of the call once, not of the second stand-in too.
        opened = untraced if self.stand_in == 1 else arg_scope
        with opened(place.scope), running(run):
            yield run


@contextmanager
def untraced(scope: ArgScope) -> Iterator[None]:
    """Replace what is active by `scope`, in a block whose calls nobody records."""
    outer = Active.link()
    Active.become((calls_of(scope, None), scope, outer, None))
    try:
        yield
    finally:
        Active.become(outer)


def collected_in(run: Run) -> list[tuple[str, tuple[str, Any]]]:
    """Return what was put into collections: `(collection, (alias, tensor))`."""
    return [(name, pair) for name, pairs in run.collections.items() for pair in pairs]


def evaluation() -> Evaluation | None:
    """Return the evaluation that is going on here, if one is."""
    return _EVALUATION.get()


def seed_here() -> Any:
    """Return what random operations draw their seeds from; None for the backend's own."""
    current = _EVALUATION.get()
    return None if current is None else current.run.seed


@contextmanager
def evaluating(current: Evaluation) -> Iterator[None]:
    """Let functions of the namespace compute at once in the block."""
    token = _EVALUATION.set(current)
    try:
        yield
    finally:
        _EVALUATION.reset(token)


def _tell_shape(value: Any, output: Symbol) -> None:
    """Let TensorFlow, while it traces, know what is known of a shape since the recording.

    It cannot tell how many columns `tf.reshape(x, [tf.shape(x)[0], -1])` has.
    """
    if hasattr(value, "set_shape") and not value.shape.is_fully_defined():
        value.set_shape(output.shape.sizes)


def unwrapped(structure: Any) -> Any:
    """Return a structure with the values of its tensors.

    Raises:
        NoValueError: There is a symbol in it, and no evaluation that knows it.
    """
    return replaced(structure, _value)


def _value(leaf: Any) -> Any:
    if isinstance(leaf, Symbol):
        current = _EVALUATION.get()
        if current is None:
            raise NoValueError.about(leaf.name, leaf.op.type)
        return current.value_of(leaf)
    if isinstance(leaf, Variable):
        current = _EVALUATION.get()
        if current is not None:
            current.used[leaf] = None
        return leaf.keras_variable.value
    return plain(leaf)


def numpy_of(leaf: Any) -> Any:
    """Return NumPy's array for a tensor of the backend; all else stays."""
    return keras.ops.convert_to_numpy(leaf) if keras.ops.is_tensor(leaf) else leaf


def _normal(result: Any) -> Any:
    """Return a result in which every number is an array."""

    def array(leaf: Any) -> Any:
        if isinstance(leaf, Tensor):
            return _value(leaf)
        return np.asarray(leaf) if is_number(leaf) else leaf

    return replaced(result, array)
