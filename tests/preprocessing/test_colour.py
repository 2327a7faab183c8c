"""Distortions of colours follow the formulas of colour science."""

import colorsys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from argscope.preprocessing import _colour as colour

PIXELS = arrays("float32", (3, 4, 3), elements=st.floats(0, 1, width=32))
CLOSE = {"rtol": 1e-4, "atol": 1e-4}


@given(PIXELS)
def test_hue_saturation_and_value_are_those_of_the_standard_library(pixels):
    hue, saturation, value = colour.to_hsv(pixels)
    for place in np.ndindex(3, 4):
        h, s, v = colorsys.rgb_to_hsv(*pixels[place].tolist())
        apart = abs(hue[place] - h)
        assert min(apart, 1 - apart) < 1e-3
        assert saturation[place] == pytest.approx(s, abs=1e-5)
        assert value[place] == pytest.approx(v)


@given(PIXELS)
def test_colours_survive_the_way_there_and_back(pixels):
    np.testing.assert_allclose(colour.to_rgb(*colour.to_hsv(pixels)), pixels, **CLOSE)


@given(PIXELS, st.integers(-2, 2))
def test_hue_of_a_whole_circle_changes_nothing(pixels, circles):
    np.testing.assert_allclose(colour.with_hue(pixels, circles), pixels, **CLOSE)


def test_hue_of_a_third_of_a_circle_turns_red_into_green():
    red = np.array([[[1, 0, 0]]], "float32")
    np.testing.assert_allclose(colour.with_hue(red, 1 / 3), [[[0, 1, 0]]], atol=1e-6)


@given(PIXELS)
def test_saturation_of_nothing_is_grey(pixels):
    grey = colour.with_saturation(pixels, 0)
    np.testing.assert_allclose(np.ptp(grey, axis=-1), 0, atol=1e-6)
    np.testing.assert_allclose(grey.max(axis=-1), pixels.max(axis=-1))


@given(PIXELS, st.floats(0, 3))
def test_saturation_stays_in_range(pixels, factor):
    result = colour.with_saturation(pixels, factor)
    assert -1e-6 <= result.min() <= result.max() <= 1 + 1e-6


@given(PIXELS, st.floats(0.2, 1.8))
def test_contrast_keeps_the_mean_and_scales_the_deviation(pixels, factor):
    result = colour.with_contrast(pixels, factor)
    axes = (0, 1)
    np.testing.assert_allclose(result.mean(axes), pixels.mean(axes), **CLOSE)
    np.testing.assert_allclose(result.std(axes), factor * pixels.std(axes), **CLOSE)


def test_brightness_is_added():
    pixels = np.full((1, 1, 3), 0.25, "float32")
    assert colour.with_brightness(pixels, 0.5).tolist() == [[[0.75] * 3]]


def test_results_are_float32():
    pixels = np.full((2, 2, 3), 0.25, "float32")
    for change in (
        colour.with_brightness,
        colour.with_contrast,
        colour.with_saturation,
        colour.with_hue,
    ):
        assert change(pixels, 0.3).dtype == np.float32
