"""One recorded call: what is computed of what, and where it stood in the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, final

from argscope._core.scope import ArgScope
from argscope.layers._state.run import Run
from argscope.tf1._graph.structure import tensors_in
from argscope.tf1._graph.tensor import OPERATORS, Symbol, Tensor


@final
@dataclass(frozen=True, slots=True)
class Place:
    """Where in the program's scopes a call stood, for calls that make variables.

    Attributes:
        run: Which names were taken and which variable scope was open.
        scope: The arg_scope that was active.
    """

    run: Run
    scope: ArgScope


@final
@dataclass(eq=False, slots=True)
class Call:
    """A call of a function of values, with tensors of TensorFlow 1 as arguments."""

    function: Callable[..., Any]
    args: Sequence[Any] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None


@final
class Operation:
    """An operation of a graph.

    Attributes:
        graph: The graph.
        name: Its name, unique in the graph.
        type: What TensorFlow 1 called what it does: `"Relu"`.
        call: What computes it; None for a placeholder.
        outputs: What it gives.
        inputs: The tensors that it takes.
        control_inputs: Operations that are to run before it.
        on_host: Whether it is computed on the host; see `_graph.host`.
        variables: The variables that it uses.
        gradient: What it differentiates, if that is what it does; see `_graph.gradient`.
        updates: For what stands in a collection for updates of variables: the operation
            that makes them, where it is asked to.
        defers_updates: Whether it makes such updates only if it is asked to.
    """

    __slots__ = (
        "__weakref__",
        "call",
        "control_inputs",
        "defers_updates",
        "device",
        "gradient",
        "graph",
        "inputs",
        "name",
        "number",
        "on_host",
        "outputs",
        "type",
        "updates",
        "variables",
    )

    def __init__(
        self,
        graph: Any,
        name: str,
        type: str,
        call: Call | None = None,
        control_inputs: Sequence[Operation] = (),
    ) -> None:
        self.graph = graph
        self.name = name
        self.type = type
        self.call = call
        self.inputs: list[Tensor] = (
            [] if call is None else tensors_in((call.args, call.kwargs))
        )
        self.control_inputs = list(control_inputs)
        self.outputs: list[Symbol] = []
        self.device = ""
        self.number = -1
        self.on_host = False
        self.variables: list[Any] = []  # of Keras
        self.gradient: Any = None
        self.updates: Operation | None = None
        self.defers_updates = False

    @property
    def op(self) -> Operation:
        """The operation itself."""
        return self

    @property
    def node_def(self) -> Operation:
        """The operation, which has a `name` and a `device` as its definition had."""
        return self

    def values(self) -> tuple[Symbol, ...]:
        """Return what it gives."""
        return tuple(self.outputs)

    def run(self, feed_dict: Any = None, session: Any = None) -> None:
        """Compute it in a session, by default in the default one."""
        OPERATORS["eval"](self, feed_dict, session)

    def get_attr(self, name: str) -> Any:
        """Refuse: attributes of operations are not kept."""
        raise ValueError(f"Operation '{self.name}' has no attribute '{name}' here.")

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"
