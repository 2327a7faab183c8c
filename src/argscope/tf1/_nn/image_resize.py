"""`tf.image.resize_images` and its like, with the grids of TensorFlow 1."""

from __future__ import annotations

from typing import Any, Final, final

from keras import ops

from argscope.layers._numerics.resample import fitted, resize
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._nn.image_shapes import Size, image_of, is_known, size_of
from argscope.tf1._ops.values import Array, sizes_of


@final
@symbol("image.ResizeMethod")
class ResizeMethod:
    """The methods of `resize_images`."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


_METHODS: Final = {
    ResizeMethod.BILINEAR: "bilinear",
    ResizeMethod.NEAREST_NEIGHBOR: "nearest",
    ResizeMethod.BICUBIC: "bicubic",
    ResizeMethod.AREA: "area",
}


@op("ResizeBilinear", "image.resize_bilinear")
def resize_bilinear(
    images: Array,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Array:
    """Return images in which each pixel is mixed of four; see `layers`."""
    return _resized(images, size, "bilinear", align_corners, half_pixel_centers)


@op("ResizeNearestNeighbor", "image.resize_nearest_neighbor")
def resize_nearest_neighbor(
    images: Array,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Array:
    """Return images in which each pixel repeats one; see `layers`."""
    return _resized(images, size, "nearest", align_corners, half_pixel_centers)


@op("ResizeBicubic", "image.resize_bicubic")
def resize_bicubic(
    images: Array,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Array:
    """Return images in which each pixel is mixed of 16; see `layers`."""
    return _resized(images, size, "bicubic", align_corners, half_pixel_centers)


@op("ResizeArea", "image.resize_area")
def resize_area(
    images: Array, size: Any, align_corners: bool = False, name: str | None = None
) -> Array:
    """Return images in which each pixel is the mean of what it covers; see `layers`."""
    return _resized(images, size, "area", align_corners)


@symbol("image.resize_images", "image.resize")
def resize_images(images: Any, *args: Any, **kwargs: Any) -> Any:
    """Return images, or one image, at another size.

    Args:
        images: The images.
        *args: `size, method, align_corners, preserve_aspect_ratio, name`. TensorFlow 0.x
            had `new_height, new_width, method, align_corners`.
        **kwargs: Likewise.
    """
    if "new_height" in kwargs or (args and _is_one_number(args[0])):
        return _resize_to_sides(images, *args, **kwargs)
    return _resize_images(images, *args, **kwargs)


def _resize_to_sides(
    images: Any, new_height: Any, new_width: Any, *args: Any, **kwargs: Any
) -> Any:
    return _resize_images(images, [new_height, new_width], *args, **kwargs)


def _is_one_number(size: Any) -> bool:
    return isinstance(size, int) or getattr(size, "shape", None) == ()


@op("ResizeImages")
def _resize_images(
    images: Array,
    size: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
    preserve_aspect_ratio: bool = False,
    name: str | None = None,
) -> Array:
    images = image_of(images)
    old, new = size_of(images), _size(size)
    if preserve_aspect_ratio:
        new = fitted(old, new)
    if is_known(*old, *new) and old == new:
        return images
    if len(images.shape) == 3:
        images = ops.expand_dims(images, 0)
        return ops.squeeze(_resized(images, new, _method(method), align_corners), 0)
    return _resized(images, new, _method(method), align_corners)


def _method(method: Any) -> str:
    name = _METHODS.get(method, method)
    if name not in _METHODS.values():
        raise ValueError(
            f"Resize method {method!r} is not there: it is one of ResizeMethod, or "
            "'bilinear', 'nearest', 'bicubic' or 'area'."
        )
    return str(name)


def _resized(
    images: Array,
    size: Any,
    method: str,
    align_corners: Any,
    half_pixel_centers: Any = False,
) -> Array:
    return resize(
        image_of(images, 4),
        _size(size),
        method,
        align_corners=bool(align_corners),
        half_pixel_centers=bool(half_pixel_centers),
        dtype="float32",
    )


def _size(size: Any) -> Size:
    sizes = sizes_of(size)
    if len(sizes) != 2 or not all(side >= 1 for side in sizes if is_known(side)):
        raise ValueError(f"size must be [height, width], each >= 1, but is {sizes}.")
    height, width = sizes
    return height, width
