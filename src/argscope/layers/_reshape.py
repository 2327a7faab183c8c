"""Layers that only change the shape."""

from __future__ import annotations

import math

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._arguments import OutputCollections
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.ops import CHANNELS_FIRST


@layer
def flatten(
    inputs: Tensor,
    outputs_collections: OutputCollections = None,
    scope: str | None = None,
) -> Tensor:
    """Make one axis of all axes but the first.

    Args:
        inputs: Shape `(batch, ...)`, any dtype.
        outputs_collections: Collections for the output.
        scope: Name of the output in collections.

    Returns:
        Shape `(batch, features)`.

    Raises:
        InputError: `inputs` has no axis, or a size other than the batch is unknown.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.flatten(keras.Input((4, 5, 6))).shape
        (None, 120)

    Source:
        tf_slim/layers/layers.py, `flatten`.
    """
    call = LayerCall.named(flatten, inputs, scope, "Flatten")
    rank = call.rank_at_least(1)
    features = math.prod(call.known_size(axis) for axis in range(1, rank))
    outputs = ops.reshape(inputs, (-1, features))
    return call.collected(outputs_collections, outputs)


@layer
def images_to_sequence(
    inputs: Tensor,
    data_format: str | None = "NHWC",
    outputs_collections: OutputCollections = None,
    scope: str | None = None,
) -> Tensor:
    """Cut images into rows, and make of each row a sequence of pixels.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`, or
            `(batch, channels, height, width)` with `data_format="NCHW"`.
        data_format: None or `"NHWC"`, or `"NCHW"`.
        outputs_collections: Collections for the output.
        scope: Name of the output in collections.

    Returns:
        Shape `(width, batch * height, channels)`: time first, as recurrent layers of
        the time wanted it.

    Raises:
        InputError: `inputs` is not of rank 4, or a size other than the batch is unknown.
        LayerArgumentError: Another `data_format`.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.images_to_sequence(np.zeros((2, 3, 4, 5))).shape
        (4, 6, 5)

    Source:
        tf_slim/layers/layers.py, `images_to_sequence`.
    """
    call = LayerCall.named(images_to_sequence, inputs, scope, "ImagesToSequence")
    call.rank(4)
    if call.data_format(data_format) == CHANNELS_FIRST:
        inputs = ops.transpose(inputs, (0, 2, 3, 1))
    _, _, width, channels = inputs.shape
    rows = ops.reshape(inputs, (-1, width, channels))
    outputs = ops.transpose(rows, (1, 0, 2))
    return call.collected(outputs_collections, outputs)


@layer
def sequence_to_images(
    inputs: Tensor,
    height: int,
    output_data_format: str = "channels_last",
    outputs_collections: OutputCollections = None,
    scope: str | None = None,
) -> Tensor:
    """Put rows back together to images: the inverse of `images_to_sequence`.

    Args:
        inputs: Sequences, shape `(width, batch * height, channels)`.
        height: Rows of an image, >= 1.
        output_data_format: `"channels_last"` or `"channels_first"`.
        outputs_collections: Collections for the output.
        scope: Name of the output in collections.

    Returns:
        Shape `(batch, height, width, channels)`, or `(batch, channels, height, width)`.

    Raises:
        InputError: `inputs` is not of rank 3, or a number of rows is left over.
        LayerArgumentError: An argument has a wrong value.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> layers.sequence_to_images(np.zeros((4, 6, 5)), height=3).shape
        (2, 3, 4, 5)

    Source:
        tf_slim/layers/layers.py, `sequence_to_images`.
    """
    call = LayerCall.named(sequence_to_images, inputs, scope, "SequenceToImages")
    call.rank(3)
    height = call.count("height", height)
    width, rows, channels = inputs.shape
    if rows is not None and rows % height:
        raise call.wrong_input(f"a multiple of height={height} along axis 1")
    images = ops.reshape(inputs, (width, -1, height, channels))
    order = {"channels_last": (1, 2, 0, 3), "channels_first": (1, 3, 2, 0)}
    if output_data_format not in order:
        raise call.wrong(
            "output_data_format", output_data_format, "one of " + ", ".join(order)
        )
    outputs = ops.transpose(images, order[output_data_format])
    return call.collected(outputs_collections, outputs)
