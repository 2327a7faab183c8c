"""Optimizers make TensorFlow's variables, and give them its values, step by step."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.tf1.training_problems import OPTIMIZERS, PROBLEMS, STEPS

from argscope import tf1

RECORDED = json.loads(
    (Path(__file__).parent / "recorded_training" / "optimizers.json").read_text()
)
tf = tf1.namespace()


@pytest.mark.parametrize("name", RECORDED)
def test_an_optimizer_does_what_it_did(name):
    recorded = RECORDED[name]
    problem, _, optimizer = name.partition(": ")
    graph = tf1.Graph()
    with graph.as_default():
        pairs = PROBLEMS[problem](tf)
        step = tf.train.get_or_create_global_step()
        made = OPTIMIZERS[optimizer](tf, step)
        train = made.apply_gradients(pairs, global_step=step)
        variables = tf.global_variables()
    graph.finish()
    with graph.as_default():
        assert [each.op.name for each in made.variables()] == recorded["kept"]
    assert train.name == recorded["operation"]
    assert made.get_slot_names() == recorded["slots"]
    assert [each.op.name for each in variables] == recorded["variables"]
    for count in range(STEPS):
        tf1.run(graph, train)
        for variable, expected in zip(
            variables, recorded["values"][count], strict=True
        ):
            close(tf1.run(graph, variable), expected)


def close(value, expected):
    """Check that values are equal to 1e-6 of them, or of the largest of a variable."""
    scale = np.abs(expected).max()
    np.testing.assert_allclose(np.ravel(value), expected, rtol=1e-6, atol=1e-6 * scale)
