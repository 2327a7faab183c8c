"""Outputs in collections, and the helpers of custom layers."""

import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import add_arg_scope, arg_scope, layers
from argscope.layers import utils

ROWS = np.ones((2, 3), "float32")
IMAGES = np.ones((1, 8, 8, 3), "float32")


def ends(function, inputs=ROWS):
    """Return the end points that `function` finds in the collection `ends`."""

    def network(x):
        return function(x), utils.convert_collection_to_dict("ends")

    return layers.Model(network, seed=1).end_points(inputs)


def test_outputs_are_collected_in_order_under_their_scopes():
    def network(x):
        with (
            arg_scope(
                [layers.conv2d, layers.max_pool2d, layers.flatten],
                outputs_collections="ends",
            ),
            layers.variable_scope("net"),
        ):
            x = layers.conv2d(x, 4, 3, scope="conv1")
            x = layers.max_pool2d(x, 2, scope="pool1")
            return layers.flatten(x)

    found = ends(network, IMAGES)
    assert list(found) == ["net/conv1", "net/pool1", "net/Flatten"]
    assert found["net/pool1"].shape == (1, 4, 4, 4)


def test_unnamed_pools_get_numbers():
    def network(x):
        for _ in range(3):
            x = layers.max_pool2d(x, 2, outputs_collections="ends")
        return x

    assert list(ends(network, IMAGES)) == ["MaxPool2D", "MaxPool2D_1", "MaxPool2D_2"]


def test_one_tensor_under_two_names_is_there_twice():
    def network(x):
        with arg_scope([layers.batch_norm], outputs_collections="ends"):
            return layers.fully_connected(
                x, 3, None, layers.batch_norm, outputs_collections="ends", scope="fc"
            )

    found = ends(network)
    assert list(found) == ["fc/BatchNorm", "fc"]
    np.testing.assert_array_equal(numbers(found["fc/BatchNorm"]), numbers(found["fc"]))


def test_a_run_starts_with_empty_collections():
    model = layers.Model(
        lambda x: (x, {str(len(utils.convert_collection_to_dict("ends"))): x})
    )
    for _ in range(2):
        assert list(model.end_points(ROWS)) == ["0"]


def test_clearing_empties_the_collection():
    def network(x):
        utils.collect_named_outputs("ends", "early", x)
        first = utils.convert_collection_to_dict("ends", clear_collection=True)
        return x, {"now": x, **utils.convert_collection_to_dict("ends")} | {
            f"was {name}": tensor for name, tensor in first.items()
        }

    assert sorted(layers.Model(network).end_points(ROWS)) == ["now", "was early"]


def test_aliases_of_a_tensor_are_remembered_in_order():
    seen = []

    def network(x):
        y = utils.append_tensor_alias(2 * x, "doubled")
        utils.collect_named_outputs(["ends"], "again", y)
        seen.append((utils.get_tensor_aliases(y), utils.gather_tensors_aliases([x, y])))
        return y

    layers.Model(network)(ROWS)
    assert seen[0] == (["doubled", "again"], ["doubled", "again"])


def test_a_layer_that_changes_nothing_gives_its_input_no_name():
    # The original does so with keep_prob=1.0 in training.
    seen = []

    def network(x):
        y = layers.dropout(x, 1.0, outputs_collections="ends", scope="kept")
        seen.append((utils.get_tensor_aliases(x), utils.get_tensor_aliases(y)))
        return y

    layers.Model(network)(ROWS, training=True)
    assert all(each == ([], ["kept"]) for each in seen)


def test_a_layer_of_ones_own_works_like_the_others():
    @add_arg_scope
    def scaled(inputs, initial=1.0, outputs_collections=None, scope=None):
        with layers.variable_scope(scope, "Scaled", [inputs]) as sc:
            size = utils.last_dimension(inputs.shape, min_rank=2)
            start = layers.constant_initializer(initial)
            scale = layers.model_variable("scale", [size], initializer=start)
            return utils.collect_named_outputs(
                outputs_collections, sc.name, inputs * scale
            )

    def network(x):
        with arg_scope([scaled], initial=2.0, outputs_collections="ends"):
            return scaled(scaled(x))

    found = ends(network)
    assert {name: numbers(end).max() for name, end in found.items()} == {
        "Scaled": 2.0,
        "Scaled_1": 4.0,
    }


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (lambda: utils.two_element_tuple([1, 2, 3]),
         r"Expected 2 positive integers or one, got \[1, 2, 3\]\."),
        (lambda: utils.n_positive_integers(2, 0),
         "Expected 2 positive integers or one, got 0."),
        (lambda: utils.last_dimension((3,), min_rank=2),
         r"Expected a rank of 2 or more, got \(3,\)\."),
        (lambda: utils.channel_dimension((2, None, 4), "NCW"),
         r"Expected a known size of axis 1, got \(2, None, 4\)\."),
    ],
)  # fmt: skip
def test_checks_of_shapes_say_what_they_got(action, text):
    with pytest.raises(ValueError, match=text):
        action()


@pytest.mark.parametrize("flag", [True, np.ones((), bool)])
def test_smart_cond_takes_python_and_tensor_conditions(flag):
    chosen = utils.smart_cond(flag, lambda: np.ones(2), lambda: np.zeros(2))
    assert numbers(chosen).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    "function",
    [
        lambda: utils.collect_named_outputs("ends", "x", ROWS),
        lambda: utils.convert_collection_to_dict("ends"),
        lambda: utils.get_tensor_aliases(ROWS),
    ],
)
def test_collections_outside_a_model_are_refused(function):
    with pytest.raises(layers.OutsideModelError, match="outside a Model"):
        function()
