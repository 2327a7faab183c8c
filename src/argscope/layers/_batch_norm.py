"""Batch normalization, with the original's statistics and variable order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, final

import keras
from keras import ops

from argscope.layers._layer import Arguments, layer, this_run
from argscope.layers._ops import cast, channel_axis, moments, normalize, size_of
from argscope.layers._run import Run
from argscope.layers._scope_names import Reuse, VariableScope
from argscope.layers._store import Collections
from argscope.layers._variable_scope import opened
from argscope.layers.initializers import ones_initializer, zeros_initializer

UPDATE_OPS: Final = "update_ops"

_INITIAL: Final = {
    "beta": zeros_initializer(),
    "gamma": ones_initializer(),
    "moving_mean": zeros_initializer(),
    "moving_variance": ones_initializer(),
}


@layer
def batch_norm(
    inputs: Any,
    decay: float = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float = 0.001,
    activation_fn: Callable[[Any], Any] | None = None,
    param_initializers: dict[str, Any] | None = None,
    param_regularizers: dict[str, Any] | None = None,
    updates_collections: str | None = UPDATE_OPS,
    is_training: bool | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: str | list[str] | None = None,
    trainable: bool = True,
    fused: bool | None = None,
    data_format: str | None = "NHWC",
    scope: str | VariableScope | None = None,
) -> Any:
    """Give each channel mean 0 and variance 1, then an offset and, if asked, a scale.

    While training the statistics are those of the batch, and moving averages of them
    are updated; otherwise the moving averages are used.

    Args:
        inputs: Shape `(batch, ..., channels)` of rank 2 to 5, any float dtype;
            `(batch, channels, ...)` with `data_format="NCHW"`.
        decay: Share of the old moving average at an update, in [0, 1]. Use about 0.9
            for short trainings.
        center: Whether to add a learned offset `beta`.
        scale: Whether to multiply with a learned `gamma`. Off by default, unlike in
            Keras: a following layer with weights can do it.
        epsilon: Added to the variance, > 0.
        activation_fn: Applied last.
        param_initializers: Initial values by name: `beta`, `gamma`, `moving_mean`,
            `moving_variance`.
        param_regularizers: Penalties by name: `beta`, `gamma`. As in the original, not
            applied if `fused` is False and `updates_collections` is given.
        updates_collections: Moving averages are updated in each training step, whatever
            is given. As in the original, None makes `beta` come before `gamma`.
        is_training: Whether to use the statistics of the batch. None follows the
            model's mode, and says no in a frozen scope (`Model.freeze`); the original's
            default is True. In a frozen scope the moving averages never change.
        reuse: Share the variables of an earlier layer with the same scope.
        variables_collections: Collections for the variables, or `{name: collections}`.
        outputs_collections: Collections for the output.
        trainable: Whether training changes `beta` and `gamma`. As in the original, if
            not, the moving averages stay as they are, except with
            `updates_collections=None`.
        fused: Which of the original's formulas to follow for `moving_variance`: the
            unbiased variance of a fused kernel (None, True) or the biased one (False).
        data_format: None or `"NHWC"`, or `"NCHW"`.
        scope: Name of the variables' scope; default: `BatchNorm`, `BatchNorm_1`, ...

    Returns:
        Shape of `inputs`.

    Raises:
        InputError: `inputs` has another rank, or its channels are unknown.
        LayerArgumentError: An argument has a wrong value.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.batch_norm(keras.Input((8, 8, 3)), decay=0.9).shape
        (None, 8, 8, 3)

    Source:
        Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1; order of variables and
        estimate of the variance as measured on tf_slim 1.1.0.
    """
    run = this_run()
    with opened(run, scope, "BatchNorm", reuse) as here:
        check = Arguments("batch_norm", inputs, here.name)
        check.rank(2, 3, 4, 5)
        axis = channel_axis(inputs, check.data_format(data_format))
        rules = _Rules(len(inputs.shape), updates_collections, fused, trainable)
        variables = _Variables(
            run,
            check.known_size(axis),
            param_initializers or {},
            (param_regularizers or {}) if rules.regularizes else {},
            variables_collections,
            trainable,
        )
        beta, gamma = variables.offset_and_scale(
            center=center, scale=scale, beta_first=rules.beta_first
        )
        moving_mean = variables.moving("moving_mean")
        moving_variance = variables.moving("moving_variance")

        mean: Any = moving_mean
        variance: Any = moving_variance
        values = cast(inputs, "float32") if _is_half(inputs) else inputs
        training = run.training and not run.store.is_frozen(here.path("moving_mean"))
        if training if is_training is None else is_training:
            axes = [i for i in range(len(inputs.shape)) if i != axis]
            mean, variance = moments(values, axes)
            if training and rules.updates:
                count = size_of(values, axes)
                _update(moving_mean, mean, decay)
                _update(moving_variance, rules.estimate(variance, count), decay)
        outputs = normalize(
            values,
            _like(values, mean),
            _like(values, variance),
            axis,
            offset=_like(values, beta),
            scale=_like(values, gamma),
            epsilon=epsilon,
        )
        outputs = cast(outputs, run.store.model.compute_dtype)
        if activation_fn is not None:
            outputs = activation_fn(outputs)
        return run.collect(outputs_collections, here.name, outputs)


@final
class _Rules:
    """What depends on which of three implementations the original would have chosen.

    The fused kernel behind its own interface, the layer class of TensorFlow 1, and a
    composition of basic operations; told apart by the arguments as the original does.
    """

    def __init__(
        self,
        rank: int,
        updates_collections: str | None,
        fused: bool | None,
        trainable: bool,
    ) -> None:
        default_updates = updates_collections == UPDATE_OPS
        own_kernel = (
            fused is not False and rank in (2, 4) and (rank == 2 or not default_updates)
        )
        layer_class = not own_kernel and default_updates
        self.beta_first = not layer_class
        self.updates = trainable or not layer_class
        self.regularizes = own_kernel or layer_class
        self._unbiased = own_kernel or (
            layer_class and rank in (4, 5) and fused is not False
        )

    def estimate(self, variance: Any, count: Any) -> Any:
        """Return the estimate of the variance that goes into the moving average."""
        if not self._unbiased:
            return variance
        if isinstance(count, int):
            return variance * (count / max(count - 1, 1))
        return variance * (count / ops.maximum(count - 1.0, 1.0))


@final
class _Variables:
    """The variables of one batch_norm, one value per channel."""

    def __init__(
        self,
        run: Run,
        channels: int,
        initializers: dict[str, Any],
        regularizers: dict[str, Any],
        collections: Collections,
        trainable: bool,
    ) -> None:
        self._run = run
        self._shape = (channels,)
        self._initializers = {**_INITIAL, **initializers}
        self._regularizers = regularizers
        self._collections = collections
        self._trainable = trainable

    def offset_and_scale(
        self, *, center: bool, scale: bool, beta_first: bool
    ) -> tuple[Any, Any]:
        """Return beta and gamma, each None if switched off, created in the right order."""
        wanted = {"beta": center, "gamma": scale}
        order = ("beta", "gamma") if beta_first else ("gamma", "beta")
        found = {
            name: self._get(name, self._trainable) for name in order if wanted[name]
        }
        return found.get("beta"), found.get("gamma")

    def moving(self, name: str) -> Any:
        """Return a moving average."""
        return self._get(name, trainable=False)

    def _get(self, name: str, trainable: bool) -> Any:
        return self._run.store.get(
            self._run,
            name,
            self._shape,
            initializer=self._initializers[name],
            regularizer=self._regularizers.get(name),
            trainable=trainable,
            collections=self._collections,
            raw=True,
        )


def _update(moving: Any, value: Any, decay: float) -> None:
    moving.assign(moving - (1.0 - decay) * (moving - cast(value, moving.dtype)))


def _like(values: Any, parameter: Any) -> Any:
    """Return `parameter`, if any, in the dtype of `values`."""
    if parameter is None:
        return None
    return cast(parameter, keras.backend.standardize_dtype(values.dtype))


def _is_half(inputs: Any) -> bool:
    return keras.backend.standardize_dtype(inputs.dtype) in ("float16", "bfloat16")
