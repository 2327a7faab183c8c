"""Optimizers by name compute as those of TensorFlow 1."""

import json
from pathlib import Path

import numpy as np
import pytest
from keras import ops
from tests.layers.arrays import numbers

from argscope import slim

RECORDED = json.loads(Path(__file__).with_name("optimizers.json").read_text())
BATCH = np.zeros((1,), "float32")


def model_of_one_variable():
    """Return a model whose loss is sum(factors * variable^2 + variable)."""

    def loss(batch):
        variable = slim.model_variable("v", [3], initializer=slim.zeros_initializer())
        factors = ops.convert_to_tensor(RECORDED["factors"])
        return ops.sum(factors * variable**2 + variable) + ops.sum(batch)

    model = slim.layers.Model(loss, seed=1)
    model(BATCH)
    model.variables_in_order[0].assign(RECORDED["start"])
    return model


def steps(train_op, count=4):
    """Return the variable after each step."""
    values = []
    for _ in range(count):
        train_op(BATCH)
        values.append(numbers(train_op.model.variables_in_order[0]).tolist())
    return values


@pytest.mark.parametrize("name", slim.OPTIMIZER_CLS_NAMES)
def test_four_steps_are_those_of_the_original(name):
    rate = RECORDED["learning_rate"]
    train_op = slim.optimize_loss(model_of_one_variable(), None, rate, name)
    np.testing.assert_allclose(steps(train_op), RECORDED["steps"][name], atol=5e-6)


def test_every_optimizer_of_the_original_is_there():
    assert slim.OPTIMIZER_CLS_NAMES.keys() == RECORDED["steps"].keys()


def test_a_class_or_function_makes_an_optimizer_of_the_rate():
    model = model_of_one_variable()
    make = slim.OPTIMIZER_CLS_NAMES["SGD"]
    train_op = slim.optimize_loss(model, None, 0.1, lambda rate: make(rate * 2))
    assert float(train_op.optimizer.learning_rate) == pytest.approx(0.2)
    train_op = slim.optimize_loss(model, None, None, lambda: make(0.5))
    assert float(train_op.optimizer.learning_rate) == 0.5
