"""The data is real, and its parts do not overlap."""

import numpy as np

from argscope.train._digits import load_digits


def test_parts_have_the_documented_sizes():
    assert [len(part.labels) for part in load_digits()] == [1257, 180, 360]


def test_pixels_are_float32_images_between_zero_and_one():
    for part in load_digits():
        assert part.pixels.dtype == np.float32
        assert part.pixels.shape[1:] == (8, 8, 1)
        assert (part.pixels.min(), part.pixels.max()) == (0.0, 1.0)


def test_parts_together_are_the_whole_data_set():
    from sklearn.datasets import load_digits as load

    images = np.concatenate([part.pixels for part in load_digits()]).reshape(-1, 64)
    whole = (load().data / 16.0).astype("float32")
    assert np.array_equal(np.sort(images, axis=0), np.sort(whole, axis=0))


def test_every_part_has_every_digit_in_equal_share():
    for part in load_digits():
        shares = np.bincount(part.labels) / len(part.labels)
        assert np.allclose(shares, 0.1, atol=0.01)
