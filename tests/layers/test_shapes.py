"""Layers against slow formulas, and rules that hold for all shapes."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.layers.arrays import computed, numbers

from argscope import layers

# XLA takes subnormal numbers for 0.
SINGLES = st.floats(-12, 12, width=32, allow_subnormal=False)


def drawn(*shape):
    """Return normal numbers: the same for a shape in every test, in any order."""
    return np.random.default_rng(1).normal(size=shape).astype("float32")


def run(layer, x, *args, **kwargs):
    """Return what a layer without variables computes."""
    return numbers(layer(x, *args, **kwargs))


def windows(x, kernel, rate, padding):
    """Yield, for each output pixel, its index and the pixels of its window."""
    spans = [(k - 1) * r for k, r in zip(kernel, rate, strict=True)]
    before = [s // 2 if padding == "SAME" else 0 for s in spans]
    sizes = x.shape[1:-1]
    out = [n if padding == "SAME" else n - s for n, s in zip(sizes, spans, strict=True)]
    for index in itertools.product(*map(range, out)):
        taps = itertools.product(*map(range, kernel))
        places = [
            tuple(
                i - b + t * r
                for i, b, t, r in zip(index, before, tap, rate, strict=True)
            )
            for tap in taps
        ]
        inside = [
            place
            for place in places
            if all(0 <= p < n for p, n in zip(place, sizes, strict=True))
        ]
        yield index, np.stack([x[(slice(None), *place)] for place in inside])


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize("kind", ["MAX", "AVG"])
@pytest.mark.parametrize(
    ("shape", "kernel", "rate"),
    [((2, 9, 3), [3], [2]), ((1, 6, 7, 2), [2, 3], [3, 1]), ((1, 4, 5, 4, 1), [2] * 3, [2] * 3)],
    ids=["1d", "2d", "3d"],
)  # fmt: skip
def test_dilated_pool_takes_pixels_that_are_apart(kind, padding, shape, kernel, rate):
    x = drawn(*shape)
    found = run(layers.pool, x, kernel, kind, padding=padding, dilation_rate=rate)
    reduce = np.max if kind == "MAX" else np.mean
    for index, pixels in windows(x, kernel, rate, padding):
        expected = reduce(pixels, axis=0)
        np.testing.assert_allclose(found[(slice(None), *index)], expected, rtol=1e-5)


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(*[st.integers(1, 4)] * 4),
    st.sampled_from(["channels_last", "channels_first"]),
)
def test_sequences_turn_back_into_the_images_they_were(shape, data_format):
    images = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    first = data_format == "channels_first"
    height = shape[2] if first else shape[1]
    rows = layers.images_to_sequence(images, "NCHW" if first else "NHWC")
    again = run(layers.sequence_to_images, rows, height, data_format)
    np.testing.assert_array_equal(again, images)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(SINGLES, min_size=1, max_size=5, unique=True),
    st.lists(SINGLES, min_size=1, max_size=8),
)
def test_bucket_is_the_number_of_boundaries_reached(boundaries, values):
    boundaries.sort()
    x = np.array(values, "float32")
    reached = (x[:, None] >= np.array(boundaries, "float32")).sum(axis=1)
    np.testing.assert_array_equal(run(layers.bucketize, x, boundaries), reached)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.lists(st.integers(-2, 8), min_size=1, max_size=5))
def test_one_hot_vector_has_the_value_at_its_class_only(classes, labels):
    found = run(layers.one_hot_encoding, np.array(labels), classes, 2.0, -1.0)
    for row, label in zip(found, labels, strict=True):
        assert np.flatnonzero(row == 2.0).tolist() == [label] * (0 <= label < classes)
        assert set(row.tolist()) <= {2.0, -1.0}


def test_buckets_of_whole_numbers_may_begin_at_fractions():
    assert run(layers.bucketize, np.array([1], "int32"), [0.5, 1.5]).tolist() == [1]


def test_one_hot_vectors_may_be_longer_than_labels_can_count():
    found = run(layers.one_hot_encoding, np.array([3], "uint8"), 300)
    assert np.flatnonzero(found).tolist() == [3]


def test_window_may_be_an_array():
    model = layers.Model(lambda x: layers.max_pool2d(x, np.array([2, 1])))
    assert model(np.zeros((1, 4, 4, 1), "float32")).shape == (1, 2, 2, 1)


def test_softmax_adds_up_to_one_along_the_last_axis():
    x = drawn(2, 3, 4)
    np.testing.assert_allclose(run(layers.softmax, x).sum(-1), 1.0, rtol=1e-6)


def test_spatial_softmax_finds_a_bright_pixel():
    x = np.zeros((1, 5, 7, 2), "float32")
    x[0, 1, 6, 0], x[0, 4, 3, 1] = 100.0, 100.0
    found = numbers(layers.Model(layers.spatial_softmax)(x))
    # Row and column of each channel, from -1 to 1.
    np.testing.assert_allclose(found, [[-0.5, 1.0, 1.0, 0.0]], atol=1e-5)


def test_adjustment_scales_and_shifts_while_training():
    def network(x):
        return layers.batch_norm(x, adjustment=lambda _shape: (2.0, 3.0))

    x = drawn(4, 2, 2, 3)
    model = layers.Model(network)
    plain = layers.Model(layers.batch_norm)
    np.testing.assert_allclose(
        computed(model, x, training=True),
        2.0 * computed(plain, x, training=True) + 3.0,
        rtol=1e-5,
    )
    np.testing.assert_allclose(
        computed(layers.Model(network), x), computed(layers.Model(layers.batch_norm), x)
    )


@pytest.mark.parametrize("spatial", [1, 2, 3])
@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_channels_first_gives_what_channels_last_gives(spatial, padding):
    axes = {1: "W", 2: "HW", 3: "DHW"}[spatial]

    def network(x, data_format):
        layer = getattr(layers, f"conv{spatial}d")
        x = layer(x, 4, 3, padding=padding, data_format=data_format, scope="c")
        return layers.pool(x, 2, "AVG", padding, data_format, stride=2)

    x = drawn(2, *[6] * spatial, 3)
    last = layers.Model(lambda x: network(x, f"N{axes}C"), seed=1)
    first = layers.Model(lambda x: network(x, f"NC{axes}"), seed=1)
    found = np.moveaxis(computed(first, np.moveaxis(x, -1, 1)), 1, -1)
    np.testing.assert_allclose(found, computed(last, x), rtol=1e-5, atol=1e-6)
