"""Generalized divisive normalization, of learned image compression."""

from __future__ import annotations

from typing import Any, Final, Literal, final

import keras
import numpy as np
from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._arguments import Regularizer
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.gradient_ops import with_gradient
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name

_OFFSET: Final = 2**-18


@layer
def gdn(
    inputs: Tensor,
    inverse: bool = False,
    beta_min: float = 1e-6,
    gamma_init: float = 0.1,
    reparam_offset: float = _OFFSET,
    data_format: Literal["channels_last", "channels_first"] = "channels_last",
    activity_regularizer: Regularizer | None = None,
    trainable: bool = True,
    name: Name = None,
    reuse: Reuse = None,
) -> Tensor:
    """Divide each channel by a learned mix of the energies of all channels.

    `y[i] = x[i] / sqrt(beta[i] + sum_j(gamma[j, i] * x[j] ** 2))`; the inverse
    multiplies instead.

    Args:
        inputs: Shape `(batch, ..., channels)` of rank 2 to 5, any float dtype;
            `(batch, channels, ...)` with `data_format="channels_first"`.
        inverse: Multiply instead of dividing (for synthesis).
        beta_min: Least value of `beta`, > 0.
        gamma_init: Initial value of the diagonal of `gamma`, >= 0; the rest is 0.
        reparam_offset: Keeps gradients of the parameters away from 0, >= 0.
        data_format: `"channels_last"` or `"channels_first"`.
        activity_regularizer: Function of the output that gives a loss of the model.
        trainable: Whether training changes the parameters.
        name: Name of the variables' scope; default: `gdn`, `gdn_1`, ...
        reuse: Share the variables of an earlier call with the same name.

    Returns:
        Shape of `inputs`.

    Raises:
        InputError: `inputs` has another rank, or its channels are unknown.
        LayerArgumentError: Another `data_format`.
        VariableError: The name is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.gdn(keras.Input((8, 8, 3))).shape
        (None, 8, 8, 3)

    Source:
        Ballé et al. 2016, arXiv:1511.06281, eq. 1 and 4; parameters `reparam_beta`
        `(channels,)` and `reparam_gamma` `(channels, channels)`, the roots of `beta`
        and `gamma`, as in tf_slim/layers/layers.py, `GDN`. There the gradient is not
        registered; here it is.
    """
    with LayerCall(gdn, inputs, name, "gdn", reuse=reuse, trainable=trainable) as call:
        rank = call.rank(2, 3, 4, 5)
        axes = {"channels_last": rank - 1, "channels_first": 1}
        if data_format not in axes:
            raise call.wrong("data_format", data_format, "one of " + ", ".join(axes))
        channels = call.known_size(axes[data_format])
        pedestal = reparam_offset**2
        beta = call.variable(
            "reparam_beta", (channels,), _Root(1.0, pedestal), is_model=False
        )
        gamma = call.variable(
            "reparam_gamma",
            (channels, channels),
            _Root(gamma_init, pedestal),
            is_model=False,
        )
        beta = _squared(beta, (beta_min + pedestal) ** 0.5, pedestal)
        gamma = _squared(gamma, reparam_offset, pedestal)
        values = ops.moveaxis(inputs, axes[data_format], -1)
        energy = ops.matmul(ops.square(values), gamma) + beta
        norm = ops.sqrt(energy) if inverse else ops.rsqrt(energy)
        outputs = ops.moveaxis(values * norm, -1, axes[data_format])
        if activity_regularizer is not None:
            call.run.store.model.add_loss(activity_regularizer(outputs))
        return outputs


@final
class GDN:
    """`gdn` as an object: `GDN(inverse=True, name="gdn")(inputs)`.

    Args:
        inverse: As in `gdn`.
        **arguments: The other arguments of `gdn`.
    """

    def __init__(self, inverse: bool = False, **arguments: Any) -> None:
        self._arguments = {"inverse": inverse, **arguments}

    def __call__(self, inputs: Tensor) -> Tensor:
        """Return `gdn(inputs, ...)`."""
        return gdn(inputs, **self._arguments)


@final
class _Root(keras.initializers.Initializer):
    """The root of a constant (on the diagonal, if there is one) plus a pedestal."""

    def __init__(self, value: float, pedestal: float) -> None:
        self._value = value
        self._pedestal = pedestal

    def draw(self, shape: tuple[int, ...], _generator: Any) -> np.ndarray[Any, Any]:
        size = shape[0]
        value = self._value * (np.eye(size) if len(shape) == 2 else np.ones(size))
        return np.sqrt(value + self._pedestal)


def _squared(root: Tensor, least: float, pedestal: float) -> Tensor:
    """Return the parameter whose root, at `least`, this is."""
    return ops.square(_at_least(root, least)) - pedestal


def _at_least(values: Tensor, least: float) -> Tensor:
    """Return `max(values, least)` with a gradient that can lead back above `least`."""

    def gradient(values: Tensor, upstream: Tensor) -> Tensor:
        passes = ops.logical_or(values >= least, upstream < 0)
        return upstream * ops.cast(passes, upstream.dtype)

    return with_gradient(lambda values: ops.maximum(values, least), gradient)(values)
