"""Weights of every shape and inputs of every precision, as recorded with tf_slim 1.1.0.

Where the original computes something else, docs/guide/differences.md says so.
"""

import keras
import numpy as np
import pytest

from argscope import losses
from argscope.losses import LossError

POINTS = np.array([[1.0, 2.0, 4.0], [0.0, 1.0, 1.0]], "float32")
LABELS = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]], "float32")
IMAGES = (np.arange(12, dtype="float32") ** 2).reshape(2, 2, 3)


@pytest.mark.parametrize(
    ("weights", "recorded"),
    [
        (1.0, 4.888888),
        ([2.0, 1.0], 8.0),
        ([2.0], 9.777777),
        (0.0, 0.0),
    ],
)
def test_pairs_are_weighted_by_example(weights, recorded):
    found = losses.mean_pairwise_squared_error(POINTS, LABELS, np.array(weights))
    assert float(found) == pytest.approx(recorded, rel=1e-5)


@pytest.mark.parametrize(
    ("weights", "original"), [([[2.0], [1.0]], -156.0), ([[2.0]], -104.0)]
)
def test_last_axis_of_one_is_ignored_in_weights_of_pairs(weights, original):
    weights = np.array(weights)
    found = losses.mean_pairwise_squared_error(POINTS, LABELS, weights)
    without = losses.mean_pairwise_squared_error(POINTS, LABELS, weights[:, 0])
    assert float(found) == float(without) != original


@pytest.mark.parametrize("shape", [(2, 2), (2, 2, 3), (2, 1, 1)])
def test_pairs_have_no_weights_by_element(shape):
    with pytest.raises(LossError, match=r"expected a number, or a tensor of shape"):
        losses.mean_pairwise_squared_error(IMAGES, 0 * IMAGES, np.ones(shape))


@pytest.mark.parametrize(
    ("weights", "recorded"),
    [
        (2.0, 3.333333),
        ([2.0, 1.0], 2.833333),
        ([[2.0], [1.0]], 2.833333),
        (np.full((2, 3), 2.0), 3.333333),
    ],
)
def test_weights_of_rows_and_elements(weights, recorded):
    found = losses.absolute_difference(POINTS, LABELS, np.array(weights))
    assert float(found) == pytest.approx(recorded, rel=1e-5)


@pytest.mark.parametrize(
    ("weights", "recorded"),
    [
        ([2.0, 1.0], 46.75),
        ([[2.0], [1.0]], 46.75),
        ([[[2.0], [1.0]], [[1.0], [1.0]]], 42.583333),
    ],
)
def test_weights_of_images_and_rows(weights, recorded):
    found = losses.absolute_difference(IMAGES, 0 * IMAGES, np.array(weights))
    assert float(found) == pytest.approx(recorded, rel=1e-5)


@pytest.mark.parametrize(
    ("weights", "original"),
    [([2.0], 6.666666), ([[2.0]], 6.666666), ([[2.0, 1.0, 0.0]], 3.5)],
)
def test_weights_of_size_one_count_as_often_as_they_are_used(weights, original):
    weights = np.array(weights)
    found = losses.absolute_difference(POINTS, LABELS, weights)
    spread = losses.absolute_difference(
        POINTS, LABELS, np.broadcast_to(weights, POINTS.shape)
    )
    assert float(found) == pytest.approx(float(spread), rel=1e-6)
    assert float(found) == pytest.approx(original / 2, rel=1e-5)


RECORDED = {
    "absolute_difference": (0.354166, "float32"),
    "mean_squared_error": (0.226562, "float32"),
    "mean_pairwise_squared_error": (0.611111, "float32"),
    "log_loss": (2.916586, "float32"),
    "sigmoid_cross_entropy": (0.7944, "float16"),
    "softmax_cross_entropy": (0.592, "float16"),
}


@pytest.mark.parametrize("name", RECORDED)
def test_half_precision(name):
    points, labels = (POINTS / 8).astype("float16"), LABELS.astype("float16")
    found = getattr(losses, name)(points, labels)
    value, dtype = RECORDED[name]
    assert float(found) == pytest.approx(
        value, rel=2e-3 if dtype == "float16" else 1e-5
    )
    assert keras.backend.standardize_dtype(found.dtype) == dtype


def test_hinge_loss_has_the_dtype_of_its_logits():
    found = losses.hinge_loss(POINTS.astype("float16"), LABELS)
    assert keras.backend.standardize_dtype(found.dtype) == "float16"
    assert float(keras.ops.sum(found)) == 15.0
