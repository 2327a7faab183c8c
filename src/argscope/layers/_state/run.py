"""One run of a network: where its variables are, which scope is open, what it collects.

A run is what `Model` sets up around each call of the network function. Layers ask it
for variables; everything that lasts is in the `VariableStore` of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, final

from keras import ops

from argscope._base.paths import first_free
from argscope.layers._arguments import Initializer, Regularizer
from argscope.layers._numerics.ops import cast, is_float
from argscope.layers._state.names import OpenedPaths, VariableScope
from argscope.layers._state.note import LayerNote
from argscope.layers._state.store import Collections, VariableStore
from argscope.layers.initializers import XAVIER

RUN: Final[ContextVar[Run | None]] = ContextVar("argscope.layers", default=None)

# Not an attribute of the model: another thread may want numbers of it.
_SHAPES_ONLY: Final[ContextVar[VariableStore | None]] = ContextVar(
    "argscope.layers.shapes_only", default=None
)

Named = tuple[str, Any]
"""What a collection holds: the name it was put there under, and the tensor."""

Recorder = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
"""Is given a layer with its arguments in place of a call."""


@final
class Run:
    """The state of one call of a network function.

    Attributes:
        store: The variables of the model.
        compute_dtype: What the model computes in, `"float32"`.
        casts: Whether its variables have another dtype.
        seed: What random layers draw their seeds from: the model's generator; None for
            the backend's own.
        training: Whether the model is in training mode.
        shapes_only: Whether nothing is asked for but which variables there are, and of
            what shape the outputs: layers may leave out what changes neither.
        scope: The variable scope that is open.
        opened: The paths of the scopes that were opened.
        taken: The paths of the variables that this run has used.
        used: Is given each variable that is asked for, if somebody wants to know.
        note: Where the layer that is being called notes what it is, if somebody looks on.
        recorder: What calls of layers are handed to, if they are not just to run.
        collections: What layers put into collections: name -> [(alias, tensor)].
        aliases: The tensors that have names, by their ids, with all their names. A
            tensor is held, so that no other one gets its id.
    """

    __slots__ = (
        "_output_names",
        "aliases",
        "casts",
        "collections",
        "compute_dtype",
        "note",
        "opened",
        "recorder",
        "scope",
        "seed",
        "shapes_only",
        "store",
        "taken",
        "training",
        "used",
    )

    def __init__(
        self, store: VariableStore, *, training: bool, seeded: bool = True
    ) -> None:
        self.store = store
        self.seed: Any = store.seed_generator if seeded else None
        self.compute_dtype: str = store.compute_dtype
        self.casts: bool = self.compute_dtype != store.variable_dtype
        self.training = training
        self.shapes_only: bool = store.shapes_only or _SHAPES_ONLY.get() is store
        self.scope = VariableScope("")
        self.opened = OpenedPaths()
        self.taken: set[str] = set()
        self.used: dict[str, Any] | None = None
        self.note: LayerNote | None = None
        self.recorder: Recorder | None = None
        self.collections: dict[str, list[Named]] = {}
        self.aliases: dict[int, tuple[Any, list[str]]] = {}
        self._output_names: set[str] = set()

    def variable(
        self,
        name: str,
        shape: tuple[int, ...],
        *,
        initializer: Initializer = None,
        regularizer: Regularizer | None = None,
        trainable: bool = True,
        collections: Collections = None,
        dtype: str | None = None,
        raw: bool = False,
    ) -> Any:
        """Return the variable `name` in the open scope, as a value in compute dtype.

        Args:
            name: The variable's name in the scope; may contain slashes.
            shape: Its shape.
            initializer: See `initial_value`; None for the scope's, or else Xavier's.
            regularizer: Function of the variable that gives a loss; None for the
                scope's, if it has one.
            trainable: Whether training changes it.
            collections: Collections to put it into.
            dtype: Its dtype; default: the model's.
            raw: Return the variable itself, which can be assigned to.

        Raises:
            VariableError: See `VariableStore.get`.
        """
        scope = self.scope
        path = scope.path(name)
        if initializer is None:
            initializer = XAVIER if scope.initializer is None else scope.initializer
        variable = self.store.get(
            path,
            shape,
            taken=self.taken,
            reuse=scope.reuse,
            initializer=initializer,
            regularizer=scope.regularizer if regularizer is None else regularizer,
            trainable=trainable,
            collections=collections,
            dtype=dtype,
        )
        if self.note is not None and path not in self.taken:
            self.note.variables.append(variable)
        self.taken.add(path)
        if self.used is not None:
            self.used[path] = variable
        if raw:
            return variable
        value = variable.value
        is_cast = self.casts and is_float(value)
        return cast(value, self.compute_dtype) if is_cast else value

    def tell_training(self) -> bool:
        """Return whether the model trains, to what may use other variables if it does.

        Layers, which use the same in both modes, read `training` itself.
        """
        self.store.tells_mode = True
        return self.training

    def collect(
        self, names: str | Iterable[str] | None, alias: str, tensor: Any
    ) -> Any:
        """Put `tensor` into the named collections under `alias`, and return it."""
        if names:
            alias = self.add_alias(tensor, alias)
            for name in [names] if isinstance(names, str) else names:
                self.collections.setdefault(name, []).append((alias, tensor))
        return tensor

    def add_alias(self, tensor: Any, alias: str) -> str:
        """Give `tensor` one more name, without a slash at its end, and return that."""
        alias = alias.removesuffix("/")
        self.aliases.setdefault(id(tensor), (tensor, []))[1].append(alias)
        return alias

    def aliases_of(self, tensor: Any) -> list[str]:
        """Return the names that `tensor` was given, in order."""
        return list(self.aliases[id(tensor)][1]) if id(tensor) in self.aliases else []

    def nameless(self, tensor: Any) -> Any:
        """Return `tensor`, or a copy if it has names.

        For a layer that leaves out what it computes: its output has names of its own.
        """
        return ops.copy(tensor) if id(tensor) in self.aliases else tensor

    def output_path(self, name: str) -> str:
        """Return the path of the output, or of the scope, `name` in the open scope.

        With a number if an output or a scope of this run has it. A name with a slash at
        its end is a whole path, and may be there.
        """
        if name[-1:] == "/":
            return name.removesuffix("/")
        path = self.scope.output_path(name)
        lower = path.lower()
        if lower in self._output_names:
            return self.scope.output_path(self.free_name(name))
        self._output_names.add(lower)
        return path

    def free_name(self, name: str) -> str:
        """Take and return `name`, or `name_1`, ... for an output of the open scope."""
        # Outputs whose paths differ in case only are one.
        within = self.scope.output_path("").lower()
        known = self._output_names
        free = first_free(name, lambda each: within + each.lower() in known)
        known.add(within + free.lower())
        return free

    def fork(self) -> Run:
        """Return a run that goes on from here, without changing this one."""
        run = Run(self.store, training=self.training, seeded=self.seed is not None)
        run.scope = self.scope
        run.recorder = self.recorder
        run.adopt_names(self)
        return run

    def adopt_names(self, other: Run) -> None:
        """Count as taken what is taken in `other`, a run that went on from this one."""
        self.opened = other.opened.copy()
        self.taken = set(other.taken)
        self._output_names = set(other._output_names)


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Make `run` the one that layers ask for variables."""
    token = RUN.set(run)
    try:
        yield run
    finally:
        RUN.reset(token)


@contextmanager
def asked_for_shapes(store: VariableStore) -> Iterator[None]:
    """Let runs of a model in the block compute no more than the shapes of outputs."""
    token = _SHAPES_ONLY.set(store)
    try:
        yield
    finally:
        _SHAPES_ONLY.reset(token)


def current_run() -> Run | None:
    """Return the run of the network that is executing here, if any."""
    return RUN.get()
