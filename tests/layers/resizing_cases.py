"""What of TensorFlow 1's resizing is recorded: rows of many sizes, images, gradients."""

from dataclasses import dataclass
from itertools import product

import numpy as np

_CENTERS = {"half_pixel_centers": True}
_CORNERS = {"align_corners": True}

# A name, the function and its options.
KINDS = [
    (f"{function}{suffix}", function, options)
    for function, (suffix, options) in product(
        ("resize_nearest_neighbor", "resize_bilinear", "resize_bicubic", "resize_area"),
        (("", {}), ("-corners", _CORNERS), ("-centers", _CENTERS)),
    )
    if (function, options) != ("resize_area", _CENTERS)
]

# Old and new width of one row; the long ones tell how places are rounded.
ROWS = [*product(range(1, 13), repeat=2), (97, 301), (301, 97), (224, 7), (7, 224)]


def row(width):
    """Return an image of one row, the same for all."""
    return np.random.default_rng(width).normal(size=(1, 1, width, 1)).astype("float32")


@dataclass(frozen=True)
class Images:
    """A batch of two images, and the size they get."""

    old: tuple[int, int]
    size: tuple[int, int]
    channels: int = 2
    dtype: str = "float32"

    def __str__(self):
        old, new = ("x".join(map(str, size)) for size in (self.old, self.size))
        return f"{old}-{new}-{self.dtype}"

    def images(self):
        """Return numbers in [-128, 128), or in [0, 256)."""
        values = np.random.default_rng(0).random((2, *self.old, self.channels)) * 256
        return (values - 128 * (self.dtype != "uint8")).astype(self.dtype)


# The gradients recorded are those of the first.
IMAGES = [
    Images((3, 8), (7, 2), channels=3),
    Images((4, 5), (8, 10)),
    Images((5, 7), (3, 4)),
    Images((5, 7), (5, 7), channels=1),
    Images((4, 5), (8, 10), dtype="uint8"),
    Images((5, 7), (3, 4), dtype="uint8"),
    Images((4, 5), (8, 10), dtype="float16"),
    Images((5, 7), (3, 4), dtype="float16"),
]


def _image(height, width, dtype="float32"):
    return Images((height, width), (0, 0), dtype=dtype).images()


# A name, images, a size and options of resize_images.
RESIZE_IMAGES = [
    ("defaults", _image(4, 5), (6, 3), {}),
    ("one image", _image(4, 5)[0], (6, 3), {}),
    *(
        (f"method {method}", _image(4, 5), (6, 3), {"method": method})
        for method in (0, 1, 2, 3, "bilinear", "nearest", "bicubic", "area")
    ),
    ("corners", _image(4, 5), (6, 3), _CORNERS),
    ("same size", _image(4, 5, "uint8"), (4, 5), {}),
    ("same size, one image", _image(4, 5, "uint8")[0], (4, 5), {"method": 2}),
    *(
        (
            f"{height}x{width} within {size}",
            _image(height, width),
            size,
            {"preserve_aspect_ratio": True},
        )
        for height, width in [(4, 6), (5, 7), (7, 3)]
        for size in [(9, 9), (4, 6), (3, 10)]
    ),
    (
        "within, area, one image",
        _image(7, 3, "uint8")[0],
        (5, 5),
        {"preserve_aspect_ratio": True, "method": 3, "align_corners": True},
    ),
]
