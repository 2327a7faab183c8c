"""One run of a network: where its variables are, which scope is open, what it collects.

A run is what `Model` sets up around each call of the network function. Layers ask it
for variables; everything that lasts is in the `VariableStore` of the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, final

from argscope.layers._scope_names import VariableScope

if TYPE_CHECKING:
    from argscope.layers._store import VariableStore

RUN: Final[ContextVar[Run | None]] = ContextVar("argscope.layers", default=None)


@final
class Run:
    """The state of one call of a network function.

    Attributes:
        store: The variables of the model.
        training: Whether the model is in training mode.
        scope: The variable scope that is open.
        taken: The paths of the variables that this run has used.
        asked: The variables asked for, in order, each with whether it was the first
            time; a trace takes away those that it has told a layer's.
        collections: What layers put into collections: name -> [(alias, tensor)].
    """

    __slots__ = ("asked", "collections", "scope", "store", "taken", "training")

    def __init__(self, store: VariableStore, *, training: bool) -> None:
        self.store = store
        self.training = training
        self.scope = VariableScope("")
        self.taken: set[str] = set()
        self.asked: list[tuple[str, bool]] = []
        self.collections: dict[str, list[tuple[str, Any]]] = {}

    def collect(self, names: str | list[str] | None, alias: str, tensor: Any) -> Any:
        """Put `tensor` into the named collections under `alias`, and return it."""
        for name in [names] if isinstance(names, str) else names or ():
            self.collections.setdefault(name, []).append((alias, tensor))
        return tensor


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Make `run` the one that layers ask for variables."""
    token = RUN.set(run)
    try:
        yield run
    finally:
        RUN.reset(token)


def current_run() -> Run | None:
    """Return the run of the network that is executing here, if any."""
    return RUN.get()
