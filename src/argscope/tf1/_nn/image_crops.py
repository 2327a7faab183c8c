"""Cutting pieces out of images, and putting zeros around them."""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.op import op
from argscope.tf1._nn.image_shapes import (
    Size,
    around,
    image_of,
    is_known,
    larger,
    size_from,
    size_of,
    smaller,
)
from argscope.tf1._ops.values import Array, dtype_of, module_for, shape_of


@op("crop_to_bounding_box", "image.crop_to_bounding_box")
def crop_to_bounding_box(
    image: Array,
    offset_height: Any,
    offset_width: Any,
    target_height: Any,
    target_width: Any,
) -> Array:
    """Return a piece of an image, or of each of several.

    Raises:
        ValueError: It is not inside.
    """
    image = image_of(image)
    offset = size_from(offset_height, offset_width)
    target = size_from(target_height, target_width)
    if _is_recorded():
        return _of_size(image, target)
    for whole, start, size in zip(size_of(image), offset, target, strict=True):
        _refuse(is_known(start) and start < 0, "an offset is below 0")
        _refuse(is_known(size) and size <= 0, "a size is not above 0")
        is_over = is_known(whole, start, size) and start + size > whole
        _refuse(is_over, f"{start} + {size} is beyond the image's {whole} pixels")
    return _cut(image, offset, target)


@op("pad_to_bounding_box", "image.pad_to_bounding_box")
def pad_to_bounding_box(
    image: Array,
    offset_height: Any,
    offset_width: Any,
    target_height: Any,
    target_width: Any,
) -> Array:
    """Return an image, or several, with zeros around.

    Raises:
        ValueError: It has no room there.
    """
    image = image_of(image)
    offset = size_from(offset_height, offset_width)
    target = size_from(target_height, target_width)
    return _of_size(image, target) if _is_recorded() else _padded(image, offset, target)


@op(
    "resize_image_with_crop_or_pad",
    "image.resize_image_with_crop_or_pad",
    "image.resize_with_crop_or_pad",
)
def resize_image_with_crop_or_pad(
    image: Array, target_height: Any, target_width: Any
) -> Array:
    """Return the middle of an image, or of several, with zeros around where it is less."""
    image = image_of(image)
    target = size_from(target_height, target_width)
    _refuse(any(is_known(side) and side <= 0 for side in target), "no size is above 0")
    spare = [new - old for new, old in zip(target, size_of(image), strict=True)]
    cut_at = tuple(larger(-each // 2, 0) for each in spare)
    pad_at = tuple(larger(each // 2, 0) for each in spare)
    sizes = zip(size_of(image), target, strict=True)
    kept = tuple(smaller(old, new) for old, new in sizes)
    return _padded(_cut(image, cut_at, kept), pad_at, target)


@op("central_crop", "image.central_crop")
def central_crop(image: Array, central_fraction: float) -> Array:
    """Return the middle of an image, or of several, which is a share of each side.

    Raises:
        ValueError: The share is not in (0, 1].
    """
    image, share = image_of(image), float(central_fraction)
    _refuse(not 0 < share <= 1, f"central_fraction is {share}, and not in (0, 1]")
    size = size_of(image)
    offset = tuple(_start(side, share) for side in size)
    kept = tuple(s - 2 * start for s, start in zip(size, offset, strict=True))
    return image if share == 1 else _cut(image, offset, kept)


def _is_recorded() -> bool:
    """Return whether numbers stand for sizes that are not known: they are not to fit."""
    current = evaluation()
    return current is not None and current.stand_in is not None


def _of_size(image: Array, size: Size) -> Array:
    """Return something that has the shape and the dtype of a result."""
    shape = shape_of(image)
    return ops.zeros((*shape[:-3], *size, shape[-1]), dtype_of(image))


def _start(side: Any, share: float) -> Any:
    if is_known(side):
        return int((side - side * share) / 2)
    exact = ops.cast(side, "float64")
    return ops.cast((exact - exact * share) / 2, "int32")


def _cut(image: Array, offset: Size, size: Size) -> Array:
    if is_known(*offset):
        rows, columns = (slice(o, o + s) for o, s in zip(offset, size, strict=True))
        return image[..., rows, columns, :]
    shape = shape_of(image)
    before = [0] * (len(shape) - 3)
    starts = ops.stack([ops.cast(o, "int32") for o in [*before, *offset, 0]])
    return ops.slice(image, starts, [*shape[:-3], *size, shape[-1]])


def _padded(image: Array, offset: Size, target: Size) -> Array:
    widths = []
    for old, start, new in zip(size_of(image), offset, target, strict=True):
        rest = new - start - old
        _refuse(is_known(start) and start < 0, "an offset is below 0")
        is_over = is_known(rest) and rest < 0
        _refuse(is_over, f"{start} + the image's {old} pixels is beyond {new}")
        widths.append((start, rest))
    return module_for(image).pad(image, around(image, widths))


def _refuse(condition: bool, reason: str) -> None:
    if condition:
        raise ValueError(f"The image can not be cut or padded so: {reason}.")
