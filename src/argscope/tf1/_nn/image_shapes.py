"""What the functions of images share: which axes are height and width, and their sizes."""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.tf1._ops.values import Array, array, shape_of, sizes_of

Size = tuple[Any, Any]
"""Height and width: ints, or what stands for them where they are not known."""


def image_of(image: Any, *ranks: int) -> Array:
    """Return an image, or several, as an array.

    Args:
        image: Shape `(height, width, channels)` or `(batch, height, width, channels)`.
        *ranks: The ranks that are allowed; default: both.

    Raises:
        ValueError: It has another rank.
    """
    image = array(image)
    allowed = ranks or (3, 4)
    if len(image.shape) not in allowed:
        text = " or ".join(map(str, allowed))
        shape = tuple(image.shape)
        raise ValueError(f"An image must have rank {text}, but is of shape {shape}.")
    return image


def size_of(image: Array) -> Size:
    """Return height and width of an image, or of several."""
    height, width = shape_of(image)[-3:-1]
    return height, width


def size_from(height: Any, width: Any) -> Size:
    """Return two arguments of a function as height and width."""
    height, width = sizes_of([height, width])
    return height, width


def around(image: Array, pairs: list[Any]) -> list[Any]:
    """Return what is said of height and width as something said of every axis."""
    nothing = [(0, 0)]
    return nothing * (len(image.shape) - 3) + pairs + nothing


def larger(one: Any, other: Any) -> Any:
    """Return the larger of two sizes."""
    return max(one, other) if is_known(one, other) else ops.maximum(one, other)


def smaller(one: Any, other: Any) -> Any:
    """Return the smaller of two sizes."""
    return min(one, other) if is_known(one, other) else ops.minimum(one, other)


def is_known(*sizes: Any) -> bool:
    """Return whether sizes are numbers already."""
    return all(isinstance(size, int) for size in sizes)
