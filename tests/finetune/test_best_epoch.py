"""Which epoch was the best, and when a run stops waiting for a better one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argscope.finetune._best_epoch import best_epoch, is_over

SCORES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([1.0, 2.0])), min_size=1
)


def history(scores):
    accuracies, losses = zip(*scores, strict=True)
    return {"val_accuracy": list(accuracies), "val_loss": list(losses)}


@given(SCORES)
def test_best_epoch_is_the_first_with_the_highest_accuracy_and_then_lowest_loss(scores):
    best = best_epoch(history(scores))
    accuracy, loss = scores[best - 1]
    for epoch, (other, its_loss) in enumerate(scores, 1):
        better = (accuracy, -loss) > (other, -its_loss)
        assert better or ((accuracy, loss) == (other, its_loss) and best <= epoch)


@given(SCORES, st.integers(1, 5))
def test_run_is_over_when_so_many_epochs_were_no_better(scores, patience):
    waited = len(scores) - best_epoch(history(scores))
    assert is_over(history(scores), patience) == (waited >= patience)


def test_run_without_patience_or_epochs_is_not_over():
    assert not is_over(history([(1.0, 1.0), (0.0, 1.0), (0.0, 1.0)]), None)
    assert not is_over({}, 1)


@pytest.mark.parametrize("order", [1, -1])
def test_loss_that_is_no_number_is_the_highest(order):
    scores = [(0.5, float("nan")), (0.5, 9.0)][::order]
    assert scores[best_epoch(history(scores)) - 1] == (0.5, 9.0)
