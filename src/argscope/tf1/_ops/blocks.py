"""Blocks of pixels as channels, or as images of a batch."""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.padding import pad, pairs_of
from argscope.tf1._ops.sizes import known_sizes
from argscope.tf1._ops.values import Array, array, module_for, shape_of


@op("SpaceToDepth", "space_to_depth", "nn.space_to_depth")
def space_to_depth(
    input: Array, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Array:
    """Return images in which a block of pixels is one, with all their channels."""
    return _channels_last(_to_depth, array(input), int(block_size), data_format)


@op("DepthToSpace", "depth_to_space", "nn.depth_to_space")
def depth_to_space(
    input: Array, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Array:
    """Return images in which a pixel's channels are a block of pixels."""
    return _channels_last(_to_space, array(input), int(block_size), data_format)


def _channels_last(function: Any, images: Array, size: int, data_format: str) -> Array:
    module = module_for(images)
    if data_format == "NHWC":
        return function(module, images, size)
    found = function(module, module.moveaxis(images, 1, -1), size)
    return module.moveaxis(found, -1, 1)


def _to_depth(module: Any, images: Array, size: int) -> Array:
    batch, height, width, depth = shape_of(images)
    rows, columns = height // size, width // size
    blocks = module.reshape(images, (batch, rows, size, columns, size, depth))
    blocks = module.transpose(blocks, (0, 1, 3, 2, 4, 5))
    return module.reshape(blocks, (batch, rows, columns, size * size * depth))


def _to_space(module: Any, images: Array, size: int) -> Array:
    batch, height, width, depth = shape_of(images)
    rest = depth // size**2
    blocks = module.reshape(images, (batch, height, width, size, size, rest))
    blocks = module.transpose(blocks, (0, 1, 3, 2, 4, 5))
    return module.reshape(blocks, (batch, height * size, width * size, rest))


# --- blocks as images of a batch


@op("SpaceToBatchND", "space_to_batch_nd", "manip.space_to_batch_nd")
def space_to_batch_nd(
    input: Array, block_shape: Any, paddings: Any, name: str | None = None
) -> Array:
    """Return every n-th pixel as an image of its own, first along the batch."""
    images, blocks = array(input), known_sizes(block_shape, "tf.space_to_batch_nd")
    widths = pairs_of(paddings, "tf.space_to_batch_nd")
    more = len(images.shape) - 1 - len(blocks)
    images = pad.of_values(images, [(0, 0), *widths, *[(0, 0)] * more])
    module, (batch, *sizes) = module_for(images), shape_of(images)
    space, rest = sizes[: len(blocks)], sizes[len(blocks) :]
    cut = [part for n, b in zip(space, blocks, strict=True) for part in (n // b, b)]
    images = module.reshape(images, (batch, *cut, *rest))
    within = [2 + 2 * i for i in range(len(blocks))]
    across = [1 + 2 * i for i in range(len(blocks))]
    last = range(1 + 2 * len(blocks), len(images.shape))
    images = module.transpose(images, (*within, 0, *across, *last))
    smaller = [n // b for n, b in zip(space, blocks, strict=True)]
    return module.reshape(images, (batch * _product(blocks), *smaller, *rest))


@op("BatchToSpaceND", "batch_to_space_nd", "manip.batch_to_space_nd")
def batch_to_space_nd(
    input: Array, block_shape: Any, crops: Any, name: str | None = None
) -> Array:
    """Return images of which the batch has every n-th pixel; see `space_to_batch_nd`."""
    images, blocks = array(input), known_sizes(block_shape, "tf.batch_to_space_nd")
    widths = pairs_of(crops, "tf.batch_to_space_nd")
    module, (batch, *sizes) = module_for(images), shape_of(images)
    space, rest = sizes[: len(blocks)], sizes[len(blocks) :]
    batch //= _product(blocks)
    images = module.reshape(images, (*blocks, batch, *space, *rest))
    count = len(blocks)
    pairs = [axis for i in range(count) for axis in (count + 1 + i, i)]
    last = range(2 * count + 1, len(images.shape))
    images = module.transpose(images, (count, *pairs, *last))
    larger = [n * b for n, b in zip(space, blocks, strict=True)]
    images = module.reshape(images, (batch, *larger, *rest))
    kept = [slice(a, n - b) for n, (a, b) in zip(larger, widths, strict=True)]
    return images[(slice(None), *kept)]


@op("SpaceToBatch", "space_to_batch")
def space_to_batch(
    input: Array, paddings: Any, block_size: int | None = None, name: str | None = None
) -> Array:
    """Return every n-th pixel of images as an image of its own."""
    return space_to_batch_nd.of_values(input, [block_size, block_size], paddings)


@op("BatchToSpace", "batch_to_space")
def batch_to_space(
    input: Array, crops: Any, block_size: int, name: str | None = None
) -> Array:
    """Return images of which the batch has every n-th pixel."""
    return batch_to_space_nd.of_values(input, [block_size, block_size], crops)


def _product(sizes: list[Any]) -> Any:
    product = 1
    for size in sizes:
        product *= size
    return product


# --- windows as channels


@op("ExtractImagePatches", "extract_image_patches", "image.extract_image_patches")
def extract_image_patches(
    images: Array,
    ksizes: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: str | None = None,
    name: str | None = None,
    sizes: Any = None,
) -> Array:
    """Return the windows of images, each window's pixels as channels."""
    images = array(images)
    window, steps, rates = (
        [int(each) for each in list(one)[1:3]]
        for one in (ksizes if sizes is None else sizes, strides, rates or [1] * 4)
    )
    if str(padding).upper() == "SAME":
        spans = [(size - 1) * r + 1 for size, r in zip(window, rates, strict=True)]
        widths = map(_around, shape_of(images)[1:3], spans, steps)
        images = pad.of_values(images, [(0, 0), *widths, (0, 0)])
    rate = _one(rates)
    # Keras has strides or rates, not both.
    taken = tuple(steps) if rate == 1 else 1
    rows = ops.image.extract_patches(
        images, tuple(window), taken, rate, "valid", "channels_last"
    )
    return rows if rate == 1 else rows[:, :: steps[0], :: steps[1]]


def _around(size: Any, span: int, step: int) -> tuple[Any, Any]:
    """Return the padding on both sides by which windows begin every `step` pixels."""
    needed = -(-size // step) * step - step + span - size
    total = max(needed, 0) if isinstance(size, int) else ops.maximum(needed, 0)
    return total // 2, total - total // 2


def _one(rates: list[int]) -> int:
    if rates[0] != rates[1]:
        raise NotImplementedError(
            f"tf.extract_image_patches with rates {rates}, which differ, is not there."
        )
    return rates[0]
