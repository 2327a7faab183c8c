"""Images mirrored and turned."""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._nn.image_random import drawn
from argscope.tf1._nn.image_shapes import image_of, is_known
from argscope.tf1._ops.values import Array, module_for, shape_of, sizes_of

_HEIGHT, _WIDTH = -3, -2


@op("flip_left_right", "image.flip_left_right")
def flip_left_right(image: Array) -> Array:
    """Return an image, or several, with the columns in reverse."""
    return _flipped(image, _WIDTH)


@op("flip_up_down", "image.flip_up_down")
def flip_up_down(image: Array) -> Array:
    """Return an image, or several, with the rows in reverse."""
    return _flipped(image, _HEIGHT)


@op("random_flip_left_right", "image.random_flip_left_right", draws=True)
def random_flip_left_right(image: Array, seed: int | None = None) -> Array:
    """Return an image, or several, each with the columns in reverse or not."""
    return _flipped_or_not(image, _WIDTH)


@op("random_flip_up_down", "image.random_flip_up_down", draws=True)
def random_flip_up_down(image: Array, seed: int | None = None) -> Array:
    """Return an image, or several, each with the rows in reverse or not."""
    return _flipped_or_not(image, _HEIGHT)


@op("transpose_image", "image.transpose_image", "image.transpose")
def transpose_image(image: Array, name: str | None = None) -> Array:
    """Return an image, or several, with rows for columns."""
    image = image_of(image)
    return module_for(image).swapaxes(image, _HEIGHT, _WIDTH)


@op("rot90", "image.rot90")
def rot90(image: Array, k: Any = 1, name: str | None = None) -> Array:
    """Return an image, or several, turned k times to the left by a right angle.

    Where k is computed the image has to be square.
    """
    image = image_of(image)
    (turns,) = sizes_of([k])
    if is_known(turns):
        return _turned(image, turns % 4)
    every = ops.stack([_turned(image, turn) for turn in range(4)])
    return ops.take(every, ops.mod(turns, 4), 0)


def _turned(image: Array, turns: int) -> Array:
    for _ in range(turns):
        image = _flipped(module_for(image).swapaxes(image, _HEIGHT, _WIDTH), _HEIGHT)
    return image


def _flipped(image: Array, axis: int) -> Array:
    image = image_of(image)
    return module_for(image).flip(image, axis)


def _flipped_or_not(image: Array, axis: int) -> Array:
    image = image_of(image)
    batch = shape_of(image)[:-3]
    is_flipped = drawn(0.0, 1.0, (*batch, 1, 1, 1)) < 0.5
    return ops.where(is_flipped, _flipped(image, axis), image)
