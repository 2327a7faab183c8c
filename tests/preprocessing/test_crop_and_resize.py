"""Boxes inside images, and new sizes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from argscope._images.resampling import Axis, bilinear
from argscope.preprocessing._crop import (
    central_crop_or_pad,
    central_share,
    random_area_box,
    random_offset,
)
from argscope.preprocessing._resize import resize, resized_window

sides = st.integers(1, 500)
sizes = st.tuples(st.integers(1, 12), st.integers(1, 12))
seeds = st.integers(0, 2**32)


def ramp(height, width):
    return np.arange(height * width, dtype=np.float32).reshape(height, width, 1)


@given(sides, sides, seeds)
def test_random_box_lies_inside_the_image(height, width, seed):
    box = random_area_box(height, width, np.random.default_rng(seed))
    assert min(box.top, box.left) >= 0
    assert min(box.height, box.width) >= 1
    assert box.top + box.height <= height
    assert box.left + box.width <= width


@given(sides, sides, seeds)
def test_random_box_has_an_allowed_area_and_aspect_or_is_the_image(height, width, seed):
    box = random_area_box(height, width, np.random.default_rng(seed))
    if box != (0, 0, height, width):
        assert 0.05 <= box.height * box.width / (height * width) <= 1
        assert 3 / 4 <= box.width / box.height <= 4 / 3


def test_random_box_has_small_and_large_areas_of_every_aspect():
    boxes = [random_area_box(300, 300, np.random.default_rng(s)) for s in range(1000)]
    areas = [box.height * box.width / 300**2 for box in boxes]
    aspects = [box.width / box.height for box in boxes]
    assert (min(areas) < 0.07, max(areas) > 0.93) == (True, True)
    assert (min(aspects) < 0.76, max(aspects) > 1.31) == (True, True)


@pytest.mark.parametrize("size", [(1, 100), (100, 1)])
def test_random_box_of_a_thin_image_is_the_image(size):
    assert random_area_box(*size, np.random.default_rng(0)) == (0, 0, *size)


def test_random_offset_may_be_any_place():
    found = {random_offset((3, 4), (2, 2), np.random.default_rng(s)) for s in range(99)}
    assert found == {(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)}


@given(sizes, sizes)
def test_central_crop_or_pad_keeps_the_middle(old, size):
    picture = central_crop_or_pad(ramp(*old) + 1, size)
    kept = tuple(min(pair) for pair in zip(old, size, strict=True))
    inside = picture[picture > 0].reshape(kept)
    assert picture.shape == (*size, 1)
    top, left = ((o - k) // 2 for o, k in zip(old, kept, strict=True))
    expected = ramp(*old)[top : top + kept[0], left : left + kept[1], 0] + 1
    np.testing.assert_array_equal(inside, expected)
    above, beside = ((s - k) // 2 for s, k in zip(size, kept, strict=True))
    assert picture[above, beside, 0] == expected[0, 0]


def test_central_crop_of_an_odd_surplus_starts_early_as_in_tensorflow():
    np.testing.assert_array_equal(central_crop_or_pad(ramp(1, 4), (1, 1)).ravel(), [1])


def test_central_share_leaves_as_much_on_either_side():
    np.testing.assert_array_equal(
        central_share(ramp(1, 16), 0.875).ravel(), range(1, 15)
    )


@given(sizes, sizes)
def test_resizing_stays_between_the_old_values(old, size):
    picture = np.random.default_rng(0).random((*old, 3), np.float32)
    new = resize(picture, size)
    assert new.shape == (*size, 3)
    assert picture.min() - 1e-6 <= new.min() <= new.max() <= picture.max() + 1e-6


@given(sizes)
def test_resizing_to_the_same_size_changes_nothing(size):
    np.testing.assert_array_equal(resize(ramp(*size), size), ramp(*size))


def test_resizing_reads_at_new_index_times_old_size_over_new_size():
    pixels = np.array([[[0], [8], [16], [40]]], np.float32)
    np.testing.assert_allclose(resize(pixels, (1, 3)).ravel(), [0, 8 + 8 / 3, 32])
    np.testing.assert_array_equal(
        resize(pixels, (2, 8))[1].ravel(), [0, 4, 8, 12, 16, 28, 40, 40]
    )


@given(sizes, st.data())
def test_window_is_a_part_of_the_whole(old, data):
    full = data.draw(sizes)
    offset = tuple(data.draw(st.integers(0, side - 1)) for side in full)
    size = tuple(side - start for side, start in zip(full, offset, strict=True))
    np.testing.assert_allclose(
        resized_window(ramp(*old), full, offset, size),
        resize(ramp(*old), full)[offset[0] :, offset[1] :],
        rtol=1e-6,
    )


def by_taps(pixels, size):
    """Return what `resize` does, pixel by pixel, from what `bilinear` says of each."""
    for axis in (0, 1):
        indices, weights = bilinear(Axis(np, pixels.shape[axis], size[axis]))
        parts = [
            sum(w * pixels.take(i, axis) for i, w in zip(*pair, strict=True))
            for pair in zip(indices, weights, strict=True)
        ]
        pixels = np.stack(parts, axis)
    return pixels


@given(sizes, sizes, seeds)
def test_resized_pixels_are_made_of_those_that_tensorflow_makes_them_of(old, new, seed):
    picture = np.random.default_rng(seed).integers(0, 256, (*old, 3), np.uint8)
    expected = by_taps(picture.astype(np.float32), new)
    np.testing.assert_allclose(resize(picture, new), expected, atol=1e-3)


@pytest.mark.parametrize("size", [(3, 70_000), (70_000, 2)])
def test_an_image_may_be_longer_than_opencv_reads(size):
    picture = np.random.default_rng(0).integers(0, 256, (*size, 1), np.uint8)
    expected = by_taps(picture.astype(np.float32), (5, 7))
    np.testing.assert_allclose(resize(picture, (5, 7)), expected, atol=1e-3)
