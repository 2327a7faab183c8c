"""Values for variables, and the listing of variables."""

import keras
import numpy as np
import pytest
from tests.checkpoint.files import expected, path_of
from tests.layers.arrays import numbers

from argscope import slim
from argscope.slim.errors import AssignError


@pytest.fixture
def model():
    made = slim.layers.Model(lambda x: slim.fully_connected(x, 2, scope="fc"), seed=1)
    made.build((None, 3))
    return made


def test_arrays_are_assigned_by_path(model):
    weights = np.arange(6.0).reshape(3, 2)
    assign, feed = slim.assign_from_values({"fc/weights": weights}, model)
    assert feed == {}
    assign()
    assert numbers(model.variables_in_order[0]).tolist() == weights.tolist()


def test_assigning_accepts_the_session_of_old_programs(model):
    assign = slim.assign_from_values_fn({"fc/biases": [5.0, 6.0]}, model)
    assign("session")
    assert numbers(model.variables_in_order[1]).tolist() == [5.0, 6.0]


def test_variables_are_listed_with_their_totals(model, capsys):
    totals = slim.model_analyzer.analyze_vars(model.variables_in_order, print_info=True)
    assert totals == (8, 32)
    assert capsys.readouterr().out == (
        "---------\n"
        "Variables: name (type shape) [size]\n"
        "---------\n"
        "fc/weights (float32 3x2) [6, bytes: 24]\n"
        "fc/biases (float32 2) [2, bytes: 8]\n"
        "Total size of variables: 8\n"
        "Total bytes of variables: 32\n"
    )


def test_listing_counts_scalars_and_small_dtypes(capsys):
    scalar = keras.Variable(1, dtype="int8", trainable=False, name="step")
    flags = keras.Variable([True, False], dtype="bool", trainable=False, name="flags")
    assert slim.model_analyzer.analyze_vars([scalar, flags]) == (3, 3)
    assert capsys.readouterr().out == ""


def variable(path, shape):
    return keras.Variable(np.zeros(shape, "float32"), name=path.replace("/", "_"))


def test_variables_are_assigned_from_a_checkpoint_by_its_names():
    biases = variable("biases", (6,))
    assign = slim.assign_from_checkpoint_fn(path_of("sharded"), {"fc1/biases": biases})
    assign("session")
    assert numbers(biases).tolist() == expected("sharded")["fc1/biases"].tolist()


def test_variables_are_assigned_from_a_checkpoint_by_their_paths():
    model = slim.layers.Model(lambda x: slim.linear(x, 6, scope="fc1"), seed=1)
    model.build((None, 4))
    assign, feed = slim.assign_from_checkpoint(
        path_of("sharded"), slim.get_model_variables(model=model)
    )
    assign()
    assert feed == {}
    for each in model.variables_in_order:
        assert numbers(each).tolist() == expected("sharded")[each.path].tolist()


def test_what_a_checkpoint_lacks_is_left_alone_only_if_asked():
    both = {"fc1/biases": variable("a", (6,)), "fc9/biases": variable("b", (6,))}
    with pytest.raises(AssignError, match="has no variable 'fc9/biases'"):
        slim.assign_from_checkpoint_fn(path_of("sharded"), both)
    slim.assign_from_checkpoint_fn(path_of("sharded"), both, ignore_missing_vars=True)()
    assert numbers(both["fc1/biases"]).any()
    assert not numbers(both["fc9/biases"]).any()


def test_a_value_of_another_shape_and_the_same_size_is_reshaped_only_if_asked():
    names = {"fc1/weights": variable("w", (6, 4))}
    with pytest.raises(AssignError, match=r"but its value has \(4, 6\)"):
        slim.assign_from_checkpoint_fn(path_of("sharded"), names)()
    slim.assign_from_checkpoint_fn(path_of("sharded"), names, reshape_variables=True)()
    values = numbers(names["fc1/weights"])
    assert values.tolist() == expected("sharded")["fc1/weights"].reshape(6, 4).tolist()
