"""Pictures for evaluation, computed by hand."""

import numpy as np
import pytest
from PIL import Image

from argscope.preprocessing import CIFARNET, INCEPTION, LENET, VGG

MEANS = np.array([123.68, 116.78, 103.94])


def grey(rows):
    """Return a grey image of these values in [0, 255]."""
    return Image.fromarray(np.array(rows, np.uint8))


def rgb(rows):
    """Return the same values in three channels."""
    return np.repeat(np.array(rows, np.float64)[..., None], 3, -1)


def test_inception_blends_between_pixels_and_scales_to_minus_one_and_one():
    picture = INCEPTION.evaluate(grey([[0, 255]]), (1, 4))
    np.testing.assert_allclose(picture, rgb([[-1, 0, 1, 1]]), atol=1e-6)


def test_inception_takes_seven_eighths_of_height_and_width():
    pixels = np.full((16, 32), 255)
    pixels[1:15, 2:30] = 0
    picture = INCEPTION.evaluate(grey(pixels), (14, 28))
    np.testing.assert_array_equal(picture, np.full((14, 28, 3), -1))


def test_inception_keeps_the_order_of_red_green_and_blue():
    picture = INCEPTION.evaluate(Image.new("RGB", (1, 1), (255, 51, 0)), (1, 1))
    np.testing.assert_allclose(picture, [[[1, -0.6, -1]]], atol=1e-6)


def test_vgg_subtracts_the_means_of_red_green_and_blue():
    picture = VGG.evaluate(Image.new("RGB", (1, 1), (255, 51, 0)), (1, 1))
    np.testing.assert_allclose(picture, [[[131.32, -65.78, -103.94]]], rtol=1e-6)


@pytest.mark.parametrize("turned", [False, True])
def test_vgg_resizes_the_shorter_side_and_takes_the_middle(turned):
    # 4 x 8 pixels become 8 x 16, for 7 is to 8 as 224 to 256; columns 4 to 10 are left.
    pixels = np.tile(np.arange(8) * 10, (4, 1))
    expected = np.tile([20, 25, 30, 35, 40, 45, 50], (7, 1))
    if turned:
        pixels, expected = pixels.T, expected.T
    picture = VGG.evaluate(grey(pixels), (7, 7))
    np.testing.assert_allclose(picture + MEANS, rgb(expected), rtol=1e-6)


def test_vgg_resizes_to_fit_the_longer_side_asked_for():
    picture = VGG.evaluate(grey(np.tile(np.arange(8), (8, 1))), (1, 7))
    np.testing.assert_allclose(picture + MEANS, rgb([range(7)]), atol=1e-4)


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        ([[0, 255]], [[-1, 1]]),
        ([[9, 0, 255, 9]], [[-1, 1]]),  # the middle is cut out
        ([[255]], [[1, -1]]),  # zeros are put around
        ([[70, 70]], [[0, 0]]),  # a single colour
    ],
)
def test_cifarnet_gives_mean_zero_and_deviation_one(pixels, expected):
    np.testing.assert_allclose(CIFARNET.evaluate(grey(pixels), (1, 2)), rgb(expected))


def test_cifarnet_does_not_blow_up_a_small_deviation():
    image = Image.new("RGB", (2, 2), (100, 100, 100))
    image.putpixel((1, 0), (100, 101, 100))
    picture = CIFARNET.evaluate(image, (2, 2))
    # The deviation sqrt(11) / 12 = 0.276 is less than 1 / sqrt(12) = 0.289.
    expected = np.full((2, 2, 3), -1 / 12)
    expected[0, 1, 1] = 11 / 12
    np.testing.assert_allclose(picture, expected * np.sqrt(12), rtol=1e-4)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (grey([[0, 128, 255]]), [-1, 0, 127 / 128]),
        (grey([[7, 0, 128, 255, 7]]), [-1, 0, 127 / 128]),  # the middle is cut out
        (grey([[64]]), [-1, -0.5, -1]),  # zeros are put around
        (Image.new("RGB", (3, 1), (255, 0, 0)), [-0.40625] * 3),  # 0.299 * 255 = 76
    ],
)
def test_lenet_gives_grey_values_around_zero(image, expected):
    np.testing.assert_array_equal(LENET.evaluate(image, (1, 3))[0, :, 0], expected)
