"""Boxes in images: drawn, and cut out at one size.

A box is `[top, left, bottom, right]`, as shares of the distance from the first pixel to
the last.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._nn.image_shapes import image_of, size_of
from argscope.tf1._ops.values import Array, array, dtype_of, shape_of, sizes_of

_COLOURS: Final = np.array(
    [
        [1, 1, 0, 1],  # yellow
        [0, 0, 1, 1],  # blue
        [1, 0, 0, 1],  # red
        [0, 1, 0, 1],  # lime
        [0.5, 0, 0.5, 1],  # purple
        [0.5, 0.5, 0, 1],  # olive
        [0.5, 0, 0, 1],  # maroon
        [0, 0, 0.5, 1],  # navy
        [0, 1, 1, 1],  # aqua
        [1, 0, 1, 1],  # fuchsia
    ],
    np.float32,
)
"""In tensorflow/core/kernels/image/draw_bounding_box_op.cc."""


@op("CropAndResize", "image.crop_and_resize")
def crop_and_resize(
    image: Array,
    boxes: Array,
    box_ind: Array = None,
    crop_size: Any = None,
    method: str = "bilinear",
    extrapolation_value: float = 0,
    name: str | None = None,
    box_indices: Array = None,
) -> Array:
    """Return boxes of images, all at one size.

    Args:
        image: Shape `(batch, height, width, channels)`.
        boxes: Shape `(count, 4)`. Boxes may turn around, and reach out of the image.
        box_ind: Which image each is in, shape `(count,)`.
        crop_size: The height and width that they get.
        method: `"bilinear"` or `"nearest"`.
        extrapolation_value: What is outside of the image.
        name: The operation's name.
        box_indices: Another name of `box_ind`.

    Returns:
        Shape `(count, *crop_size, channels)`, float32.

    Source:
        tensorflow/core/kernels/image/crop_and_resize_op.cc.
    """
    if method not in ("bilinear", "nearest"):
        raise ValueError(f"method is 'bilinear' or 'nearest', not {method!r}.")
    image = ops.cast(image_of(image, 4), "float32")
    boxes = ops.cast(array(boxes), "float32")
    which = array(box_ind if box_indices is None else box_indices)
    rows, columns = (
        _places(boxes[:, axis], boxes[:, axis + 2], new, old)
        for axis, new, old in zip(
            (0, 1), sizes_of(crop_size), size_of(image), strict=True
        )
    )
    if method == "nearest":
        crops = _pixels(image, which, _nearest(rows), _nearest(columns))
    else:
        crops = _between(image, which, rows, columns)
    inside = ops.logical_and(
        _is_inside(rows, size_of(image)[0])[:, :, None],
        _is_inside(columns, size_of(image)[1])[:, None, :],
    )
    outside = ops.cast(extrapolation_value, "float32")
    return ops.where(inside[..., None], crops, outside)


@op("DrawBoundingBoxes", "image.draw_bounding_boxes")
def draw_bounding_boxes(
    images: Array, boxes: Array, name: str | None = None, colors: Array = None
) -> Array:
    """Return images with the outlines of boxes, one pixel wide.

    Args:
        images: Shape `(batch, height, width, channels)`, of floats.
        boxes: Shape `(batch, count, 4)`, `count` known.
        name: The operation's name.
        colors: What colours to take in turn, shape `(any, channels)`.

    Source:
        tensorflow/core/kernels/image/draw_bounding_box_op.cc.
    """
    images, boxes = image_of(images, 4), array(boxes)
    height, width = size_of(images)
    channels = int(images.shape[-1])
    palette = _palette(colors, channels)
    for index in range(int(boxes.shape[1])):
        box = boxes[:, index]
        colour = ops.cast(palette[index % len(palette)], dtype_of(images))
        outline = _outline(box, height, width)
        images = ops.where(outline[..., None], colour, images)
    return images


# --- crop_and_resize


def _places(start: Array, end: Array, new: Any, old: Any) -> Array:
    """Return where each new pixel lies among the old ones, shape `(count, new)`."""
    last = ops.array(old - 1, dtype="float32")
    if new == 1:
        return (0.5 * (start + end) * last)[:, None]
    step = (end - start) * last / (new - 1)
    pixels = ops.arange(new, dtype="float32")
    return (start * last)[:, None] + step[:, None] * pixels


def _is_inside(places: Array, size: Any) -> Array:
    last = ops.array(size - 1, dtype="float32")
    return ops.logical_and(places >= 0, places <= last)


def _nearest(places: Array) -> Array:
    return ops.floor(places + 0.5)  # halves go up, as in C


def _between(image: Array, which: Array, rows: Array, columns: Array) -> Array:
    """Return the mixture of the four pixels around each place."""
    top, left = ops.floor(rows), ops.floor(columns)
    bottom, right = ops.ceil(rows), ops.ceil(columns)
    down = (rows - top)[:, :, None, None]
    across = (columns - left)[:, None, :, None]
    upper, lower = (
        (one := _pixels(image, which, edge, left))
        + (_pixels(image, which, edge, right) - one) * across
        for edge in (top, bottom)
    )
    return upper + (lower - upper) * down


def _pixels(image: Array, which: Array, rows: Array, columns: Array) -> Array:
    """Return the pixels at whole places; those outside are at the edge."""
    batch, height, width, channels = shape_of(image)
    rows, columns = (
        ops.clip(ops.cast(places, "int32"), 0, size - 1)
        for places, size in ((rows, height), (columns, width))
    )
    which = ops.cast(which, "int32")
    index = (which[:, None] * height + rows)[:, :, None] * width + columns[:, None, :]
    pixels = ops.reshape(image, (batch * height * width, channels))
    return ops.take(pixels, index, 0)


# --- draw_bounding_boxes


def _palette(colors: Array, channels: int) -> Array:
    given = _COLOURS if colors is None else array(colors)
    palette = given if colors is not None and len(given) else _COLOURS
    if channels == 1:
        return np.ones_like(palette[:, :1])  # white
    return palette[:, :channels]


def _outline(box: Array, height: Any, width: Any) -> Array:
    """Return where a box has its edges, shape `(batch, height, width)`."""
    scale = ops.array([height - 1, width - 1, height - 1, width - 1], dtype="float32")
    edges = ops.cast(ops.cast(box, "float32") * scale, "int32")
    top, left, bottom, right = (edges[:, i, None, None] for i in range(4))
    rows = ops.arange(height, dtype="int32")[None, :, None]
    columns = ops.arange(width, dtype="int32")[None, None, :]
    is_beside = ops.logical_and(rows >= top, rows <= bottom)
    is_between = ops.logical_and(columns >= left, columns <= right)
    is_row = ops.logical_or(rows == top, rows == bottom)
    is_column = ops.logical_or(columns == left, columns == right)
    return ops.logical_or(
        ops.logical_and(is_row, is_between), ops.logical_and(is_column, is_beside)
    )
