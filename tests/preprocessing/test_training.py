"""What is random in training, and how far it goes."""

import colorsys

import numpy as np
from PIL import Image

from argscope.preprocessing import CIFARNET, INCEPTION, VGG
from argscope.preprocessing._inception import _in_random_colours

SEEDS = range(1000)


def reaches(values, least, greatest):
    """Say whether the values fill a range, up to a fiftieth of it at both ends."""
    slack = (greatest - least) / 50
    low, high = min(values), max(values)
    return least - 1e-6 <= low < least + slack and (
        greatest - slack < high <= greatest + 1e-6
    )


def test_a_range_is_reached_at_both_ends_and_not_left():
    assert reaches([0, 1], 0, 1)
    assert not reaches([0.1, 1], 0, 1)
    assert not reaches([0, 0.9], 0, 1)
    assert not reaches([-0.1, 1], 0, 1)
    assert not reaches([0, 1.1], 0, 1)


def in_random_colours(picture):
    picture = np.array(picture, np.float32)
    return [_in_random_colours(picture, np.random.default_rng(s)) for s in SEEDS]


def test_inception_changes_the_brightness_by_up_to_32_of_255():
    pictures = in_random_colours([[[0.5, 0.5, 0.5]]])
    assert reaches([p[0, 0, 0] - 0.5 for p in pictures], -32 / 255, 32 / 255)


def test_inception_changes_the_contrast_by_half_and_half_again():
    pictures = in_random_colours([[[0.4] * 3, [0.6] * 3]])
    # The range holds up to float32.
    ratios = [round(float(np.ptp(p)) / 0.2, 5) for p in pictures]
    assert reaches(ratios, 0.5, 1.5)


def test_inception_changes_the_saturation_by_half_and_half_again():
    # Brightness keeps the difference of the channels, and hue that of their extremes.
    pictures = in_random_colours([[[0.5, 0.4, 0.4]]])
    assert reaches([round(float(np.ptp(p)) / 0.1, 5) for p in pictures], 0.5, 1.5)


def test_inception_turns_the_hue_by_up_to_a_fifth():
    pictures = in_random_colours([[[0.4, 0.4, 0.5]]])
    hues = [colorsys.rgb_to_hsv(*map(float, p[0, 0]))[0] for p in pictures]
    assert reaches([round(h, 5) for h in hues], 2 / 3 - 0.2, 2 / 3 + 0.2)


def test_inception_changes_colours_in_more_than_one_order():
    # With the same factors, only the order can make the two pictures differ.
    class Fixed:
        def __init__(self, order):
            self.order = order

        def uniform(self, least, greatest):
            return least + 0.9 * (greatest - least)

        def integers(self, orders):
            assert orders == 2
            return self.order

    picture = np.random.default_rng(0).random((3, 3, 3), np.float32)
    first, second = (_in_random_colours(picture, Fixed(order)) for order in (0, 1))
    assert np.abs(first - second).max() > 0.01


def test_inception_clips_colours_before_it_scales_them():
    white = Image.new("RGB", (5, 5), "white")
    pictures = [INCEPTION.train(white, (2, 2), np.random.default_rng(s)) for s in SEEDS]
    assert max(p.max() for p in pictures) == 1


def gradient(side):
    """Return an image whose value is the number of the column."""
    return Image.fromarray(np.tile(np.arange(side, dtype=np.uint8), (side, 1)))


def test_inception_shows_a_part_of_the_image():
    halves = Image.fromarray(
        np.repeat(np.array([[0, 255]], np.uint8), 50, 1).repeat(50, 0)
    )
    pictures = [
        INCEPTION.train(halves, (2, 2), np.random.default_rng(s)) for s in range(200)
    ]
    # Changes of colour keep one colour one colour: these saw one half only.
    assert {bool(np.ptp(p) < 1e-5) for p in pictures} == {True, False}


def test_inception_mirrors_half_of_the_pictures():
    pictures = [
        INCEPTION.train(gradient(200), (2, 2), np.random.default_rng(s)) for s in SEEDS
    ]
    mirrored = [p[0, 0].sum() > p[0, 1].sum() for p in pictures]
    assert 0.45 < np.mean(mirrored) < 0.55


def test_vgg_uses_every_scale_from_256_to_512_and_every_place():
    # At 28 pixels the sides are from 32 to 64; the step of values tells the side.
    pictures = [
        VGG.train(gradient(32), (28, 28), np.random.default_rng(s)) for s in SEEDS
    ]
    steps = [np.diff(p[0, :, 0]) for p in pictures]
    assert {round(32 / np.abs(s).max()) for s in steps} == set(range(32, 65))
    assert 0.45 < np.mean([s.sum() < 0 for s in steps]) < 0.55
    columns = [p[0, :, 0].min() + 123.68 for p in pictures]
    assert reaches(columns, 0, 32 - 28 / 64 * 32)


def test_cifarnet_cuts_out_every_place_of_the_padded_image():
    # In grey, brightness and contrast vanish when the picture is standardized.
    pixels = np.random.default_rng(1).integers(0, 256, (2, 2), np.uint8)
    padded = np.pad(pixels, 4)
    parts = [padded[y : y + 4, x : x + 4] for y in range(7) for x in range(7)]
    expected = {
        key(CIFARNET.evaluate(Image.fromarray(np.ascontiguousarray(part)), (4, 4)))
        for image in parts
        for part in (image, image[:, ::-1])
    }
    found = {
        key(CIFARNET.train(Image.fromarray(pixels), (4, 4), np.random.default_rng(s)))
        for s in SEEDS
    }
    assert found == expected


def key(picture):
    """Return a picture in a form that a set can hold, up to rounding."""
    return tuple((np.round(picture, 2) + 0).ravel().tolist())


def test_cifarnet_changes_the_contrast_of_each_channel_by_a_fifth_to_nine_fifths():
    # Red squares of a chessboard: contrast changes the distance of light from dark, but
    # not that of the means of red and green, which is half of it at first.
    red = np.tile([[0, 255], [255, 0]], (20, 20))
    image = Image.fromarray(np.stack([red, 0 * red, 0 * red], -1).astype(np.uint8))
    ratios = []
    for seed in SEEDS:
        picture = CIFARNET.train(image, (2, 2), np.random.default_rng(seed))
        light = picture[..., 0] > picture[..., 0].mean() + 1e-3
        if light.sum() == 2:  # else there are zeros of the border in it
            means = picture.mean((0, 1))
            ratios.append(np.ptp(picture[..., 0]) / (means[0] - means[1]) / 2)
    assert reaches([round(float(ratio), 4) for ratio in ratios], 0.2, 1.8)
