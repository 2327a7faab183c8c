"""Each replacement that the guide names computes what the name it replaces did."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.layers import guide_table as table
from tests.layers.arrays import numbers

from argscope import layers

RECORDED = json.loads(Path(__file__).with_name("guide_table.json").read_text())
ROWS = {table.names_of(before)[0]: now for before, now in table.rows()}
ADAM = "tf.train.AdamOptimizer"
PLAIN = ("tf.GraphKeys", "tf.get_variable_scope", "x.get_shape")


def computed(name, cell):
    """Return what a cell's expressions give in a network, and its variables."""
    plain = []

    def network(x):
        modules = {"layers": layers, "keras": keras}
        it = table.values_in(cell, modules | table.names(x))
        value = table.USES[name](it, layers, x)
        if isinstance(value, list | int):
            plain[:] = [value]
            return x
        return value

    model = layers.Model(network, seed=1)
    value = numbers(model(table.IMAGES))
    variables = [variable.path for variable in model.variables_in_order]
    return table.told(name, plain[0] if plain else value), variables


@pytest.mark.parametrize("name", ROWS)
def test_replacement_computes_what_was_recorded(name):
    value, variables = computed(name, ROWS[name])
    expected = RECORDED[name]
    assert variables == expected["variables"]
    if name in PLAIN:
        assert value == expected["value"]
    else:
        close = 5e-3 if name in table.RANDOM else 1e-6
        assert np.shape(value) == np.shape(expected["value"])
        np.testing.assert_allclose(value, expected["value"], rtol=0, atol=close)


def test_every_row_was_recorded():
    assert set(ROWS) == set(RECORDED) - {ADAM} == set(table.USES)


def test_optimizer_steps_as_what_was_recorded():
    (optimizer,) = table.values_in(table.optimizer_row()[1], {"keras": keras})
    variable = keras.Variable(np.array(table.START, "float32"))
    slope = keras.ops.convert_to_tensor(np.array(table.SLOPE, "float32"))
    for _ in range(table.STEPS):
        optimizer.apply([slope], [variable])
    found, expected = numbers(variable), RECORDED[ADAM]["value"]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
