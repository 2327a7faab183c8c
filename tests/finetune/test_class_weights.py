"""With balanced weights all classes count the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from argscope.finetune._class_weights import balanced


@given(st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_sum_over_the_images_is_the_same_for_every_class(counts):
    weights = balanced(np.repeat(np.arange(len(counts)), counts), len(counts))
    sums = [weights[label] * count for label, count in enumerate(counts)]
    assert sums == pytest.approx([sum(counts) / len(counts)] * len(counts))
