"""The variables of one model, by path, in the order of their creation."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import nullcontext
from typing import Any, final

import keras
import numpy as np
from keras.src.backend.common.global_state import (
    get_global_attribute,
    set_global_attribute,
)

from argscope._distribution.current import current
from argscope._distribution.distribution import Distribution
from argscope.layers._arguments import Initializer, Regularizer
from argscope.layers._numerics.ops import ON_TORCH, lay_out
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.names import Reuse
from argscope.layers.errors import VariableError
from argscope.layers.initializers import initial_value

Collections = str | Iterable[str] | Mapping[str, Any] | None


@final
class VariableStore:
    """Creates the variables of a model while it is built; afterwards only finds them.

    Attributes:
        model: The Keras model that owns the variables.
        seed: Decides, with a variable's path, its initial value.
        variables: All variables by path, in the order of creation.
        initial: What gives their initial values, by path: a function of a seed.
        ids: Their ids.
        collections: Paths of variables by the collections they were put into.
        draws: Whether variables get their initial values. Keras asks for them also to
            trace with, and drawing takes most of the time that building takes.
        shapes_only: Whether every run is for the variables and the shapes of outputs.
        tells_mode: Whether a run asked for the mode to decide by, other than by a
            parameter of the network function.
        held: Variables that were declared, and that nobody but this draws.
        failure: What an initializer raised.
        closed: Whether the model is built.
        frozen: Paths frozen by `Model.freeze`, and whether they were trained before.
    """

    __slots__ = (
        "closed",
        "collections",
        "draws",
        "failure",
        "frozen",
        "held",
        "ids",
        "initial",
        "model",
        "seed",
        "shapes_only",
        "tells_mode",
        "variables",
    )

    def __init__(self, model: keras.Model, seed: int) -> None:
        self.model = model
        self.seed = seed
        self.variables: dict[str, keras.Variable] = {}
        self.initial: dict[str, Callable[[int], Any]] = {}
        self.ids: set[int] = set()
        self.collections: dict[str, list[str]] = {}
        self.draws = False
        self.shapes_only = True
        self.tells_mode = False
        self.held: list[keras.Variable] = []
        self.failure: Exception | None = None
        self.closed = False
        self.frozen: dict[str, bool] = {}

    def get(
        self,
        path: str,
        shape: tuple[int, ...],
        *,
        taken: AbstractSet[str],
        reuse: Reuse,
        initializer: Initializer,
        regularizer: Regularizer | None = None,
        trainable: bool = True,
        collections: Collections = None,
        dtype: str | None = None,
    ) -> keras.Variable:
        """Return the variable at `path`, which is created if the model is being built.

        Args:
            path: The variable's path.
            shape: Its shape.
            taken: The paths that were used before in the same run.
            reuse: Whether the variable is to be one of those.
            initializer: See `initial_value`.
            regularizer: Function of the variable that gives a loss.
            trainable: Whether training changes it.
            collections: Collections to put it into.
            dtype: Its dtype; default: the model's.

        Raises:
            VariableError: It exists and is not to be shared, or is to be shared and does
                not exist or has another shape, or the model is already built.
        """
        if path in taken and not reuse:
            raise VariableError.exists(path)
        if path not in taken and reuse is True:
            raise VariableError.missing(path, sorted(taken))
        variable = self.variables.get(path)
        if variable is not None:
            if tuple(variable.shape) != shape:
                raise VariableError.reshaped(path, shape, tuple(variable.shape))
            return variable
        if self.closed:
            raise VariableError.too_late(path)
        variable = self._create(path, shape, initializer, regularizer, trainable, dtype)
        self.collect(path, collection_names(collections, path.rpartition("/")[2]))
        return variable

    def draw(self) -> None:
        """Give all variables that were declared their values; runs compute from now on.

        Raises:
            Exception: What an initializer raised.
        """
        self.draws = True
        distribution = current()
        if distribution is not None:
            self._draw_in_parts(distribution)
        # Leaving an outermost stateless scope gives all declared variables their values.
        with keras.StatelessScope():
            pass
        held, self.held = self.held, []
        for variable in held:
            variable._deferred_initialize()
        if self.failure is not None:
            raise self.failure
        self.shapes_only = False

    def _draw_in_parts(self, distribution: Distribution) -> None:
        """Say where each variable is to be, and give each device its part of it."""
        shapes = {path: tuple(each.shape) for path, each in self.variables.items()}
        placed = distribution.placements(shapes)
        engine = distribution.engine
        engine.place(self.model, self.variables, placed)
        if not engine.gives_first_values:
            return
        self.hold()
        declared, self.held = self.held, []
        for variable in declared:
            value = self._drawn(variable.path)
            variable._initializer = None
            engine.assign(variable, value.__getitem__)

    def _drawn(self, path: str) -> Any:
        # On torch a model may be built while it is run for the shapes of its outputs, on
        # a device without memory.
        with keras.device("cpu") if ON_TORCH else nullcontext():
            value = self.initial[path](self.seed)
            return np.asarray(keras.ops.convert_to_numpy(value))

    def hold(self) -> None:
        """Take the variables that were declared out of Keras's list of these.

        Keras gives all that are in it their values at the end of any outermost stateless
        scope, of this model or of another one.
        """
        declared = get_global_attribute("uninitialized_variables") or []
        self.held += [each for each in declared if id(each) in self.ids]
        others = [each for each in declared if id(each) not in self.ids]
        set_global_attribute("uninitialized_variables", others)

    def collect(self, path: str, collections: Iterable[str]) -> None:
        """Put the variable at `path` into collections that it is not in yet."""
        for collection in collections:
            paths = self.collections.setdefault(collection, [])
            if path not in paths:
                paths.append(path)

    @property
    def compute_dtype(self) -> str:
        """The dtype in which layers compute."""
        return self.model.compute_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of variables."""
        return self.model.variable_dtype

    @property
    def seed_generator(self) -> keras.random.SeedGenerator:
        """Where dropout takes its masks from."""
        return self.model.seed_generator

    def in_collection(self, collection: str) -> list[keras.Variable]:
        """Return the variables of a collection, in the order of their creation."""
        if collection == GraphKeys.GLOBAL_VARIABLES:
            return list(self.variables.values())
        put_there = self.collections.get(collection, ())
        if collection == GraphKeys.TRAINABLE_VARIABLES:
            return [
                v for p, v in self.variables.items() if v.trainable or p in put_there
            ]
        return [self.variables[path] for path in put_there]

    def _create(
        self,
        path: str,
        shape: tuple[int, ...],
        initializer: Initializer,
        regularizer: Regularizer | None,
        trainable: bool,
        dtype: str | None,
    ) -> keras.Variable:
        def drawn(seed: int, dtype: str) -> Any:
            value = initial_value(initializer, shape, dtype, seed=seed, path=path)
            return lay_out(value)

        def initialize(shape: tuple[int, ...], dtype: str) -> Any:
            if not self.draws:
                return keras.ops.zeros(shape, dtype)
            try:
                return drawn(self.seed, dtype)
            except Exception as error:  # noqa: BLE001  # raised at the end of building
                # Keras would keep the variable, and fail at it in every later model.
                self.failure = error
                return keras.ops.zeros(shape, dtype)

        variable = self.model.add_weight(
            shape=shape,
            initializer=initialize,
            regularizer=_effective(regularizer),
            trainable=trainable,
            dtype=dtype,
            # Cast by hand where it is wanted; moving averages must stay exact.
            autocast=False,
            name=path.rpartition("/")[2],
        )
        # Keras joins layer names; ours are the paths of the original, which checkpoints,
        # sharding rules and torch's parameter names go by. Only the shown path is set.
        variable._path = path
        self.variables[path] = variable
        self.initial[path] = lambda seed: drawn(seed, variable.dtype)
        self.ids.add(id(variable))
        return variable

    def with_frozen(self, losses: list[Any]) -> list[Any]:
        """Return Keras's `losses` with the penalties on variables that are not trained.

        Keras leaves these out. Penalties are in the order of the variables' creation.
        """
        trained = [
            variable
            for variable in self.model.trainable_weights
            if variable.regularizer is not None
        ]
        first = len(losses) - len(trained)  # what add_loss was given comes before
        found = dict(zip(map(id, trained), losses[first:], strict=True))
        own = [
            found.pop(id(variable))
            if id(variable) in found
            else variable.regularizer(variable)
            for variable in self.variables.values()
            if variable.regularizer is not None
        ]
        return [*losses[:first], *own, *found.values()]

    def is_frozen(self, path: str) -> bool:
        """Return whether the variable at `path` is to stay as it is, also in training."""
        return path in self.frozen or not self.model.trainable


def collection_names(collections: Collections, variable: str) -> list[str]:
    """Return the collections that a variable goes into: all, or those of its name."""
    if isinstance(collections, Mapping):
        collections = collections.get(variable)
    if isinstance(collections, str):
        return [collections]
    return list(collections or ())


def _effective(regularizer: Regularizer | None) -> Regularizer | None:
    """Return the regularizer to keep for a variable: one that always gives a loss."""
    if regularizer is None or getattr(regularizer, "is_zero", False) is True:
        return None
    if isinstance(regularizer, keras.Regularizer):
        return regularizer

    @functools.wraps(regularizer, updated=())
    def loss(variable: Any) -> Any:
        # TF-Slim lets a regularizer answer None for "no loss".
        value = regularizer(variable)
        return keras.ops.zeros(()) if value is None else value

    return loss
