"""The graph that a program makes: its operations, variables, names and collections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from typing import Any, Final, final

import keras

from argscope._base.site import calling_site
from argscope.layers._model.model import Model, network_of
from argscope.layers._state.run import Run, current_run, running
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import OPERATORS, Symbol, Tensor
from argscope.tf1._graph.variable import Variable


@final
class Graph:
    """What a program records: `tf.Graph`.

    Args:
        model: The model that has its variables; default: one of its own.
        seed: Decides initial values and random numbers of that; see `layers.Model`.

    Attributes:
        model: The Keras model that owns the variables.
        run: Which names are taken, and which variable scope is open.
        operations: What was recorded, in order.
        collections: What the program put into collections.
        placeholders: What is to be fed.
        penalties: The regularization losses that were recorded, by variables.
        not_global: Paths of variables that are not in the collection of all.
        makers: The layers that made variables; see `LayerNote`.
        seed: The seed that the program set, if it did.
        draws: How often initial values were drawn, by the ids of variables.
        notes_places: Whether it notes where in the program operations are made.
        last_place: Where the last one was made, if that was noted.
    """

    def __init__(self, model: Model | None = None, seed: int | None = 0) -> None:
        self.model = model or Model(_nothing, name="graph", seed=seed)
        self.run = Run(network_of(self.model).store, training=False)
        self.run.recorder = RECORDERS[0]
        self.operations: list[Operation] = []
        self.collections: dict[str, list[Any]] = {}
        self.placeholders: list[Symbol] = []
        self.penalties: dict[Variable, Any] = {}
        self.not_global: set[str] = set()
        self.makers: dict[str, tuple[str, str]] = {}
        self.seed: int | None = None
        self.draws: dict[int, int] = {}
        self.notes_places = False
        self.last_place = ""
        self._variables: dict[int, Variable] = {}
        self._controls: list[list[Operation]] = [[]]

    # --- as the one in which calls are recorded

    @contextmanager
    def current(self) -> Iterator[None]:
        """Make it the default graph in the block, without recording layers in it."""
        token = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(token)

    @contextmanager
    def as_default(self) -> Iterator[Graph]:
        """Record the calls of the block here."""
        with self.current(), running(self.run):
            yield self

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Let layers in the block make variables, which are declared only."""
        declaring = keras.StatelessScope(initialize_variables=False)
        with running(self.run), declaring:
            try:
                yield
            finally:
                self.run.store.hold()

    def finish(self) -> None:
        """Give all variables that were declared their initial values."""
        self.run.store.draw()

    # --- recording

    def add(self, operation: Operation) -> None:
        """Add an operation at the end."""
        operation.number = len(self.operations)
        operation.control_inputs += self._controls[-1]
        self.operations.append(operation)
        if self.notes_places:
            self.last_place = str(calling_site())

    @contextmanager
    def control_dependencies(self, inputs: Sequence[Any] | None) -> Iterator[None]:
        """Let what is recorded in the block run after `inputs`; None for after nothing."""
        found = [getattr(each, "op", None) for each in inputs or ()]
        operations = [each for each in found if each is not None]  # a constant has none
        outer = [] if inputs is None else self._controls[-1]
        self._controls.append([*outer, *operations])
        try:
            yield
        finally:
            self._controls.pop()

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """Return the name of a new operation in the open name scope."""
        run = self.run
        return run.output_path(name) if mark_as_used else run.scope.output_path(name)

    def variable_of(self, variable: keras.Variable) -> Variable:
        """Return what a program sees of a variable of the model."""
        found = self._variables.get(id(variable))
        if found is None:
            found = Variable.of(variable, self)
            self.know(found)
        return found

    def knows(self, variable: keras.Variable) -> bool:
        """Return whether the program sees a variable of the model already."""
        return id(variable) in self._variables

    def know(self, variable: Variable) -> None:
        """Note what a program sees of a variable of the model."""
        self._variables[id(variable.keras_variable)] = variable

    # --- what is in it

    def get_operations(self) -> list[Operation]:
        """Return the operations, in the order in which they were made."""
        return list(self.operations)

    def get_operation_by_name(self, name: str) -> Operation:
        """Return the operation with a name.

        Raises:
            KeyError: There is none.
        """
        # The latest: a function that is recorded in two modes names them twice.
        for operation in reversed(self.operations):
            if operation.name == name:
                return operation
        for variable in self._variables.values():
            if variable.op.name == name:
                found: Operation = variable.op
                return found
        raise KeyError(f"The name '{name}' refers to an Operation not in the graph.")

    def get_tensor_by_name(self, name: str) -> Tensor:
        """Return the tensor with a name such as `"conv1/Relu:0"`.

        Raises:
            KeyError: There is none.
        """
        operation, _, index = name.partition(":")
        for variable in self._variables.values():
            if variable.op.name == operation:
                return variable
        found = self.get_operation_by_name(operation)
        return found.outputs[int(index or 0)]

    def as_graph_element(self, name: Any, *_rest: Any, **_more: Any) -> Any:
        """Return the tensor or the operation with a name; an object stays."""
        if not isinstance(name, str):
            return name
        return (
            self.get_tensor_by_name(name)
            if ":" in name
            else self.get_operation_by_name(name)
        )

    def get_name_scope(self) -> str:
        """Return the path of the open scope of names."""
        return str(self.run.scope.name_scope)

    def get_collection(self, name: str, scope: Any = None) -> list[Any]:
        """Return what is in a collection; see `tf.get_collection`."""
        with self.current():
            found: list[Any] = OPERATORS["get_collection"](name, scope)
            return found

    def get_collection_ref(self, name: str) -> list[Any]:
        """Return a collection itself, which may be changed."""
        return self.collections.setdefault(name, [])

    def add_to_collection(self, name: str, value: Any) -> None:
        """Put something into a collection."""
        self.get_collection_ref(name).append(value)

    def get_all_collection_keys(self) -> list[str]:
        """Return the names of the collections that the program has put something into."""
        return list(self.collections)

    def clear_collection(self, name: str) -> None:
        """Empty a collection."""
        self.collections.pop(name, None)

    def as_graph_def(self, from_version: Any = None, add_shapes: bool = False) -> Any:
        """Return the graph as a message; see `_graphdef.exporting`."""
        del from_version, add_shapes
        return OPERATORS["as_graph_def"](self)

    def finalize(self) -> None:
        """Accept that nothing is added any more."""


_CURRENT: Final[ContextVar[Graph | None]] = ContextVar(
    "argscope.tf1.graph", default=None
)
_OF_THE_PROCESS: Final[list[Graph]] = []
_LOCK: Final = RLock()

RECORDERS: Final[list[Any]] = [None]
"""What records the calls of layers; set where they are made part of the namespace."""


def _nothing(inputs: Any) -> Any:
    return inputs


def get_default_graph() -> Graph:
    """Return the graph in which calls are recorded here.

    That of the process, where no other was chosen: threads share it.
    """
    chosen = _CURRENT.get()
    if chosen is not None:
        return chosen
    with _LOCK:
        if not _OF_THE_PROCESS:
            _OF_THE_PROCESS.append(Graph())
        return _OF_THE_PROCESS[0]


def reset_default_graph() -> None:
    """Go on with an empty graph."""
    with _LOCK:
        _OF_THE_PROCESS.clear()


def graph_run() -> Run:
    """Return the run that has the open scopes: of an evaluation, or of the graph."""
    run = current_run()
    return get_default_graph().run if run is None else run


OPERATORS["recording"] = lambda: get_default_graph().recording()
