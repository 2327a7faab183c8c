"""The model of a case, and what is known of it before it runs."""

import json
from contextlib import nullcontext
from unittest.mock import patch

import keras
from tests.layers.arrays import numbers
from tests.layers.parity import exceptions
from tests.layers.parity.initial_values import SEED, InitialValues
from tests.layers.parity.program import Network
from tests.layers.parity.values import input_value, variable_value

from argscope import layers
from argscope.layers._state.graph_keys import GraphKeys

# The original puts these into collections without names.
WITHOUT_ALIAS = (GraphKeys.ACTIVATIONS,)
# Collections that are recorded in fields of their own.
OWN_FIELDS = (
    GraphKeys.LOSSES,
    GraphKeys.REGULARIZATION_LOSSES,
    GraphKeys.MODEL_VARIABLES,
)


def inputs_of(case):
    """Return the arrays that a case's program gets."""
    return {name: input_value(name, spec) for name, spec in case["inputs"].items()}


def precision_of(inputs):
    """Return a block in which JAX computes in float64, if one of the inputs is that."""
    double = any(x.dtype == "float64" for x in inputs.values())
    if not double or keras.backend.backend() != "jax":
        return nullcontext()
    import jax

    return jax.enable_x64(new_val=True)


class Built:
    """The model of a case.

    Attributes:
        case: The case.
        inputs: Its inputs.
        network: Its program as a function.
        model: The model, which holds its initial values.
    """

    def __init__(self, case, inputs):
        self.case = case
        self.inputs = inputs
        self.network = Network(case)
        double = any(x.dtype == "float64" for x in inputs.values())
        dtype = "float64" if double else None
        self.model = layers.Model(self.network, seed=SEED, dtype=dtype)
        self._specs = {
            name: keras.KerasTensor(value.shape, dtype=str(value.dtype))
            for name, value in inputs.items()
        }
        self._how_initialized = InitialValues()
        with self._how_initialized.noting():
            self.model.build(self._specs)
        self._initial = self.state()

    def of_first_call(self):
        """Return the same of only the first call of the program."""
        first, *_ = self.case["program"]
        return Built(
            self.case | {"program": [first], "fetch": [first["out"]]}, self.inputs
        )

    @property
    def in_place(self):
        """Whether averages are moved by the forward pass, not by update operations."""
        return '"updates_collections": null' in json.dumps(self.case)

    def give_documented_values(self):
        """Set all variables to the values that their names say."""
        for variable in self.model.variables_in_order:
            value = variable_value(variable.path, variable.shape)
            # None: the variable keeps its initial value.
            variable.assign(self._initial[variable.path] if value is None else value)

    def state(self):
        """Return the value of every variable by path, in the order of creation."""
        return {v.path: numbers(v).copy() for v in self.model.variables_in_order}

    def described(self):
        """Return what is known before anything runs."""
        outputs, updates = self._traced()
        of_layers = [v.path for v in layers.get_model_variables(model=self.model)]
        return {
            "variables": [
                self._variable(variable, variable.path in of_layers)
                for variable in self.model.variables_in_order
            ],
            "trainable_variables": [v.path for v in self.model.trainable_variables],
            "model_variables": of_layers,
            "collections": self._collections(),
            "update_ops": 0 if self.in_place else len(updates),
            "output_static_shape": {
                name: list(output.shape) for name, output in outputs.items()
            },
            "output_op": exceptions.OPERATION,
        }

    def _traced(self):
        """Return the outputs of a symbolic training step, and the averages it moves.

        Each call of a batch_norm has one update operation for each of its averages.
        """
        updates = []
        assign = keras.Variable.assign

        def noting(variable, value):
            if variable.path.endswith(("/moving_mean", "/moving_variance")):
                updates.append(variable.path)
            return assign(variable, value)

        with patch.object(keras.Variable, "assign", noting):
            outputs = self.model.compute_output_spec(self._specs, training=True)
        return outputs, updates

    def _variable(self, variable, of_layer):
        return {
            "name": variable.path,
            "shape": list(variable.shape),
            "dtype": variable.dtype,
            "trainable": variable.trainable,
            "model": of_layer,
            "initial": self._how_initialized.statistics(variable),
            "collections": [
                name
                for name, paths in sorted(self._variables_by_collection().items())
                if variable.path in paths
            ],
        }

    def _variables_by_collection(self):
        found = self.network.variables_by_collection
        return {name: each for name, each in found.items() if name not in OWN_FIELDS}

    def _collections(self):
        members = {
            name: [
                {
                    "aliases": [],
                    "op": path,
                    "shape": list(self.model.variable(path).shape),
                }
                for path in paths
            ]
            for name, paths in self._variables_by_collection().items()
        }
        for name, outputs in self.network.collections.items():
            if name not in OWN_FIELDS:
                members.setdefault(name, []).extend(
                    {
                        "aliases": [] if name in WITHOUT_ALIAS else [alias],
                        "op": exceptions.OPERATION,
                        "shape": list(tensor.shape),
                    }
                    for alias, tensor in outputs
                )
        return members
