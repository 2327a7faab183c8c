"""Losses against their formulas in NumPy, where the original is wrong or recorded nothing."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argscope import losses

RNG = np.random.RandomState(0)
POINTS = RNG.standard_normal((6, 4)).astype("float32")
PARTNERS = RNG.standard_normal((6, 4)).astype("float32")


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 0.5, 2.0]), min_size=6, max_size=6), st.booleans()
)
def test_weighted_mean_is_over_elements_with_a_weight(weights, column):
    weights = np.array(weights, "float32")
    given_weights = weights[:, None] if column else weights
    found = float(losses.compute_weighted_loss(POINTS, given_weights))
    present = max(4 * np.count_nonzero(weights), 1)
    expected = (POINTS * weights[:, None]).sum() / present
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_weight_of_size_one_counts_as_often_as_it_is_used():
    weight = np.array([2.0], "float32")
    found = float(losses.compute_weighted_loss(POINTS, weight))
    assert found == pytest.approx(2.0 * POINTS.mean(), rel=1e-5)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_loss_keeps_the_dtype_of_what_it_weights(dtype):
    loss = losses.compute_weighted_loss(POINTS.astype(dtype))
    assert keras.backend.standardize_dtype(loss.dtype) == dtype


def test_multilabel_loss_weights_partners_by_shared_labels():
    labels = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0]] * 2)
    shared = (labels @ labels.T).astype("float64")
    logits = POINTS.astype("float64") @ PARTNERS.T
    log_softmax = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    shares = shared / shared.sum(1, keepdims=True)
    lengths = (POINTS**2).sum(1).mean() + (PARTNERS**2).sum(1).mean()
    expected = 0.01 / 4 * lengths - (shares * log_softmax).sum(1).mean()
    for given_labels in (labels, list(labels.astype(bool))):
        found = losses.npairs_loss_multilabel(given_labels, POINTS, PARTNERS, 0.01)
        assert float(found) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    "loss", [losses.triplet_semihard_loss, losses.lifted_struct_loss]
)
def test_batch_without_pairs_has_no_loss(loss):
    assert float(loss(np.arange(6), POINTS)) == 0.0


def test_batch_of_one_class_has_no_lifted_loss():
    assert float(losses.lifted_struct_loss(np.zeros(6, "int32"), POINTS)) == 0.0


@pytest.mark.parametrize("alike", [0.0, 1.0])
def test_contrastive_loss_of_equal_points_is_a_number(alike):
    labels = np.full(6, alike, "float32")
    found = float(losses.contrastive_loss(labels, POINTS, POINTS, margin=0.5))
    assert found == pytest.approx(0.25 * (1 - alike))
