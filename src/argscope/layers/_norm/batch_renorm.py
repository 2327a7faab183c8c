"""Batch renormalization: statistics of a batch, corrected towards moving averages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._call import LayerCall
from argscope.layers._norm.moving_average import MovingAverage, MovingMoments
from argscope.layers._numerics.ops import select
from argscope.layers.initializers import ones_initializer, zeros_initializer


@final
class BatchRenorm:
    """The three variables of a batch_norm with `renorm`, and what is done with them.

    Args:
        call: The layer.
        moving: Its moving moments.
        shape: Shape of the statistics.
        clipping: Limits `rmin`, `rmax` and `dmax` of the corrections.
        decay: Share of the old averages in an update of those corrected to.
        epsilon: Added to variances.

    Source:
        Ioffe 2017, arXiv:1702.03275, algorithm 1. As in TensorFlow 1, averages are kept
        of the standard deviation instead of the variance.
    """

    __slots__ = (
        "_clipping",
        "_decay",
        "_epsilon",
        "_mean",
        "_moments",
        "_moving",
        "_stddev",
    )

    def __init__(
        self,
        call: LayerCall,
        moving: MovingMoments,
        shape: tuple[int, ...],
        clipping: Mapping[str, float] | None,
        decay: float | Tensor,
        epsilon: float | Tensor,
    ) -> None:
        zeros, ones = zeros_initializer(), ones_initializer()
        self._moments = moving
        self._moving = MovingAverage(call, "moving_stddev", shape, ones)
        self._mean = MovingAverage(call, "renorm_mean", shape, zeros)
        self._stddev = MovingAverage(call, "renorm_stddev", shape, ones)
        self._clipping = clipping or {}
        self._decay = decay
        self._epsilon = epsilon

    @property
    def values(self) -> tuple[Tensor, Tensor]:
        """The moving mean and variance."""
        return self._moments.values

    def correction(self, mean: Tensor, variance: Tensor) -> tuple[Tensor, Tensor]:
        """Return `r` and `d`: normalized values become `values * r + d`."""
        average = ops.maximum(self._stddev.variable, self._epsilon**0.5)
        most = self._clipping.get("dmax")
        r = _clip(
            self._std(variance) / average,
            self._clipping.get("rmin"),
            self._clipping.get("rmax"),
        )
        d = _clip(
            (mean - self._mean.variable) / average,
            None if most is None else -most,
            most,
        )
        return ops.stop_gradient(r), ops.stop_gradient(d)

    def update(
        self,
        mean: Tensor,
        variance: Tensor,
        decay: float | Tensor,
        condition: bool | Tensor,
    ) -> None:
        """Move the averages that the corrections go to, and the moments with them."""
        stddev = self._std(variance)
        self._mean.update(mean, self._decay, condition)
        self._stddev.update(stddev, self._decay, condition)
        self._moments.mean.update(mean, decay, condition)
        # The moving variance is not averaged itself: it follows the standard deviation,
        # and rounding must not make it negative.
        moved = ops.square(self._moving.update(stddev, decay, condition))
        kept = self._moments.variance.variable
        kept.assign(select(condition, ops.relu(moved - self._epsilon), kept))

    def _std(self, variance: Tensor) -> Tensor:
        return ops.sqrt(variance + self._epsilon)


def _clip(values: Tensor, least: float | None, most: float | None) -> Tensor:
    if least is not None:
        values = ops.maximum(values, least)
    return values if most is None else ops.minimum(values, most)
