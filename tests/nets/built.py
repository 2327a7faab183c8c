"""Models of networks with given values of all variables."""

from unittest.mock import patch

import keras
import numpy as np

from argscope import arg_scope, layers


def built(network, scope, shape, value_of):
    """Return the model of `network` under `scope`, for images of `shape`.

    Args:
        network: Returns `(output, end_points)`; the model gives both, as one dict.
        scope: The arg scope.
        shape: Shape of the images.
        value_of: The value of a variable by its path and shape.
    """

    def outputs(images):
        output, end_points = network(images)
        # JAX sorts dicts; the numbers keep the order, which is compared.
        rows = enumerate(end_points.items())
        return {"out": output, **{f"{i:03}:{key}": value for i, (key, value) in rows}}

    with arg_scope(scope):
        model = layers.Model(outputs, seed=1)
    # Drawing initial values that are overwritten would take most of the time.
    with patch("argscope.layers._state.store.initial_value", zeros):
        model.build(tuple(shape))
    for variable in model.variables_in_order:
        variable.assign(value_of(variable.path, variable.shape))
    return model


def end_points(outputs):
    """Return the end points among the outputs of such a model, in their order."""
    return {
        name.partition(":")[2]: outputs[name]
        for name in sorted(outputs)
        if name != "out"
    }


def zeros(_initializer, shape, dtype, **_where):
    # Made by NumPy: JAX would compile zeros of each shape.
    return keras.ops.convert_to_tensor(np.zeros(shape, dtype))
