"""What holds for every family, image and size."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from argscope.preprocessing import PREPROCESSING
from argscope.preprocessing._pixels import grey_pixels, rgb_pixels

FAMILIES = list(PREPROCESSING.values())
MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "HSV", "I", "F", "I;16"]
SIZES = [(1, 1), (1, 40), (40, 1), (9, 8), (31, 17)]  # height, width
WANTED = [(1, 1), (6, 5), (24, 24)]


def noise(height, width, mode="RGB"):
    """Return an image in which no two pixels are alike."""
    pixels = np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)
    image = Image.fromarray(pixels)
    if mode == "I;16":
        return Image.fromarray(pixels[..., 0].astype(np.uint16) * 257)
    return image.convert(mode)


def bounds(family, size):
    """Return the least and the greatest value that the family may give."""
    values = size[0] * size[1] * family.channels
    return {
        "inception": (-1, 1),
        "vgg": (-123.68, 255 - 103.94),
        # No value of n is more than sqrt(n - 1) deviations away from their mean.
        "cifarnet": (-sqrt(values), sqrt(values)),
        "lenet": (-1, 127 / 128),
    }[family.name]


def train(family):
    return lambda image, size: family.train(image, size, np.random.default_rng(3))


def check_picture(family, picture, size):
    least, greatest = bounds(family, size)
    assert picture.shape == (*size, family.channels)
    assert picture.dtype == np.float32
    assert least - 1e-4 <= picture.min() <= picture.max() <= greatest + 1e-4


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("size", [(700, 400), (400, 700), (1, 300_000), (300_000, 1)])
def test_large_images_have_the_numbers_of_pillow(mode, size):
    image = noise(*size, mode)
    pixels = {"RGB": rgb_pixels, "L": grey_pixels}[mode](image)
    expected = np.asarray(image).reshape(*size, -1)
    np.testing.assert_array_equal(pixels, expected)


CASES = [
    pytest.param(family, prepare, id=f"{family.name}-{name}")
    for family in FAMILIES
    for name, prepare in (("train", train(family)), ("evaluate", family.evaluate))
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("family", "prepare"), CASES)
def test_image_of_any_mode_and_size_becomes_a_picture(family, prepare, mode):
    for height, width in SIZES:
        for size in WANTED:
            picture = prepare(noise(height, width, mode), size)
            check_picture(family, picture, size)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("family", "prepare"), CASES)
def test_same_image_and_seed_give_the_same_picture(family, prepare, mode):
    image = noise(9, 8, mode)
    before = image.tobytes()
    np.testing.assert_array_equal(prepare(image, (6, 5)), prepare(image, (6, 5)))
    assert image.tobytes() == before


@pytest.mark.parametrize(("family", "prepare"), CASES)
@settings(max_examples=40, deadline=None)
@given(
    old=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    size=st.tuples(st.integers(1, 30), st.integers(1, 30)),
)
def test_image_of_any_size_becomes_any_size(family, prepare, old, size):
    check_picture(family, prepare(noise(*old), size), size)


@pytest.mark.parametrize("name", ["inception", "vgg", "cifarnet"])
def test_training_differs_with_the_seed(name):
    family = PREPROCESSING[name]
    pictures = {
        family.train(noise(31, 17), (16, 16), np.random.default_rng(seed)).tobytes()
        for seed in range(20)
    }
    assert len(pictures) == 20


def test_training_of_lenet_is_its_evaluation():
    lenet, image = PREPROCESSING["lenet"], noise(31, 17)
    picture = lenet.train(image, (28, 28), np.random.default_rng(0))
    np.testing.assert_array_equal(picture, lenet.evaluate(image, (28, 28)))


@pytest.mark.parametrize(("family", "prepare"), CASES)
def test_nothing_random_comes_from_elsewhere(family, prepare):
    # The generator that all programs share is what the rules of the house forbid.
    before = np.random.get_state()[1].tobytes()  # noqa: NPY002  # reads it only
    prepare(noise(9, 8), (6, 5))
    assert np.random.get_state()[1].tobytes() == before  # noqa: NPY002


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_palette_with_transparency_needs_no_warning(family):
    image = noise(9, 8).convert("P")
    opaque = family.evaluate(image, (6, 5))
    image.info["transparency"] = bytes(range(256))
    np.testing.assert_array_equal(family.evaluate(image, (6, 5)), opaque)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_16_bits_are_read_as_their_upper_8(family):
    deep, plain = noise(9, 8, "I;16"), Image.fromarray(np.asarray(noise(9, 8))[..., 0])
    np.testing.assert_array_equal(
        family.evaluate(deep, (6, 5)), family.evaluate(plain, (6, 5))
    )


def test_image_of_one_long_line_is_not_resized_as_a_whole():
    # Its shorter side becomes 256 pixels, its longer one 25 million.
    picture = PREPROCESSING["vgg"].evaluate(noise(1, 100_000), (224, 224))
    assert picture.shape == (224, 224, 3)
