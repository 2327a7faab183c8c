"""What is computed as a whole is what is computed one operation after the other."""

import numpy as np
import pytest
from tests.layers.arrays import computed, numbers

from argscope import layers

ROWS = np.linspace(-1, 2, 12, dtype="float32").reshape(4, 3)


@pytest.mark.parametrize("training", [False, True])
def test_model_gives_the_same_compiled_and_not(training):
    def model():
        return layers.Model(layers.batch_norm, seed=1)

    found = computed(model(), ROWS, training=training)
    expected = numbers(model()(ROWS, training=training))
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


def test_outputs_and_inputs_may_be_dicts():
    model = layers.Model(lambda inputs: {"y": inputs["x"] * 2})
    model.build({"x": ROWS.shape})
    np.testing.assert_array_equal(computed(model, {"x": ROWS})["y"], 2 * ROWS)
