"""Losses of single elements as one number, which is added to the losses of the graph."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any, Final, final

from keras import ops

from argscope.layers._numerics.norm_ops import size_of
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._names.collections import GraphKeys, add_to_collection, get_collection
from argscope.tf1._names.scopes import name_scope
from argscope.tf1._nn.operands import tensor
from argscope.tf1._ops.values import Array, dtype_of


@final
@symbol("losses.Reduction")
class Reduction:
    """What `reduction` of a loss can be."""

    NONE: Final = "none"
    SUM: Final = "weighted_sum"
    MEAN: Final = "weighted_mean"
    SUM_OVER_BATCH_SIZE: Final = "weighted_sum_over_batch_size"
    SUM_BY_NONZERO_WEIGHTS: Final = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS: Final = SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Return all of them."""
        return (
            cls.NONE,
            cls.SUM,
            cls.MEAN,
            cls.SUM_OVER_BATCH_SIZE,
            cls.SUM_OVER_NONZERO_WEIGHTS,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )

    @classmethod
    def validate(cls, key: Any) -> None:
        """Check that `key` is one of them.

        Raises:
            ValueError: It is not.
        """
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key {key}.")


@symbol("losses.compute_weighted_loss")
def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: Any = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Any:
    """Return the weighted losses as one number, and add it to a collection.

    Args:
        losses: The losses of elements.
        weights: A number, or a tensor of the rank of `losses` that broadcasts to them.
        scope: Names the loss.
        loss_collection: The collection; None for none.
        reduction: What is made of the weighted losses: one of `tf.losses.Reduction`.

    Raises:
        ValueError: There is no such reduction, or the weights do not broadcast.
    """
    Reduction.validate(reduction)
    with name_scope(scope, "weighted_loss"):
        loss = _weighted(losses, weights, reduction, name="value")
    add_loss(loss, loss_collection)
    return loss


def named(scope: Any, default: str, losses: Callable[[], Any], *reduced: Any) -> Any:
    """Return `compute_weighted_loss` of what `losses` makes, all in one scope of names."""
    with name_scope(scope, default) as path:
        weights, *rest = reduced
        return compute_weighted_loss(losses(), weights, path, *rest)


@symbol("losses.add_loss", "contrib.losses.add_loss", "contrib.slim.losses.add_loss")
def add_loss(loss: Any, loss_collection: str | None = GraphKeys.LOSSES) -> None:
    """Add a loss to a collection."""
    if loss_collection:
        add_to_collection(loss_collection, loss)


@symbol(
    "losses.get_losses", "contrib.losses.get_losses", "contrib.slim.losses.get_losses"
)
def get_losses(scope: Any = None, loss_collection: str = GraphKeys.LOSSES) -> list[Any]:
    """Return the losses in a collection."""
    return get_collection(loss_collection, scope)


@symbol(
    "losses.get_regularization_losses",
    "contrib.losses.get_regularization_losses",
    "contrib.slim.losses.get_regularization_losses",
)
def get_regularization_losses(scope: Any = None) -> list[Any]:
    """Return the penalties on variables."""
    return get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


@symbol("losses.get_regularization_loss")
def get_regularization_loss(
    scope: Any = None, name: str = "total_regularization_loss"
) -> Any:
    """Return the sum of the penalties on variables; 0 if there are none."""
    return _sum(get_regularization_losses(scope) or [0.0], name=name)


@symbol(
    "losses.get_total_loss",
    "contrib.losses.get_total_loss",
    "contrib.slim.losses.get_total_loss",
)
def get_total_loss(
    add_regularization_losses: bool = True, name: str = "total_loss", scope: Any = None
) -> Any:
    """Return the sum of all losses.

    Raises:
        ValueError: There are none.
    """
    losses = list(get_losses(scope))
    if add_regularization_losses:
        losses += get_regularization_losses(scope)
    if not losses:
        raise ValueError(
            "There are no losses to add up: none was added to the collections."
        )
    return _sum(losses, name=name)


@op("AddN")
def _sum(losses: list[Array], name: str | None = None) -> Array:
    return functools.reduce(operator.add, map(tensor, losses))


@op("value")
def _weighted(losses: Array, weights: Array, reduction: str, name: str) -> Array:
    given = tensor(losses)
    losses, weights = ops.cast(given, "float32"), tensor(weights, "float32")
    _check_broadcasts(tuple(weights.shape), tuple(losses.shape))
    weighted = losses * weights
    if reduction != Reduction.NONE:
        total = ops.sum(weighted)
        count = _count(losses, weights, reduction)
        weighted = total if count is None else ops.divide_no_nan(total, count)
    return ops.cast(weighted, dtype_of(given))


def _count(losses: Array, weights: Array, reduction: str) -> Array:
    """Return what the sum is to be divided by; None for nothing."""
    if reduction == Reduction.SUM:
        return None
    if reduction == Reduction.SUM_OVER_BATCH_SIZE:
        size = size_of(losses, range(len(losses.shape)))
        return ops.cast(size, "float32")
    if reduction == Reduction.SUM_BY_NONZERO_WEIGHTS:
        weights = ops.cast(ops.not_equal(weights, 0.0), "float32")
    return ops.sum(ops.broadcast_to(weights, ops.shape(losses)))


def _check_broadcasts(weights: tuple[Any, ...], losses: tuple[Any, ...]) -> None:
    is_scalar = weights == ()
    if is_scalar or (
        len(weights) == len(losses)
        and all(
            w in (1, None, n) or n is None for w, n in zip(weights, losses, strict=True)
        )
    ):
        return
    raise ValueError(
        f"weights of shape {weights} for losses of shape {losses}: they must be a number, "
        "or have as many axes, each of size 1 or that of the losses."
    )
