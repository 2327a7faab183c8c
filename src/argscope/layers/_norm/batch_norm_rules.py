"""Which of its three implementations of batch_norm the original would have chosen.

They differ in the order of variables, in what they do with `trainable=False`, in whether
they penalize, and in the estimate of the variance that they keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, final

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._state.graph_keys import GraphKeys


@final
@dataclass(frozen=True, slots=True)
class BatchNormRules:
    """What depends on the implementation.

    Attributes:
        is_fused: Whether one kernel does it all: it keeps the unbiased estimate of the
            variance, and moving averages have no gradient, even in the hands of an
            optimizer.
        is_layer_class: TensorFlow 1's layer class: `gamma` comes before `beta`, and
            moving averages stay as they are with `trainable=False`.
        regularizes: Whether `param_regularizers` are applied.
        debias_is_model: Whether the variables that correct the moving mean for having
            started at zero count as variables of the model.
    """

    is_fused: bool
    is_layer_class: bool
    regularizes: bool
    debias_is_model: bool

    @classmethod
    def choose(
        cls,
        rank: int,
        *,
        is_plain: bool,
        is_weighted: bool,
        updates_collections: str | None,
        fused: bool | None,
        zero_debias: bool,
    ) -> Self:
        """Return the rules for a call.

        Args:
            rank: Rank of the inputs.
            is_plain: Neither weights, renorm nor adjustment are asked for.
            is_weighted: Examples have weights.
            updates_collections: As given by the caller.
            fused: As given by the caller.
            zero_debias: As given by the caller.

        Source:
            tf_slim 1.1.0, the conditions at the start of `batch_norm`.
        """
        default_updates = updates_collections == GraphKeys.UPDATE_OPS
        own_kernel = (
            is_plain
            and fused is not False
            and rank in (2, 4)
            and (rank == 2 or zero_debias or not default_updates)
        )
        layer_class = (
            not own_kernel and not is_weighted and default_updates and not zero_debias
        )
        fused_layer_class = layer_class and is_plain and rank in (4, 5)
        return cls(
            is_fused=own_kernel or (fused_layer_class and fused is not False),
            is_layer_class=layer_class,
            regularizes=own_kernel or layer_class,
            debias_is_model=not own_kernel,
        )

    def updates(self, trainable: bool) -> bool:
        """Return whether training updates the moving averages."""
        return trainable or not self.is_layer_class

    def fixed(self, average: Tensor) -> Tensor:
        """Return a moving average to normalize with: as a constant, for a kernel."""
        return ops.stop_gradient(average) if self.is_fused else average

    def estimate(self, variance: Tensor, count: int | Tensor) -> Tensor:
        """Return the estimate of the variance to keep, from that of `count` values."""
        if not self.is_fused:
            return variance
        if isinstance(count, int):
            return variance * (count / max(count - 1, 1))
        return variance * (count / ops.maximum(count - 1.0, 1.0))
