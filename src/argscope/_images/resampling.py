"""Which pixels TensorFlow 1 makes each pixel of a resized image of, and how much of each.

Resizing treats rows and columns alike, and one after the other, so all is said of one
axis. Places are computed in float32, step by step as TensorFlow does: a place that is
whole but for rounding would otherwise be another pixel.

The functions compute with NumPy or, for sizes that are known only when a network runs,
with `keras.ops`, which has NumPy's names. They are given either as `xp`.

Source:
    tensorflow/core/util/image_resizer_state.h and the kernels
    tensorflow/core/kernels/image/resize_{nearest_neighbor,bilinear,bicubic,area}_op.cc.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, final

Array = Any


@final
@dataclass(frozen=True, slots=True)
class Axis:
    """An axis that gets another size.

    Attributes:
        xp: NumPy or `keras.ops`.
        old: Its size, >= 1.
        new: The size that it gets, >= 1.
        align_corners: Whether the centres of the first and of the last pixels meet; else
            the edges of the axis do.
        half_pixel_centers: Whether the place of a pixel is its centre; else its upper or
            left edge.
        wanted: The new pixels that are asked for; None for all.
    """

    xp: Any
    old: Any
    new: Any
    align_corners: bool = False
    half_pixel_centers: bool = False
    wanted: range | None = None

    @property
    def pixels(self) -> Array:
        """Which of the new pixels are asked for, shape `(new,)` if all are."""
        if self.wanted is None:
            return self.float(self.xp.arange(self.new))
        return self.float(self.xp.arange(self.wanted.start, self.wanted.stop))

    @property
    def scale(self) -> Array:
        """How many old pixels one new pixel is wide."""
        less = 0
        if self.align_corners:  # but a single pixel has no way to go to the last
            many = self.xp.logical_and(self.old > 1, self.new > 1)
            less = self.xp.where(many, 1, 0)
        return self.float(self.old - less) / self.float(self.new - less)

    def places(self, shift: float = -0.5) -> Array:
        """Return where among the old pixels each new one lies.

        With `half_pixel_centers`, `shift` moves from places of centres to those of edges.
        """
        if self.half_pixel_centers:
            return (self.pixels + 0.5) * self.scale + shift
        return self.pixels * self.scale

    def indices(self, places: Array) -> Array:
        """Return the old pixels at whole places; beyond the edge, that at the edge."""
        return self.xp.clip(self.xp.array(places, dtype="int32"), 0, self.old - 1)

    def float(self, value: Any) -> Array:
        """Return numbers as float32."""
        return self.xp.array(value, dtype="float32")


class Taps(NamedTuple):
    """What each new pixel is made of: the sum of old ones at indices, times weights.

    Both are of shape `(new, count)`, int32 and float32.
    """

    indices: Array
    weights: Array


def nearest(axis: Axis) -> Array:
    """Return the index of the old pixel that each new one repeats, shape `(new,)`."""
    xp, places = axis.xp, axis.places(shift=0.0)
    lower = xp.floor(places)
    if axis.align_corners:  # to the nearest, from the middle on to the next
        lower = lower + xp.array(places - lower >= 0.5, dtype="float32")
    return axis.indices(lower)


def bilinear(axis: Axis) -> Taps:
    """Return the two pixels around each place, and how near they are."""
    xp, places = axis.xp, axis.places()
    lower = xp.floor(places)
    share = places - lower
    indices = axis.indices(xp.stack([lower, xp.ceil(places)], 1))
    return Taps(indices, xp.stack([1 - share, share], 1))


def bicubic(axis: Axis) -> Taps:
    """Return the four pixels around each place, with the weights of a cubic kernel.

    Source:
        Keys 1981, Cubic convolution interpolation for digital image processing, eq. 15,
        with the factor a = -0.5; without `half_pixel_centers`, a = -0.75 and pixels
        beyond the edge, which count as copies of that at the edge.
    """
    xp, places = axis.xp, axis.places()
    lower = xp.floor(places)
    # TensorFlow reads the kernel from a table of 1024 steps.
    share = xp.round((places - lower) * 1024) / 1024
    wanted = xp.stack([lower - 1, lower, lower + 1, lower + 2], 1)
    indices = axis.indices(wanted)
    a = -0.5 if axis.half_pixel_centers else -0.75
    weights = xp.stack(
        [
            _outer(share + 1, a),
            _inner(share, a),
            _inner(1 - share, a),
            _outer(2 - share, a),
        ],
        1,
    )
    if axis.half_pixel_centers:
        inside = xp.array(wanted, dtype="int32") == indices
        weights = xp.where(inside, weights, xp.zeros_like(weights))
        weights = weights / xp.sum(weights, 1, keepdims=True)
    return Taps(indices, weights)


def _inner(distance: Array, a: float) -> Array:
    """Return the cubic kernel at a distance of up to 1."""
    return ((a + 2) * distance - (a + 3)) * distance * distance + 1


def _outer(distance: Array, a: float) -> Array:
    """Return the cubic kernel at a distance from 1 to 2."""
    return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a


def area(axis: Axis) -> Taps:
    """Return the pixels that each new one covers, and which part of it each is."""
    xp, scale = axis.xp, axis.scale
    new = xp.expand_dims(axis.pixels, 1)
    start, end = new * scale, (new + 1) * scale
    # As many as the widest can touch: (old - 1) / (new - 1) is up to 2 old / new.
    reach = (2 if axis.align_corners else 1) * axis.old // axis.new + 2
    cells = xp.floor(start) + axis.float(xp.arange(reach))
    # What a cell loses at either side. One that loses both is as wide as the new pixel,
    # which `end - start` would round.
    before, after = cells < start, cells + 1 > end
    covered = xp.where(before, cells + 1 - start, xp.where(after, end - cells, 1.0))
    covered = xp.where(xp.logical_and(before, after), scale, covered)
    covered = xp.where(cells < end, covered, 0.0)
    return Taps(axis.indices(cells), axis.float(covered) / scale)


WEIGHTED: Final[dict[str, Callable[[Axis], Taps]]] = {
    "bilinear": bilinear,
    "bicubic": bicubic,
    "area": area,
}
