"""Colours, against `colorsys` and against rules."""

import colorsys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from argscope.preprocessing._colour import (
    brightness,
    contrast,
    hue,
    saturation,
)

pictures = arrays.arrays(np.uint8, st.just((2, 3, 3))).map(
    lambda values: (values / 255).astype(np.float32)
)
factors = st.floats(0, 2)


def by_pixel(function, picture):
    """Return the result of a function of three numbers for every pixel."""
    rows = [function(*map(float, pixel)) for pixel in picture.reshape(-1, 3)]
    return np.array(rows).reshape(picture.shape)


def through_hsv(picture, change):
    """Return the picture with a change of hue, saturation and value by `colorsys`."""
    return by_pixel(
        lambda *rgb: colorsys.hsv_to_rgb(*change(*colorsys.rgb_to_hsv(*rgb))), picture
    )


@given(pictures, factors)
def test_saturation_is_that_of_colorsys_times_the_factor(picture, factor):
    expected = through_hsv(picture, lambda h, s, v: (h, min(s * factor, 1), v))
    np.testing.assert_allclose(saturation(picture, factor), expected, atol=1e-6)


@given(pictures, st.floats(-1, 1))
def test_hue_is_that_of_colorsys_turned(picture, turn):
    expected = through_hsv(picture, lambda h, s, v: ((h + turn) % 1, s, v))
    np.testing.assert_allclose(hue(picture, turn), expected, atol=2e-6)


@given(pictures)
def test_hue_by_whole_circles_changes_nothing(picture):
    for turn in (-1, 0, 1):
        np.testing.assert_allclose(hue(picture, turn), picture, atol=2e-6)


@given(pictures, st.floats(-1, 1))
def test_hue_there_and_back_changes_nothing(picture, turn):
    there = hue(picture, turn)
    np.testing.assert_allclose(hue(there, -turn), picture, atol=1e-5)


@given(pictures, st.floats(-1, 1), factors)
def test_hue_and_saturation_stay_inside_the_range(picture, turn, factor):
    for changed in (hue(picture, turn), saturation(picture, factor)):
        assert changed.dtype == np.float32
        assert changed.min() >= -1e-6
        assert changed.max() <= 1 + 1e-6


def test_hue_by_a_third_turns_red_into_green():
    np.testing.assert_allclose(
        hue(np.array([[[1, 0, 0]]], np.float32), 1 / 3), [[[0, 1, 0]]], atol=1e-6
    )


@given(pictures)
def test_saturation_of_zero_is_the_grey_of_the_brightest_channel(picture):
    grey = np.broadcast_to(picture.max(-1, keepdims=True), picture.shape)
    np.testing.assert_allclose(saturation(picture, 0), grey)


@given(pictures)
def test_saturation_times_one_changes_nothing(picture):
    np.testing.assert_allclose(saturation(picture, 1), picture, atol=2e-6)


def test_saturation_is_at_most_full():
    picture = np.array([[[0.5, 0.25, 0.25]]], np.float32)
    np.testing.assert_allclose(saturation(picture, 9), [[[0.5, 0, 0]]])


@given(pictures, factors)
def test_contrast_keeps_the_mean_of_each_channel(picture, factor):
    changed = contrast(picture, factor)
    np.testing.assert_allclose(changed.mean((0, 1)), picture.mean((0, 1)), atol=1e-6)
    np.testing.assert_allclose(
        np.ptp(changed, (0, 1)), np.ptp(picture, (0, 1)) * factor, atol=1e-6
    )


@pytest.mark.parametrize("delta", [-0.5, 0.25])
def test_brightness_is_added_without_clipping(delta):
    picture = np.array([[[0, 0.5, 1]]], np.float32)
    np.testing.assert_array_equal(brightness(picture, delta), picture + delta)
