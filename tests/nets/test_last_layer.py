"""What `argscope predict` takes the number of classes in a checkpoint from."""

import keras
import pytest

from argscope import layers, nets
from argscope.predict._published import network_of
from argscope.preprocessing import for_network

pytestmark = [pytest.mark.usefixtures("declared_only"), pytest.mark.slow]


@pytest.mark.parametrize("name", nets.NETS)
def test_last_variable_is_one_number_a_class(name):
    size = nets.CATALOG[name].size
    images = keras.KerasTensor((1, size, size, for_network(name).channels))
    model = layers.Model(network_of(name, 7))
    model.compute_output_spec(images, training=False)
    variables = model.variables_in_order
    assert tuple(variables[-1].shape) == (7,)
    assert not any("Aux" in variable.path for variable in variables)
