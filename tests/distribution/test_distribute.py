"""`distribute` in a program with one device."""

import keras
import numpy as np
import pytest
from tests.distribution import networks

import argscope
from argscope import layers
from argscope._distribution.current import current


def test_it_acts_from_the_call_on_and_ends_with_the_block():
    assert current() is None
    with argscope.distribute() as distribution:
        assert current() is distribution
        assert str(distribution) == "data=1, model=1"
    assert current() is None


def test_it_is_ended_by_hand_once_or_twice():
    distribution = argscope.distribute(data=1)
    assert current() is distribution
    distribution.close()
    distribution.close()
    assert current() is None


def test_it_ends_after_an_error():
    with pytest.raises(ZeroDivisionError), argscope.distribute():
        _ = 1 / 0
    assert current() is None


def test_a_second_one_is_refused_and_changes_nothing():
    with argscope.distribute() as first:
        with pytest.raises(argscope.DistributionError):
            argscope.distribute()
        assert current() is first


def test_a_wrong_layout_is_told_before_there_is_a_model():
    with pytest.raises(argscope.DistributionError):
        argscope.distribute(layout={"fc": (None, "modle")})
    assert current() is None


def test_on_one_device_a_model_is_what_it_is_without():
    one, told = networks.trained()
    with argscope.distribute(data=1, layout={"fc1/weights": (None, "model")}) as only:
        other, again = networks.trained()
        engine = only.engine
        variable = other.variable("fc1/weights")
        assert engine.bytes_held(variable) == 4 * 4 * 8 * 32 * 4
        assert engine.share(7) == slice(0, 7)
        with engine.whole_batches():
            engine.wait("here")
        engine.assign(variable, np.ones((128, 32), "float32").__getitem__)
        assert engine.value(variable).sum() == 128 * 32
    assert told == again
    names = [v.path for v in one.variables_in_order if v.path != "fc1/weights"]
    for name in names:
        values = (
            keras.ops.convert_to_numpy(m.variable(name).value) for m in (one, other)
        )
        np.testing.assert_array_equal(*values)


def test_a_layout_is_told_of_any_model():
    model = layers.Model(
        lambda x: layers.fully_connected(x, 6, scope="fc1"), name="net"
    )
    with pytest.raises(layers.NotBuiltError) as refused:
        model.layout()
    assert "layout" in str(refused.value)
    model.build((None, 4))
    table = model.layout()
    assert (table.size, table.held) == (120, 120)
    assert str(table) == (
        "Layout of net on 1 device, data=1,model=1\n"
        "\n"
        "name       shape  on a device  bytes  bytes a device  why\n"
        "---------  -----  -----------  -----  --------------  ---\n"
        "fc1\n"
        "  weights  4 x 6  all             96              96\n"
        "  biases   6      all             24              24\n"
        "\n"
        "120 bytes of 120 bytes a device: 1.000"
    )
