"""Where in an image each channel is: the expected position under a softmax."""

from __future__ import annotations

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.ops import CHANNELS_FIRST
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections
from argscope.layers.initializers import constant_initializer, ones_initializer


@layer
def spatial_softmax(
    features: Tensor,
    temperature: float | None = None,
    name: Name = None,
    variables_collections: Collections = None,
    trainable: bool = True,
    data_format: str | None = "NHWC",
) -> Tensor:
    """Return the expected row and column of each channel's activation.

    Args:
        features: Shape `(batch, height, width, channels)`, or `(batch, channels,
            height, width)` with `data_format="NCHW"`. Any float dtype.
        temperature: Divides the features before the softmax, > 0. None for a learned
            one that starts at 1.
        name: Name of the variable's scope; default: `spatial_softmax`, ...
        variables_collections: Collections for the variable, or `{name: collections}`.
        trainable: Whether training changes the temperature. As in the original it is a
            variable also where it is given.
        data_format: None or `"NHWC"`, or `"NCHW"`.

    Returns:
        Shape `(batch, 2 * channels)`: row and column of each channel, in [-1, 1].

    Raises:
        InputError: `features` is not of rank 4, or a size other than the batch is
            unknown.
        LayerArgumentError: Another `data_format`.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.spatial_softmax(keras.Input((4, 5, 3))).shape
        (None, 6)

    Source:
        Levine et al. 2016, arXiv:1504.00702, section 5.1; tf_slim/layers/layers.py,
        `spatial_softmax`.
    """
    with LayerCall(
        spatial_softmax,
        features,
        name,
        "spatial_softmax",
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        call.rank(4)
        if call.data_format(data_format) != CHANNELS_FIRST:
            features = ops.transpose(features, (0, 3, 1, 2))
        _, channels, height, width = features.shape
        initial = (
            ones_initializer()
            if temperature is None
            else constant_initializer(temperature)
        )
        logits = ops.reshape(features, (-1, channels, height * width))
        attention = ops.softmax(logits / call.variable("temperature", (), initial))
        attention = ops.reshape(attention, (-1, channels, height, width))
        rows = _expected(ops.sum(attention, axis=3), height)
        columns = _expected(ops.sum(attention, axis=2), width)
        return ops.reshape(ops.stack([rows, columns], axis=2), (-1, 2 * channels))


def _expected(weights: Tensor, size: int) -> Tensor:
    """Return the mean position in [-1, 1] under `weights` over the last axis."""
    return ops.sum(
        weights * ops.linspace(-1.0, 1.0, size, dtype=weights.dtype), axis=-1
    )
