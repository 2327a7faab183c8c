"""Parts of images lie inside, and have the sizes that the papers say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from argscope.preprocessing import _crop as crop

SIZES = st.tuples(st.integers(1, 300), st.integers(1, 300))


@given(SIZES, st.integers(0, 1000))
def test_random_box_is_inside_with_the_area_and_shape_of_the_paper(size, seed):
    width, height = size
    image = Image.new("L", size)
    left, upper, right, lower = crop.random_box(image, np.random.default_rng(seed))
    assert 0 <= left < right <= width
    assert 0 <= upper < lower <= height
    if (right - left, lower - upper) != size:
        w, h = right - left, lower - upper
        # Edges are whole pixels, so each is off by half a pixel at most.
        assert (w + 0.5) * (h + 0.5) >= 0.05 * width * height
        assert (w - 0.5) / (h + 0.5) <= 4 / 3
        assert (w + 0.5) / (h - 0.5) >= 3 / 4


def test_random_boxes_are_everywhere_and_of_all_sizes():
    image = Image.new("L", (100, 100))
    rng = np.random.default_rng(0)
    boxes = np.array([crop.random_box(image, rng) for _ in range(500)])
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) / 1e4
    assert areas.min() < 0.1
    assert areas.max() > 0.9
    assert (
        np.abs(boxes.mean(axis=0) - (100 - boxes[:, [2, 3, 0, 1]].mean(axis=0))).max()
        < 5
    )


def test_box_that_never_fits_is_the_whole_image():
    image = Image.new("L", (1000, 3))
    boxes = {crop.random_box(image, np.random.default_rng(s)) for s in range(5)}
    assert boxes == {(0, 0, 1000, 3)}


@given(SIZES, st.integers(1, 200))
def test_shorter_side_gets_the_length_and_the_shape_is_kept(size, side):
    width, height = crop.with_shorter_side(Image.new("L", size), side).size
    assert min(width, height) == side
    assert abs(width - side * size[0] / min(size)) <= 0.5
    assert abs(height - side * size[1] / min(size)) <= 0.5


@given(SIZES, st.data())
def test_parts_of_an_array_are_inside(size, data):
    height, width = size
    pixels = np.arange(height * width).reshape(height, width, 1)
    wanted = data.draw(st.tuples(st.integers(1, height), st.integers(1, width)))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    for part in (
        crop.random_part(pixels, wanted, rng),
        crop.central_part(pixels, wanted),
    ):
        assert part.shape == (*wanted, 1)
        assert part[0, -1, 0] - part[0, 0, 0] == wanted[1] - 1


def test_central_part_is_in_the_middle():
    assert crop.central_part(np.arange(5)[:, None], (3, 1)).ravel().tolist() == [
        1,
        2,
        3,
    ]


def test_flip_is_the_mirror_image_half_of_the_time():
    pixels = np.arange(6).reshape(2, 3)
    rng = np.random.default_rng(0)
    flips = [crop.random_flip(pixels, rng)[0, 0] for _ in range(200)]
    assert set(flips) == {0, 2}
    assert 70 < flips.count(2) < 130


def test_smaller_versions_are_averages():
    pixels = np.tile(np.array([0, 255], "uint8"), (64, 32))
    small = crop.resized(Image.fromarray(pixels), (8, 8))
    np.testing.assert_allclose(small, 0.5, atol=0.05)
