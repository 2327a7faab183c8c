"""Layers and cells make TensorFlow 1's variables, and compute what it did with them."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.tf1.inputs import INPUTS, flattened
from tests.tf1.programs import FAMILIES, inputs_of, programs_of, value_of
from tests.tf1.test_recorded_calls import close

from argscope import tf1

RECORDED = Path(__file__).parent / "recorded_programs"
PROGRAMS = [
    pytest.param(program, recorded[name], id=f"{family}: {name}")
    for family in FAMILIES
    for recorded in [json.loads((RECORDED / f"{family}.json").read_text())]
    for name, program in programs_of(family).items()
]

# Whose outputs have other names here: of the last of several operations, or of loops.
NAMED_OTHERWISE = {
    "separable_conv1d",
    *programs_of("rnn"),
    *programs_of("keras_layers"),
}


class Ran:
    """A program, recorded, with the variables that it made set to known values."""

    def __init__(self, program):
        self.graph = tf1.Graph()
        self.tf = tf1.namespace()
        with self.graph.as_default():
            made = {
                name: self.tf.placeholder(INPUTS[name].dtype, INPUTS[name].static, name)
                for name in inputs_of(program)
            }
            self.outputs = flattened(program(self.tf, **made))
            self.losses = self.tf.get_collection("regularization_losses")
            self.updates = self.tf.get_collection("update_ops")
            self.variables = self.tf.global_variables()
            self.trained = self.tf.trainable_variables()
            self.models = self.tf.model_variables()
        self.graph.finish()
        self.feeds = {tensor: INPUTS[name].value for name, tensor in made.items()}
        for variable in self.variables:
            value = value_of(variable.op.name, variable.shape.as_list())
            variable.keras_variable.assign(value)

    def values_of(self, tensors):
        return tf1.run(self.graph, tensors, self.feeds)


@pytest.mark.parametrize(("program", "recorded"), PROGRAMS)
def test_a_program_makes_and_gives_what_it_did(program, recorded):
    ran = Ran(program)
    assert [
        {
            "name": variable.op.name,
            "shape": variable.shape.as_list(),
            "trainable": variable in ran.trained,
            "model": variable in ran.models,
        }
        for variable in ran.variables
    ] == [
        {k: v for k, v in each.items() if k != "updated"}
        for each in recorded["variables"]
    ]
    outputs = recorded["outputs"]
    assert len(ran.outputs) == len(outputs)
    if program.__name__ not in NAMED_OTHERWISE:
        assert [t.name for t in ran.outputs] == [each["name"] for each in outputs]
    values = ran.values_of(ran.outputs)
    for tensor, value, expected in zip(ran.outputs, values, outputs, strict=True):
        assert tensor.dtype.name == expected["dtype"]
        assert tensor.shape.is_compatible_with(expected["static"])
        assert list(np.shape(value)) == expected["shape"]
        close(value, expected["values"])
    assert sorted(map(float, ran.values_of(ran.losses))) == pytest.approx(
        recorded["losses"], rel=1e-4
    )
    assert [update.op.name for update in ran.updates] == recorded["updates"]
    ran.values_of(ran.updates)
    for variable, expected in zip(ran.variables, recorded["variables"], strict=True):
        if expected["updated"] is not None:
            close(ran.values_of(variable), expected["updated"])
