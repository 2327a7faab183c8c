"""Moving averages: variables that follow a value slowly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from argscope._base.tensor import Tensor
from argscope.layers._arguments import Initializer
from argscope.layers._call import LayerCall
from argscope.layers._numerics.norm_ops import interpolate
from argscope.layers._numerics.ops import cast, select
from argscope.layers.initializers import ZEROS, ones_initializer

_INITIAL: Final = {"moving_mean": ZEROS, "moving_variance": ones_initializer()}


@final
class MovingAverage:
    """A variable of a layer that each training step moves towards a new value.

    Args:
        call: The layer.
        name: The variable's name in the layer's scope.
        shape: Its shape.
        initializer: Its initial value.
    """

    __slots__ = ("variable",)

    def __init__(
        self,
        call: LayerCall,
        name: str,
        shape: tuple[int, ...],
        initializer: Initializer,
    ) -> None:
        self.variable = call.variable(
            name, shape, initializer, trainable=False, raw=True
        )

    def update(
        self, value: Tensor, decay: float | Tensor, condition: bool | Tensor = True
    ) -> Tensor:
        """Keep `decay` of the old average, add `1 - decay` of `value`; return the new.

        Where `condition`, a bool or scalar tensor, is false nothing changes.
        """
        old = self.variable.value
        moved = interpolate(old, cast(value, self.variable.dtype), 1.0 - decay)
        moved = select(condition, moved, old)
        self.variable.assign(moved)
        return moved


@final
class ZeroDebias:
    """Corrects a moving average for having started at zero.

    It keeps two more variables of the layer, `biased` and `local_step`, under the path
    of the average repeated in the layer's scope, as the original does.

    Source:
        Kingma & Ba 2014, arXiv:1412.6980, section 3; TensorFlow 1,
        `moving_averages.assign_moving_average(zero_debias=True)`.
    """

    __slots__ = ("_average", "_biased", "_step")

    def __init__(
        self, call: LayerCall, average: MovingAverage, *, is_model: bool
    ) -> None:
        self._average = average.variable
        path, shape = self._average.path, tuple(self._average.shape)
        self._biased, self._step = (
            call.variable(
                f"{path}/{name}",
                of,
                ZEROS,
                trainable=False,
                is_model=is_model,
                raw=True,
            )
            for name, of in (("biased", shape), ("local_step", ()))
        )

    def update(
        self, value: Tensor, decay: float | Tensor, condition: bool | Tensor = True
    ) -> None:
        """As `MovingAverage.update`."""
        biased = self._biased - (1.0 - decay) * (self._biased - value)
        step = self._step + 1.0
        average = biased / (1.0 - decay**step)
        for variable, new in (
            (self._biased, biased),
            (self._step, step),
            (self._average, average),
        ):
            variable.assign(select(condition, new, variable))


@final
class MovingMoments:
    """The moving mean and variance of a batch_norm.

    Args:
        call: The layer.
        shape: Shape of each.
        initializers: Initial values by name, instead of 0 and 1.
        zero_debias: Whether to correct the mean for having started at zero.
        debias_is_model: Whether what that takes counts as variables of the model.

    Attributes:
        mean: The moving mean.
        variance: The moving variance.
    """

    __slots__ = ("_debias", "mean", "variance")

    def __init__(
        self,
        call: LayerCall,
        shape: tuple[int, ...],
        initializers: Mapping[str, Initializer] | None,
        *,
        zero_debias: bool,
        debias_is_model: bool,
    ) -> None:
        initial = {**_INITIAL, **(initializers or {})}
        self.mean, self.variance = (
            MovingAverage(call, name, shape, initial[name])
            for name in ("moving_mean", "moving_variance")
        )
        self._debias: ZeroDebias | None = None
        if zero_debias:
            self._debias = ZeroDebias(call, self.mean, is_model=debias_is_model)

    @property
    def path(self) -> str:
        """The path of the moving mean."""
        return str(self.mean.variable.path)

    @property
    def values(self) -> tuple[Tensor, Tensor]:
        """The moving mean and variance, as tensors."""
        return self.mean.variable.value, self.variance.variable.value

    def correction(self, _mean: Tensor, _variance: Tensor) -> tuple[Tensor, Tensor]:
        """Return what `BatchRenorm.correction` does, for no correction."""
        return 1.0, 0.0

    def update(
        self,
        mean: Tensor,
        variance: Tensor,
        decay: float | Tensor,
        condition: bool | Tensor,
    ) -> None:
        """Move both; see `MovingAverage.update`."""
        (self._debias or self.mean).update(mean, decay, condition)
        self.variance.update(variance, decay, condition)
