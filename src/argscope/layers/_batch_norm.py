"""Batch normalization, with the original's statistics and variable order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._arguments import (
    Activation,
    Initializer,
    OutputCollections,
    Regularizer,
)
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._norm.affine import offset_and_scale
from argscope.layers._norm.batch_norm_rules import BatchNormRules
from argscope.layers._norm.batch_renorm import BatchRenorm
from argscope.layers._norm.moving_average import MovingMoments
from argscope.layers._numerics.batch_in_parts import count_of, moments, normalize_batch
from argscope.layers._numerics.norm_ops import (
    axes_but,
    in_full_precision,
    normalize,
    normalize_channels,
)
from argscope.layers._numerics.ops import along, cast, channel_axis, dtype_name, select
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections

_LIMITS: Final = ("rmin", "rmax", "dmax")
_ONLY_IN_LAYER_CLASS: Final = (
    "none with batch_weights, updates_collections or zero_debias_moving_mean"
)


@layer
def batch_norm(
    inputs: Tensor,
    decay: float | Tensor = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float | Tensor = 0.001,
    activation_fn: Activation | None = None,
    param_initializers: dict[str, Initializer] | None = None,
    param_regularizers: dict[str, Regularizer] | None = None,
    updates_collections: str | None = GraphKeys.UPDATE_OPS,
    is_training: bool | Tensor | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: OutputCollections = None,
    trainable: bool = True,
    batch_weights: Tensor = None,
    fused: bool | None = None,
    data_format: str | None = "NHWC",
    zero_debias_moving_mean: bool = False,
    scope: Name = None,
    renorm: bool = False,
    renorm_clipping: Mapping[str, float] | None = None,
    renorm_decay: float | Tensor = 0.99,
    adjustment: Callable[[Any], tuple[Tensor, Tensor]] | None = None,
) -> Tensor:
    """Give each channel mean 0 and variance 1, then an offset and, if asked, a scale.

    While training the statistics are those of the batch, and moving averages of them
    are updated; otherwise the moving averages are used.

    Args:
        inputs: Shape `(batch, ..., channels)`, any float dtype;
            `(batch, channels, ...)` with `data_format="NCHW"`.
        decay: Share of the old moving average at an update, in [0, 1]: a number or a
            scalar tensor. Use about 0.9 for short trainings.
        center: Whether to add a learned offset `beta`.
        scale: Whether to multiply with a learned `gamma`. Off by default, unlike in
            Keras: a following layer with weights can do it.
        epsilon: Added to the variance, > 0: a number or a scalar tensor.
        activation_fn: Applied last.
        param_initializers: Initial values by name: `beta`, `gamma`, `moving_mean`,
            `moving_variance`.
        param_regularizers: Penalties by name: `beta`, `gamma`. As in the original, not
            applied if `fused` is False and `updates_collections` is given.
        updates_collections: Moving averages are updated in each training step, whatever
            is given. As in the original, None makes `beta` come before `gamma`.
        is_training: Whether to use the statistics of the batch: a bool or a scalar
            tensor. None follows the model's mode, and says no in a frozen scope
            (`Model.freeze`); the original's default is True. In a frozen scope the
            moving averages never change.
        reuse: Share the variables of an earlier layer with the same scope.
        variables_collections: Collections for the variables, or `{name: collections}`.
        outputs_collections: Collections for the output.
        trainable: Whether training changes `beta` and `gamma`. As in the original, if
            not, the moving averages stay as they are, except with
            `updates_collections=None`.
        batch_weights: How often each example counts, shape `(batch,)`, >= 0. Default:
            once.
        fused: Which of the original's formulas to follow for `moving_variance`: the
            unbiased variance of a fused kernel (None, True) or the biased one (False).
        data_format: None or `"NHWC"`, or `"NCHW"`.
        zero_debias_moving_mean: Correct the moving mean for having started at 0, as Adam
            does; makes two more variables.
        scope: Name of the variables' scope; default: `BatchNorm`, `BatchNorm_1`, ...
        renorm: Batch renormalization: correct the statistics of the batch towards
            moving averages of them; makes three more variables.
        renorm_clipping: Limits `rmin`, `rmax` and `dmax` of the corrections `r` and `d`.
        renorm_decay: Share of the old moving average in an update of those that
            `renorm` corrects to, in [0, 1].
        adjustment: While training, called with the shape of `inputs`; returns a scale
            and an offset to apply after the normalization.

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
        Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 1; renorm: Ioffe 2017,
        arXiv:1702.03275, algorithm 1; order of variables and estimate of the variance
        as measured on tf_slim 1.1.0.
    """
    with LayerCall(
        batch_norm,
        inputs,
        scope,
        "BatchNorm",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        rank = call.rank_at_least(2)
        axis = channel_axis(inputs, call.data_format(data_format))
        channels = (call.known_size(axis),)
        is_plain = batch_weights is None and not renorm and adjustment is None
        rules = BatchNormRules.choose(
            rank,
            is_plain=is_plain,
            is_weighted=batch_weights is not None,
            updates_collections=updates_collections,
            fused=fused,
            zero_debias=zero_debias_moving_mean,
        )
        for name, value in (("renorm", renorm), ("adjustment", adjustment)):
            if value and not rules.is_layer_class:
                raise call.wrong(name, value, _ONLY_IN_LAYER_CLASS)
        if batch_weights is not None and len(ops.shape(batch_weights)) != 1:
            expected = "one number for each example, shape (batch,)"
            raise call.wrong("batch_weights", batch_weights, expected)
        if renorm_clipping and not {*renorm_clipping} <= {*_LIMITS}:
            expected = "a dict with limits of the names " + ", ".join(_LIMITS)
            raise call.wrong("renorm_clipping", renorm_clipping, expected)
        # In the order of whichever of the original's implementations this is: that of
        # `variables_in_order`, and so of lists of weights that are stored without names.
        beta, gamma = offset_and_scale(
            call,
            channels,
            center=center,
            scale=scale,
            initializers=param_initializers,
            regularizers=param_regularizers if rules.regularizes else None,
            beta_first=not rules.is_layer_class,
        )
        moving = MovingMoments(
            call,
            channels,
            param_initializers,
            zero_debias=zero_debias_moving_mean and is_training is not False,
            debias_is_model=rules.debias_is_model,
        )
        tracked: MovingMoments | BatchRenorm = moving
        if renorm:
            tracked = BatchRenorm(
                call, moving, channels, renorm_clipping, renorm_decay, epsilon
            )

        values = in_full_precision(inputs)
        beta, gamma = _like(values, beta), _like(values, gamma)
        # Two questions. Are the batch's statistics used? That is what `is_training` says,
        # and it may be a tensor: then both ways are computed, and one is taken. Do the
        # moving averages change? In a training step of the model only (the original's
        # update ops ran nowhere else), and not in a frozen scope.
        learns = call.run.training and not call.run.store.is_frozen(moving.path)
        training = learns if is_training is None else is_training
        if is_plain and call.run.shapes_only:
            outputs = call.run.nameless(inputs)
        elif training is False:
            mean, variance = (_like(values, rules.fixed(m)) for m in moving.values)
            outputs = normalize_channels(
                values, axis, mean, variance, offset=beta, scale=gamma, epsilon=epsilon
            )
        else:
            if is_plain and training is True:
                outputs, *batch = normalize_batch(
                    values, axis, offset=beta, scale=gamma, epsilon=epsilon
                )
            else:
                outputs, *batch = _normalize_specially(
                    values,
                    axis,
                    batch_weights,
                    tracked,
                    training,
                    adjustment,
                    offset=beta,
                    scale=gamma,
                    epsilon=epsilon,
                )
            if learns and rules.updates(trainable):
                # Here, and at once: there are no update ops that somebody must run. Where
                # a backend trains by pure functions, Keras carries the new values out.
                mean, variance = batch
                count = count_of(values, axes_but(axis, rank))
                kept = rules.estimate(variance, count)
                tracked.update(mean, kept, decay, training)
        call.run.scope.adopt_variables({})
        return call.activated(
            cast(outputs, call.run.compute_dtype), activation_fn, outputs_collections
        )


def _normalize_specially(
    values: Tensor,
    axis: int,
    weights: Tensor | None,
    tracked: MovingMoments | BatchRenorm,
    training: bool | Tensor,
    adjustment: Callable[[Any], tuple[Tensor, Tensor]] | None,
    *,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float | Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return what `normalize_batch` does, with weights, corrections and conditions."""
    batch = _moments(values, axis, weights)
    r, d = tracked.correction(*batch)
    scale, offset = _composed(
        select(training, r, 1.0), select(training, d, 0.0), scale, offset
    )
    scale, offset = along(scale, values, axis), along(offset, values, axis)
    if adjustment is not None:
        scale, offset = _composed(*adjustment(ops.shape(values)), scale, offset)
    pairs = zip(batch, tracked.values, strict=True)
    mean, variance = (select(training, now, moving) for now, moving in pairs)
    outputs = normalize(
        values,
        along(mean, values, axis),
        along(variance, values, axis),
        offset=offset,
        scale=scale,
        epsilon=epsilon,
    )
    return outputs, *batch


def _moments(
    values: Tensor, axis: int, weights: Tensor | None
) -> tuple[Tensor, Tensor]:
    """Return mean and variance of each channel, as vectors."""
    rank = len(values.shape)
    axes = axes_but(axis, rank)
    if weights is None:
        mean, variance = moments(values, axes)
    else:
        weights = ops.convert_to_tensor(weights, values.dtype)
        each = ops.reshape(weights, [-1] + [1] * (rank - 1))
        mean, variance = moments(values, axes, each)
    return ops.reshape(mean, (-1,)), ops.reshape(variance, (-1,))


def _composed(
    scale: Tensor, offset: Tensor, gamma: Tensor | None, beta: Tensor | None
) -> tuple[Tensor, Tensor]:
    """Return scale and offset of `(values * scale + offset) * gamma + beta`."""
    if gamma is not None:
        scale, offset = scale * gamma, offset * gamma
    return scale, offset if beta is None else offset + beta


def _like(values: Tensor, parameter: Tensor | None) -> Tensor | None:
    """Return `parameter`, if any, in the dtype of `values`."""
    if parameter is None or parameter.dtype == values.dtype:
        return parameter
    return cast(parameter, dtype_name(values.dtype))
