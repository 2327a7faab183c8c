"""Resizing images as TensorFlow 1 did it, which published networks were trained with.

`keras.ops.image.resize` is that of TensorFlow 2: the same names, other numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final, final

import keras
from keras import ops

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.resample import Side, Size, fitted, known, resize


@final
class ResizeMethod:
    """The methods of `resize_images`, by the names and numbers of TensorFlow 1."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


_METHODS: Final[dict[Any, str]] = {
    ResizeMethod.BILINEAR: "bilinear",
    ResizeMethod.NEAREST_NEIGHBOR: "nearest",
    ResizeMethod.BICUBIC: "bicubic",
    ResizeMethod.AREA: "area",
}
_NAMES: Final = tuple(_METHODS.values())


@layer
def resize_bilinear(
    images: Tensor,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Resize images, and mix each new pixel of the four old ones around its place.

    Where old pixels are smaller than new ones, most of them are skipped; `resize_area`
    takes all.

    Args:
        images: Shape `(batch, height, width, channels)`, any dtype of numbers.
        size: New height and width in pixels, each >= 1. On TensorFlow they may be
            tensors, as `keras.ops.shape(other)[1:3]` is where sizes are unknown.
        align_corners: Whether the centres of the pixels in the corners stay where they
            are, as DeepLab has it.
        name: Name of the output.
        half_pixel_centers: Whether the place of a pixel is its centre, as in
            TensorFlow 2; else its upper left corner. Not together with `align_corners`.

    Returns:
        Shape `(batch, *size, channels)`, float32 whatever the dtype of `images`; in a
        model that computes in another dtype, that one.

    Raises:
        InputError: `images` is not of rank 4, or has no pixels.
        LayerArgumentError: Another `size`, or both options at once.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> row = np.array([0.0, 6.0], "float32").reshape(1, 1, 2, 1)
        >>> np.asarray(layers.resize_bilinear(row, [1, 4])).ravel().tolist()
        [0.0, 3.0, 6.0, 6.0]
        >>> layers.resize_bilinear(row, [1, 4], align_corners=True).shape
        (1, 1, 4, 1)

    Source:
        TensorFlow 1, `tf.image.resize_bilinear`. The place of a new pixel is
        `index * old size / new size`; with `align_corners`,
        `index * (old size - 1) / (new size - 1)`; with `half_pixel_centers`,
        `(index + 0.5) * old size / new size - 0.5`.
    """
    return _resize(
        resize_bilinear,
        "bilinear",
        images=images,
        size=size,
        align_corners=align_corners,
        name=name,
        half_pixel_centers=half_pixel_centers,
    )


@layer
@like(resize_bilinear)
def resize_nearest_neighbor(**arguments: Any) -> Tensor:
    """Resize images, and repeat for each new pixel the old one at its place.

    As `resize_bilinear`, but the dtype stays.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> row = np.array([1, 2, 3], "uint8").reshape(1, 1, 3, 1)
        >>> np.asarray(layers.resize_nearest_neighbor(row, [1, 6])).ravel().tolist()
        [1, 1, 2, 2, 3, 3]
    """
    return _resize(resize_nearest_neighbor, "nearest", **arguments)


@layer
@like(resize_bilinear)
def resize_bicubic(**arguments: Any) -> Tensor:
    """Resize images, and mix each new pixel of the 16 old ones around its place.

    As `resize_bilinear`. New values may lie beyond all old ones. The kernel is that of
    a = -0.75, with `half_pixel_centers` that of a = -0.5.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> row = np.array([0.0, 8.0], "float32").reshape(1, 1, 2, 1)
        >>> np.asarray(layers.resize_bicubic(row, [1, 4])).ravel().tolist()
        [0.0, 4.0, 8.0, 8.75]

    Source:
        Keys 1981, Cubic convolution interpolation for digital image processing, eq. 15.
    """
    return _resize(resize_bicubic, "bicubic", **arguments)


@layer
def resize_area(
    images: Tensor, size: Any, align_corners: bool = False, name: str | None = None
) -> Tensor:
    """Resize images, and make each new pixel the mean of what it covers of old ones.

    As `resize_bilinear`. Pixels that are covered in part count in part.

    Example:
        >>> import numpy as np
        >>> from argscope import layers
        >>> row = np.array([1.0, 3.0, 5.0, 9.0], "float32").reshape(1, 1, 4, 1)
        >>> np.asarray(layers.resize_area(row, [1, 2])).ravel().tolist()
        [2.0, 7.0]
    """
    return _resize(
        resize_area,
        "area",
        images=images,
        size=size,
        align_corners=align_corners,
        name=name,
    )


@layer
def resize_images(
    images: Tensor,
    size: Any,
    method: int | str = ResizeMethod.BILINEAR,
    align_corners: bool = False,
    preserve_aspect_ratio: bool = False,
    name: str | None = None,
) -> Tensor:
    """Resize images, or one image, by one of the four methods.

    Args:
        images: Shape `(batch, height, width, channels)`, or `(height, width, channels)`;
            any dtype of numbers.
        size: New height and width, as in `resize_bilinear`.
        method: One of `ResizeMethod`, or `"bilinear"`, `"nearest"`, `"bicubic"` or
            `"area"`.
        align_corners: As in `resize_bilinear`.
        preserve_aspect_ratio: Whether `size` only limits the new size, which then has
            the aspect ratio of the old one, rounded to whole pixels.
        name: Name of the output.

    Returns:
        Shape `(batch, new_height, new_width, channels)`, or of one image. The dtype is as
        in `resize_bilinear`; for `"nearest"` it stays. Where the size does not change,
        it is `images`.

    Raises:
        InputError: `images` is not of rank 3 or 4, or has no pixels; or, on JAX, the
            aspect ratio of unknown sizes is to be kept.
        LayerArgumentError: Another `method` or `size`; or a size that leaves nothing of
            the shorter side.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> images = keras.Input((30, 40, 3))
        >>> layers.resize_images(images, [16, 16], preserve_aspect_ratio=True).shape
        (None, 12, 16, 3)

    Source:
        TensorFlow 1, `tf.image.resize_images`.
    """
    call = LayerCall.named(resize_images, images, name, "ResizeImages")
    single = call.rank(3, 4) == 3
    method = _method(call, method)
    old, new = _old_size(call, images), _new_size(call, size)
    if preserve_aspect_ratio:
        new = _fitted_size(call, old, new, size)
    if known(*old, *new) and old == new:
        return images
    images = ops.expand_dims(images, 0) if single else images
    images = resize(
        images,
        new,
        method,
        align_corners=align_corners,
        dtype=call.run.compute_dtype,
    )
    return ops.squeeze(images, 0) if single else images


def _resize(
    function: Callable[..., Tensor],
    method: str,
    *,
    images: Tensor,
    size: Any,
    align_corners: bool,
    name: str | None,
    half_pixel_centers: bool = False,
) -> Tensor:
    default = "".join(word.title() for word in function.__name__.split("_"))
    call = LayerCall.named(function, images, name, default)
    call.rank(4)
    if align_corners and half_pixel_centers:
        raise call.wrong(
            "half_pixel_centers", half_pixel_centers, "False with align_corners=True"
        )
    _old_size(call, images)
    return resize(
        images,
        _new_size(call, size),
        method,
        align_corners=align_corners,
        half_pixel_centers=half_pixel_centers,
        dtype=call.run.compute_dtype,
    )


def _method(call: LayerCall, method: Any) -> str:
    name = _METHODS.get(method, method) if isinstance(method, int | str) else None
    if name not in _NAMES or isinstance(method, bool):
        raise call.wrong(
            "method", method, f"one of ResizeMethod, or {str(_NAMES)[1:-1]}"
        )
    return name


def _old_size(call: LayerCall, images: Tensor) -> Size:
    """Return height and width of the images; refuse images without pixels."""
    height, width = ops.shape(images)[-3:-1]
    if 0 in images.shape[-3:-1]:
        raise call.wrong_input("images with pixels")
    return height, width


def _new_size(call: LayerCall, size: Any) -> Size:
    """Return the height and width that `size` says."""
    if getattr(size, "shape", None) == (2,):  # a tensor, which may have no iterator
        height, width = size[0], size[1]
    elif isinstance(size, list | tuple) and len(size) == 2:
        height, width = size
    else:
        height = width = None
    height, width = _side(height), _side(width)
    if height is None or width is None:
        raise call.wrong("size", size, "[height, width] in pixels, each >= 1")
    return height, width


def _fitted_size(call: LayerCall, old: Size, new: Size, asked: Any) -> Size:
    """Return the largest size of the aspect ratio of `old` within `new`."""
    if not all(known(side) or ops.is_tensor(side) for side in (*old, *new)):
        # JAX compiles for symbols, from which no size of a result can be rounded.
        raise call.wrong_input("known sizes for preserve_aspect_ratio=True")
    size = fitted(old, new)
    if known(*size) and 0 in size:
        raise call.wrong(
            "size", asked, f"one that leaves a pixel of {old[0]} x {old[1]}"
        )
    return size


def _side(value: Any) -> Side | None:
    """Return a side as an int if it is known, as it is if not; None if it is wrong."""
    if isinstance(value, bool):
        return None
    try:
        number = operator.index(value)
    except TypeError:
        return value if _is_unknown_size(value) else None
    return number if number >= 1 else None


def _is_unknown_size(value: Any) -> bool:
    # TensorFlow has tensors for sizes that are unknown while it compiles, and JAX has
    # symbols, of which it can make tensors.
    try:
        tensor = ops.convert_to_tensor(value)
    except (TypeError, ValueError):
        return False
    dtype = keras.backend.standardize_dtype(tensor.dtype)
    return "int" in dtype and tensor.shape == ()
