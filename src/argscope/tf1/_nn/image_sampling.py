"""`tf.image.sample_distorted_bounding_box`: a piece of an image, at random.

Source:
    tensorflow/core/kernels/image/sample_distorted_bounding_box_op.cc. It tries one piece
    after the other, and here all are tried at once.
"""

from __future__ import annotations

from typing import Any, final

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._nn.image_random import drawn
from argscope.tf1._ops.values import Array, array, dtype_of, shape_of


@op("SampleDistortedBoundingBoxV2", "image.sample_distorted_bounding_box", draws=True)
def sample_distorted_bounding_box(
    image_size: Array,
    bounding_boxes: Array,
    seed: int | None = None,
    seed2: int | None = None,
    min_object_covered: float = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Array, Array, Array]:
    """Return where a random piece of an image begins, its size, and it as a box.

    Args:
        image_size: Height, width and channels.
        bounding_boxes: Of objects, shape `(batch, count, 4)`.
        seed: See `_ops.random`.
        seed2: Likewise.
        min_object_covered: Which part of an object is in the piece at least.
        aspect_ratio_range: The limits of width / height.
        area_range: The limits of its area, as a share of the image's.
        max_attempts: How many pieces are tried; where none will do it is the image.
        use_image_if_no_bounding_boxes: Whether the image is the object if there is none.
        name: The operation's name.

    Raises:
        ValueError: There is no object.
    """
    boxes = _boxes(bounding_boxes, bool(use_image_if_no_bounding_boxes))
    image_size = array(image_size)
    height, width = (ops.cast(image_size[axis], "float32") for axis in (0, 1))
    tried = Pieces(
        height,
        width,
        (0.75, 1.33) if aspect_ratio_range is None else aspect_ratio_range,
        (0.05, 1.0) if area_range is None else area_range,
        max_attempts or 100,
    )
    will_do = ops.logical_and(
        tried.are_allowed(), tried.cover(boxes, float(min_object_covered))
    )
    first = ops.argmax(ops.cast(will_do, "int32"))
    has_any = ops.any(will_do)

    def chosen(values: Array, otherwise: Array) -> Array:
        return ops.where(has_any, ops.take(values, first), otherwise)

    top, left = chosen(tried.tops, 0.0), chosen(tried.lefts, 0.0)
    tall, wide = chosen(tried.heights, height), chosen(tried.widths, width)
    kind = dtype_of(image_size)
    box = ops.stack(
        [top / height, left / width, (top + tall) / height, (left + wide) / width]
    )
    begin = ops.stack([top, left, ops.zeros_like(top)])
    size = ops.stack([tall, wide, -ops.ones_like(tall)])
    return ops.cast(begin, kind), ops.cast(size, kind), ops.reshape(box, (1, 1, 4))


@final
class Pieces:
    """Random pieces of an image, each of whole pixels.

    Args:
        height: The image's.
        width: The image's.
        aspect_ratios: The limits of width / height.
        areas: The limits of the area, as a share of the image's.
        count: How many.
    """

    def __init__(
        self, height: Array, width: Array, aspect_ratios: Any, areas: Any, count: int
    ) -> None:
        self._image = height, width
        least, most = (float(share) * height * width for share in areas)
        self._areas = least, most
        low, high = map(float, aspect_ratios)
        self._shapes = (
            drawn(low, high, (count,)) if high > low else ops.ones(count) * low
        )
        highest = self._highest(ops.round(ops.sqrt(most / self._shapes)))
        lowest = ops.minimum(ops.round(ops.sqrt(least / self._shapes)), highest)
        steps = drawn(0.0, 1.0, (count,)) * (highest - lowest + 1)
        heights = lowest + ops.floor(steps)
        # Rounding may have taken a pixel too much or too little.
        area = heights * self._widths_of(heights)
        heights = heights + ops.where(
            area < least, 1.0, ops.where(area > most, -1.0, 0.0)
        )
        self.heights, self.widths = heights, self._widths_of(heights)
        self.tops = ops.floor(drawn(0.0, 1.0, (count,)) * (height - self.heights))
        self.lefts = ops.floor(drawn(0.0, 1.0, (count,)) * (width - self.widths))

    def are_allowed(self) -> Array:
        """Return which are inside of the image and have an area that is allowed."""
        height, width = self._image
        least, most = self._areas
        area = self.heights * self.widths
        return (
            (area >= ops.maximum(least, 1.0))
            & (area <= most)
            & (self.heights <= height)
            & (self.widths <= width)
        )

    def cover(self, boxes: Array, part: float) -> Array:
        """Return which have at least a part of some object in them.

        Args:
            boxes: Shape `(count, 4)`, as shares of the image.
            part: The part of an object's area.
        """
        scale = ops.stack([*self._image, *self._image])
        top, left, bottom, right = (
            ops.floor(ops.cast(boxes, "float32") * scale)[:, edge] for edge in range(4)
        )
        object_area = (bottom - top) * (right - left)
        covered = _overlap(self.tops, self.heights, top, bottom)
        covered = covered * _overlap(self.lefts, self.widths, left, right)
        is_covered = covered >= part * object_area
        return ops.any(is_covered & (object_area >= 1), 1)

    def _highest(self, heights: Array) -> Array:
        """Return heights no greater than those with which a piece is in the image."""
        height, width = self._image
        fitting = ops.floor((width + 0.5 - 1e-7) / self._shapes)
        too_wide = self._widths_of(heights) > width
        heights = ops.where(too_wide, fitting, heights)
        too_wide = self._widths_of(heights) > width
        return ops.minimum(ops.where(too_wide, heights - 1, heights), height)

    def _widths_of(self, heights: Array) -> Array:
        return ops.round(heights * self._shapes)


def _overlap(starts: Array, sizes: Array, start: Array, end: Array) -> Array:
    """Return how much of each of some spans is in each piece."""
    starts, sizes = starts[:, None], sizes[:, None]
    lower, upper = ops.maximum(starts, start), ops.minimum(starts + sizes, end)
    return ops.maximum(upper - lower, 0.0)


def _boxes(boxes: Array, or_image: bool) -> Array:
    boxes = array(boxes)
    if 0 not in shape_of(boxes):
        return ops.reshape(boxes, (-1, 4))
    if not or_image:
        raise ValueError(
            "tf.image.sample_distorted_bounding_box needs bounding boxes, or "
            "use_image_if_no_bounding_boxes=True."
        )
    return np.array([[0, 0, 1, 1]], "float32")
