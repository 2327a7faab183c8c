"""One call of a layer: its scope, its variables, its checks, its place in collections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Self, TypeVar, final

from keras.ops import copy, relu

from argscope._base.origin import Origin
from argscope._base.tensor import Tensor
from argscope._core.block import current_arg_scope
from argscope._core.scoped import has_arg_scope
from argscope._core.signature import signature
from argscope.layers._arguments import Activation, Initializer, Regularizer
from argscope.layers._numerics.ops import CHANNELS_LAST, DataFormat, Padding, activate
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.names import Reuse
from argscope.layers._state.run import RUN
from argscope.layers._state.scopes import Name, close_scope, open_scope
from argscope.layers._state.store import Collections, collection_names
from argscope.layers.errors import (
    InputError,
    LayerArgumentError,
    OutsideModelError,
    VariableError,
    WindowError,
)

_SPATIAL: Final = {1: "W", 2: "HW", 3: "DHW"}
_WEIGHTS: Final = "weights"

# What sizes usually are, and are then told at once: most of a layer's calls check sizes.
_LISTS: Final = (list, tuple)
_INT: Final = {int}

# The arguments that decide which variable a layer asks for, and of what shape.
_DECIDING: Final = ("scope", "reuse", "num_outputs", "kernel_size", "depth_multiplier")


_F = TypeVar("_F", bound=Callable[..., Any])


@final
class LayerCall:
    """One call of a layer, in a run of a network.

    As a context manager it opens the layer's variable scope. Layers without variables
    that only name their output do not enter it.

    Args:
        layer: The layer itself, `conv2d`: its name is in errors, and it is what a scope
            sets arguments of.
        inputs: The layer's input.
        scope: The scope that the caller gave.
        default_name: The scope's name if none was given.
        reuse: Whether to share variables.
        collections: Collections for the variables, or `{name: collections}`.
        trainable: Whether training changes the variables.

    Attributes:
        run: The run of the network.
        alias: The path of the layer's scope, and name of its output.
    """

    __slots__ = (
        "_asked",
        "_collections",
        "_inputs",
        "_layer",
        "_outer",
        "_trainable",
        "alias",
        "run",
    )

    def __init__(
        self,
        layer: Callable[..., Any],
        inputs: Tensor,
        scope: Name = None,
        default_name: str = "",
        *,
        reuse: Reuse = None,
        collections: Collections = None,
        trainable: bool = True,
    ) -> None:
        run = RUN.get()
        if run is None:  # @layer lets no body run outside of a run
            raise OutsideModelError.about(layer.__name__, inputs)
        self.run = run
        self._outer = run.scope
        self._layer = layer
        self._inputs = inputs
        self._asked = (scope, default_name, reuse)
        self._collections = collections
        self._trainable = trainable
        self.alias = ""

    @classmethod
    def named(
        cls, layer: Callable[..., Any], inputs: Tensor, scope: str | None, default: str
    ) -> Self:
        """Return a call that opens no variable scope, so uses up no default name."""
        # Pools have no variables, and in the original no scope: two that are called
        # alike are `pool` and `pool_1`, where two layers with variables would clash.
        call = cls(layer, inputs)
        call.alias = call.run.output_path(default if scope is None else scope)
        if call.run.note is not None:
            outer = call.run.scope
            path = outer.path(scope) if scope else outer.name
            call.run.note.tell_path(path, call.alias)
        return call

    def __enter__(self) -> Self:
        self._outer = self.run.scope
        self.alias = open_scope(self.run, *self._asked).name
        if self.run.note is not None:
            self.run.note.tell_path(self.alias, self.run.scope.name_scope)
        return self

    def __exit__(self, *error: object) -> None:
        close_scope(self.run, self.run.scope, self._outer)

    # --- variables and outputs

    def variable(
        self,
        name: str,
        shape: tuple[int, ...],
        initializer: Initializer,
        regularizer: Regularizer | None = None,
        *,
        trainable: bool | None = None,
        is_model: bool = True,
        raw: bool = False,
        kind: str | None = None,
    ) -> Tensor:
        """Return the variable `name` of this layer; see `Run.variable`.

        Its collections are those given for `kind`, which is the name by default. Those of
        the kind `weights` are what the inputs are multiplied with.
        """
        kind = kind or name
        note = self.run.note
        if note is not None:
            maker = self._layer.__name__, self.run.scope.name_scope
            note.makers[self.run.scope.path(name)] = maker
            if kind == _WEIGHTS:
                note.kernels.append(shape)
        try:
            value = self.run.variable(
                name,
                shape,
                initializer=initializer,
                regularizer=regularizer,
                trainable=self._trainable if trainable is None else trainable,
                collections=GraphKeys.MODEL_VARIABLES if is_model else None,
                raw=raw,
            )
        except VariableError as error:
            origins = {name: self._set_by_scope(name) for name in _DECIDING}
            raise error.in_layer(self.path, self._inputs, origins) from None
        if self._collections and not self.run.store.closed:
            # Each call names its own, also one that shares a variable.
            path = self.run.scope.path(name)
            self.run.store.collect(path, collection_names(self._collections, kind))
        return value

    def collected(self, names: str | Iterable[str] | None, outputs: Tensor) -> Tensor:
        """Return `outputs`, after putting it into the named collections."""
        if not names:
            return outputs
        if outputs is self._inputs:  # names of an output are none of the inputs'
            outputs = copy(outputs)
        return self.run.collect(names, self.alias, outputs)

    def activated(
        self,
        outputs: Tensor,
        activation_fn: Activation | None,
        collections: str | Iterable[str] | None,
    ) -> Tensor:
        """Return `outputs` activated, after putting that into the named collections."""
        if activation_fn is relu and self.run.shapes_only:  # keeps the shape
            outputs = self.run.nameless(outputs)
        elif activation_fn is not None:
            outputs = activate(outputs, self.function("activation_fn", activation_fn))
        return self.collected(collections, outputs) if collections else outputs

    # --- checks

    @property
    def path(self) -> str:
        """What errors call this layer."""
        where = self.alias or self.run.scope.name
        name = self._layer.__name__
        return f"{name}() at {where}" if where else f"{name}()"

    def rank(self, *ranks: int) -> int:
        """Return the rank of the inputs; refuse another than `ranks`."""
        shape = getattr(self._inputs, "shape", None)
        found = None if shape is None else len(shape)
        if found not in ranks:
            wanted = " or ".join(str(rank) for rank in ranks)
            raise self.wrong_input(f"inputs of rank {wanted}")
        return found

    def rank_at_least(self, rank: int) -> int:
        """Return the rank of the inputs; refuse a smaller one than `rank`."""
        shape = getattr(self._inputs, "shape", None)
        found = 0 if shape is None else len(shape)
        if found < rank:
            raise self.wrong_input(f"inputs of rank {rank} or more")
        return found

    def known_size(self, axis: int) -> int:
        """Return the size of the inputs along `axis`, which must be known."""
        size = self._inputs.shape[axis]
        if size is None:
            raise self.wrong_input(f"a known size of axis {axis}")
        return int(size)

    def window(self, name: str, value: Any, rank: int = 2) -> tuple[int, ...]:
        """Return `rank` positive whole numbers; one number stands for all."""
        if type(value) is int and value > 0:
            return (value,) * rank
        if (
            type(value) in _LISTS
            and len(value) == rank
            and {*map(type, value)} == _INT
            and min(value) > 0
        ):
            return tuple(value)
        # Lists, arrays, and the shapes of frameworks, which are no sequences.
        many = isinstance(value, Iterable) and not isinstance(value, str)
        is_list = many and getattr(value, "ndim", 1) == 1
        sizes = list(value) if is_list else [value] * rank
        if len(sizes) != rank or not all(_is_positive(size) for size in sizes):
            raise self.wrong(name, value, f"a whole number >= 1, or {rank} of them")
        return tuple(map(int, sizes))

    def fits(
        self,
        window: tuple[int, ...],
        padding: Padding,
        layout: DataFormat,
        rates: Sequence[int] = (1, 1, 1),
    ) -> None:
        """Refuse inputs that are smaller than a window, where nothing is padded."""
        if padding == "same":
            return
        first = 1 if layout == CHANNELS_LAST else 2
        sizes = self._inputs.shape[first : first + len(window)]
        needed = [(width - 1) * rate + 1 for width, rate in zip(window, rates)]  # noqa: B905
        if any(
            size is not None and size < least
            for size, least in zip(sizes, needed, strict=True)
        ):
            shown = " x ".join(map(str, needed))
            expected = f"at least {shown} {_SPATIAL[len(window)]}, the window"
            raise WindowError.about(self.path, self._inputs, expected=expected)

    def count(self, name: str, value: Any) -> int:
        """Return one positive whole number."""
        if type(value) is int and value > 0:
            return value
        if not _is_positive(value):
            raise self.wrong(name, value, "a whole number >= 1")
        return int(value)

    def axis(self, name: str, value: Any) -> int:
        """Return an axis of the inputs, counted from the first."""
        rank = len(self._inputs.shape)
        if not hasattr(value, "__index__") or not -rank <= value < rank:
            raise self.wrong(name, value, f"an axis of inputs of rank {rank}")
        return int(value) % rank

    def function(self, name: str, value: _F) -> _F:
        """Return a function of tensors; refuse a class, which would make an object."""
        if isinstance(value, type):
            maker = value.__name__
            raise self.wrong(
                name,
                value,
                f"a function of a tensor, and a class is none. Make an object of it once, "
                f"before the network runs, and give that: made = {maker}(...), and then "
                f"{name}=made",
            )
        return value

    def padding(self, value: Any) -> Padding:
        """Return the padding as Keras spells it."""
        lower = value.lower() if isinstance(value, str) else value
        if lower == "same":
            return "same"
        if lower == "valid":
            return "valid"
        raise self.wrong("padding", value, "'SAME' or 'VALID'")

    def data_format(self, value: Any, spatial_rank: int = 2) -> DataFormat:
        """Return the data format as Keras spells it; None is channels last."""
        axes = _SPATIAL[spatial_rank]
        if value is None or value == f"N{axes}C":
            return "channels_last"
        if value == f"NC{axes}":
            if self.run.note is not None:
                self.run.note.channels_first = True
            return "channels_first"
        raise self.wrong("data_format", value, f"None, 'N{axes}C' or 'NC{axes}'")

    def wrong_input(self, expected: str) -> InputError:
        """Return the error for the inputs."""
        return InputError.about(self.path, self._inputs, expected=expected)

    def wrong(self, name: str, value: Any, expected: str) -> LayerArgumentError:
        """Return the error for an argument, with the scope that set it, if one did."""
        set_to = self._set_by_scope(name)
        return LayerArgumentError.about(
            self.path,
            name,
            value,
            expected=expected,
            inputs=self._inputs,
            origin=set_to[1] if set_to and set_to[0] is value else None,
        )

    def _set_by_scope(self, name: str) -> tuple[Any, Origin] | None:
        """Return what the active scope sets an argument to, and where."""
        if not has_arg_scope(self._layer):  # the legacy layers
            return None
        origin = current_arg_scope().origin(self._layer, name)
        if origin is None:
            return None
        return signature(self._layer).parameters[name].default, origin


def _is_positive(value: Any) -> bool:
    # NumPy's integers count; True and 3.0 do not.
    return hasattr(value, "__index__") and not isinstance(value, bool) and value >= 1
