"""What all layers share: being a target of scopes, and being callable in three places.

Inside a `Model` a layer just runs. On `keras.Input` outside one it becomes a Keras
layer, a `Model` of this one call. On numbers outside one it is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import keras

from argscope import add_arg_scope, arg_scope_func_key, current_arg_scope
from argscope._markers import UNSET
from argscope._origin import Origin
from argscope.layers._model import Model
from argscope.layers._ops import DataFormat, Padding, activate, add_bias, channel_axis
from argscope.layers._run import Run, current_run
from argscope.layers._store import Collections
from argscope.layers.errors import (
    InputError,
    LayerArgumentError,
    OutsideModelError,
    SpellingError,
)
from argscope.layers.initializers import XAVIER

F = TypeVar("F", bound=Callable[..., Any])

_DATA_FORMATS: dict[Any, DataFormat] = {
    None: "channels_last",
    "NHWC": "channels_last",
    "NCHW": "channels_first",
}


def layer(function: F) -> F:
    """Make `function(inputs, ...)` a layer: scopable, in a model and on `keras.Input`."""
    # The name by which users import it, which is also its key in scopes and files.
    function.__module__ = "argscope.layers"

    @functools.wraps(function)
    def dispatch(*args: Any, **kwargs: Any) -> Any:
        if current_run() is None:
            return _outside_a_model(function, *args, **kwargs)
        return function(*args, **kwargs)

    return cast("F", add_arg_scope(dispatch))


def _outside_a_model(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    name = function.__name__
    if "inputs" in kwargs:
        args = (kwargs.pop("inputs"), *args)
    inputs = args[0] if args else None
    leaves = keras.tree.flatten(inputs)
    if not any(isinstance(leaf, keras.KerasTensor) for leaf in leaves):
        raise OutsideModelError.about(name, inputs)
    scope = kwargs.get("scope") or _free_name(name)
    # Keras refuses slashes in the names of layers.
    network = functools.partial(_call_rest, function, args[1:], kwargs)
    return Model(network, name=str(scope).replace("/", "-"))(inputs)


def _call_rest(
    function: Callable[..., Any],
    rest: Sequence[Any],
    kwargs: dict[str, Any],
    inputs: Any,
) -> Any:
    return function(inputs, *rest, **kwargs)


def _free_name(name: str) -> str:
    serial = keras.backend.get_uid(name) - 1
    return f"{name}_{serial}" if serial else name


def this_run() -> Run:
    """Return the run of the network that the layer is called in."""
    run = current_run()
    if run is None:  # layer() lets no body run outside a model
        raise OutsideModelError.about("layer", None)
    return run


def finish(
    run: Run,
    outputs: Any,
    data_format: DataFormat,
    *,
    normalizer_fn: Callable[..., Any] | None,
    normalizer_params: dict[str, Any] | None,
    biases_initializer: Any,
    biases_regularizer: Any,
    variables_collections: Collections,
    trainable: bool,
    activation_fn: Callable[[Any], Any] | None,
) -> Any:
    """Apply what follows the product with the weights: normalizer or bias, activation.

    As in the original, a normalizer takes the place of the bias.
    """
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    elif biases_initializer is not None:
        axis = channel_axis(outputs, data_format)
        biases = run.store.get(
            run,
            "biases",
            (outputs.shape[axis],),
            initializer=biases_initializer,
            regularizer=biases_regularizer,
            trainable=trainable,
            collections=variables_collections,
        )
        outputs = add_bias(outputs, biases, axis)
    return outputs if activation_fn is None else activate(outputs, activation_fn)


def either_spelling(
    layer_name: str,
    *,
    weights_initializer: Any,
    initializer: Any,
    weights_regularizer: Any,
    regularizer: Any,
) -> tuple[Any, Any]:
    """Return the initializer and the regularizer of the weights, under either name.

    Raises:
        SpellingError: One of them was given under both names.
    """
    if initializer is UNSET:
        initializer = weights_initializer
    elif weights_initializer is not XAVIER:
        raise SpellingError.about(layer_name, "weights_initializer", "initializer")
    if regularizer is UNSET:
        regularizer = weights_regularizer
    elif weights_regularizer is not None:
        raise SpellingError.about(layer_name, "weights_regularizer", "regularizer")
    return initializer, regularizer


class Arguments:
    """Checks the arguments of one layer call; its errors say which layer it was.

    Args:
        layer_name: The layer's function name, `conv2d`.
        inputs: The layer's input.
        scope: The layer's scope, if it has one.
    """

    def __init__(self, layer_name: str, inputs: Any, scope: str | None) -> None:
        self._layer = layer_name
        self._inputs = inputs
        run = this_run()
        where = scope if scope is not None else run.scope.name
        self.path = f"{layer_name}() at {where}" if where else f"{layer_name}()"

    def rank(self, *ranks: int) -> None:
        """Refuse inputs of another rank."""
        shape = getattr(self._inputs, "shape", None)
        if shape is None or len(shape) not in ranks:
            wanted = " or ".join(str(rank) for rank in ranks)
            raise InputError.about(
                self.path, self._inputs, expected=f"inputs of rank {wanted}"
            )

    def rank_at_least(self, rank: int) -> None:
        """Refuse inputs of a smaller rank."""
        shape = getattr(self._inputs, "shape", None)
        if shape is None or len(shape) < rank:
            raise InputError.about(
                self.path, self._inputs, expected=f"inputs of rank {rank} or more"
            )

    def known_size(self, axis: int) -> int:
        """Return the size of the inputs along `axis`, which must be known."""
        size = self._inputs.shape[axis]
        if size is None:
            raise InputError.about(
                self.path, self._inputs, expected=f"a known size of axis {axis}"
            )
        return int(size)

    def window(self, name: str, value: Any, rank: int = 2) -> tuple[int, ...]:
        """Return `rank` positive whole numbers; one number stands for all."""
        if type(value) is int and value > 0:
            return (value,) * rank
        sizes = [value] * rank if not isinstance(value, Sequence) else list(value)
        if len(sizes) == 1:
            sizes *= rank
        if len(sizes) != rank or not all(_is_positive(size) for size in sizes):
            raise self.wrong(name, value, f"a whole number >= 1, or {rank} of them")
        return tuple(map(int, sizes))

    def count(self, name: str, value: Any) -> int:
        """Return one positive whole number."""
        if not _is_positive(value):
            raise self.wrong(name, value, "a whole number >= 1")
        return int(value)

    def padding(self, value: Any) -> Padding:
        """Return the padding as Keras spells it."""
        lower = value.lower() if isinstance(value, str) else value
        if lower == "same":
            return "same"
        if lower == "valid":
            return "valid"
        raise self.wrong("padding", value, "'SAME' or 'VALID'")

    def data_format(self, value: Any) -> DataFormat:
        """Return the data format as Keras spells it."""
        if value not in _DATA_FORMATS:
            raise self.wrong("data_format", value, "None, 'NHWC' or 'NCHW'")
        return _DATA_FORMATS[value]

    def wrong(self, name: str, value: Any, expected: str) -> LayerArgumentError:
        """Return the error for an argument, with the scope that set it, if one did."""
        return LayerArgumentError.about(
            self.path,
            name,
            value,
            expected=expected,
            inputs=self._inputs,
            origin=_origin_of(self._layer, name, value),
        )


def _is_positive(value: Any) -> bool:
    # NumPy's integers count; True and 3.0 do not.
    return hasattr(value, "__index__") and not isinstance(value, bool) and value >= 1


def _origin_of(layer_name: str, name: str, value: Any) -> Origin | None:
    """Return where the active scope set this very value of a layer's argument."""
    from argscope import layers

    scope = current_arg_scope()
    key = arg_scope_func_key(getattr(layers, layer_name))
    if name in scope.get(key, {}) and scope[key][name] is value:
        return scope._origins[key][name]
    return None
