"""Optimizers by name compute as those of TensorFlow 1."""

import functools
import json
from pathlib import Path

import numpy as np
import pytest
from keras import ops
from tests.layers.arrays import numbers
from tests.layers.parity.agreement import Near, differences
from tests.layers.parity.mutations import mutations

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


@functools.cache
def near_steps(name):
    """Return what agrees with the steps of an optimizer: float32's rounding apart."""
    rate = RECORDED["learning_rate"]
    train_op = slim.optimize_loss(model_of_one_variable(), None, rate, name)
    return [[Near(each, 5e-6) for each in values] for values in steps(train_op)]


@pytest.mark.parametrize("name", slim.OPTIMIZER_CLS_NAMES)
def test_four_steps_are_those_of_the_original(name):
    assert differences(near_steps(name), RECORDED["steps"][name]) == []


@pytest.mark.parametrize("name", slim.OPTIMIZER_CLS_NAMES)
def test_every_change_of_a_step_is_noticed(name):
    for place, what, wrong in mutations(RECORDED["steps"][name]):
        assert differences(near_steps(name), wrong), (place, what)


def test_a_step_that_is_slightly_off_is_noticed():
    wrong = [[value + 1e-5 for value in step] for step in RECORDED["steps"]["SGD"]]
    assert len(differences(near_steps("SGD"), wrong)) == 4 * 3


def test_every_optimizer_of_the_original_is_there():
    assert slim.OPTIMIZER_CLS_NAMES.keys() == RECORDED["steps"].keys()


def test_a_class_or_function_makes_an_optimizer_of_the_rate():
    model = model_of_one_variable()
    make = slim.OPTIMIZER_CLS_NAMES["SGD"]
    train_op = slim.optimize_loss(model, None, 0.1, lambda rate: make(rate * 2))
    assert float(train_op.optimizer.learning_rate) == pytest.approx(0.2)
    train_op = slim.optimize_loss(model, None, None, lambda: make(0.5))
    assert float(train_op.optimizer.learning_rate) == 0.5
