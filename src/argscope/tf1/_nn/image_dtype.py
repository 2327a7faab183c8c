"""The values of images in another type: 0 to 1 as fractions, 0 to the greatest as whole."""

from __future__ import annotations

from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.operands import cast
from argscope.tf1._ops.values import Array, array, dtype_of
from argscope.tf1._types.dtypes import DTYPES


@op("convert_image_dtype", "image.convert_image_dtype")
def convert_image_dtype(
    image: Array, dtype: str, saturate: bool = False, name: str | None = None
) -> Array:
    """Return the image in another dtype, scaled to its range."""
    return converted(image, dtype, saturate=saturate)


def converted(image: Array, dtype: str, *, saturate: bool = False) -> Array:
    """Return the image in another dtype, scaled to its range.

    Args:
        image: The image.
        dtype: The name of the dtype.
        saturate: Whether to clip what is beyond the range; else it wraps around.

    Source:
        TensorFlow 1.15, tensorflow/python/ops/image_ops_impl.py, `convert_image_dtype`.
    """
    image = array(image)
    old, new = DTYPES[dtype_of(image)], DTYPES[dtype]
    if old == new:
        return image
    if new.is_floating:
        scale = 1 if old.is_floating else 1 / float(old.max)
        return ops.cast(image, dtype) * scale
    if old.is_floating:
        return _cast(image * (float(new.max) + 0.5), dtype, saturate)
    if old.max > new.max:
        steps = (int(old.max) + 1) // (int(new.max) + 1)
        return _cast(image // steps, dtype, saturate)
    steps = (int(new.max) + 1) // (int(old.max) + 1)
    return _cast(image, dtype, saturate) * steps


def _cast(image: Array, dtype: str, saturate: bool) -> Array:
    if saturate:
        limits = DTYPES[dtype]
        image = ops.clip(image, float(limits.min), float(limits.max))
    return cast(image, dtype)
