"""Which losses a run of a network has, and what training does with them."""

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import arg_scope, arg_scope_func_key, layers, losses

ROWS = np.linspace(-1, 1, 12, dtype="float32").reshape(4, 3)


def dense(x, scope="fc", **kwargs):
    return layers.fully_connected(x, 3, activation_fn=None, scope=scope, **kwargs)


def values_in(network):
    """Return what `network` gives out in a run, as numbers."""
    return numbers(layers.Model(network, seed=1)(ROWS))


def test_loss_is_a_plain_function_outside_a_network():
    assert float(losses.mean_squared_error(ROWS, ROWS + 2.0)) == pytest.approx(4.0)


def test_losses_of_the_package_are_added_and_hinge_loss_is_not():
    def network(x):
        losses.mean_squared_error(x, x + 1.0)
        losses.hinge_loss(x, x)
        losses.absolute_difference(x, x + 3.0)
        return keras.ops.stack(losses.get_losses())

    assert values_in(network) == pytest.approx([1.0, 3.0])


def test_scope_of_add_loss_decides_whether_losses_are_added():
    def network(x):
        with arg_scope(losses.add_loss, loss_collection=None):
            losses.mean_squared_error(x, x + 1.0)
        return losses.get_total_loss()

    assert values_in(network) == 0.0


def test_losses_are_found_by_the_start_of_their_names():
    def network(x):
        with layers.variable_scope("left"):
            losses.mean_squared_error(x, x + 1.0)
        with layers.variable_scope("right"):
            losses.mean_squared_error(x, x + 2.0, scope="mse")
        assert len(losses.get_losses("right/mse")) == 1
        return keras.ops.stack(losses.get_losses("right"))

    assert values_in(network) == pytest.approx([4.0])


def test_equal_losses_have_names_with_numbers():
    # Recorded with tf_slim 1.1.0.
    def network(x):
        losses.mean_squared_error(x, x + 1.0)
        losses.mean_squared_error(x, x + 2.0)
        losses.mean_squared_error(x, x + 3.0, scope="mine")
        losses.mean_squared_error(x, x + 4.0, scope="mine")
        for _ in range(2):
            with layers.variable_scope("v"):
                losses.absolute_difference(x, x)
        found.extend(layers.utils.convert_collection_to_dict("losses"))
        return keras.ops.stack(losses.get_losses("mean_squared_error_1"))

    found: list[str] = []
    assert values_in(network) == pytest.approx([4.0])
    assert found[-6:] == [
        "mean_squared_error/value",
        "mean_squared_error_1/value",
        "mine/value",
        "mine_1/value",
        "v/absolute_difference/value",
        "v_1/absolute_difference/value",
    ]


def test_other_collection_is_kept_but_not_minimized():
    def network(x):
        losses.add_loss(keras.ops.sum(x * 0.0) + 5.0, "others")
        return losses.get_losses(loss_collection="others")[0] + losses.get_total_loss()

    model = layers.Model(network)
    assert numbers(model(ROWS)) == 5.0
    assert model.losses == []


def test_total_is_what_keras_adds_up_itself():
    def network(x):
        net = dense(x, regularizer=layers.l2_regularizer(0.5))
        losses.mean_squared_error(net, x)
        return losses.get_total_loss()

    model = layers.Model(network, seed=1)
    total = numbers(model(ROWS))
    assert len(model.losses) == 2
    assert total == pytest.approx(sum(numbers(loss) for loss in model.losses))


def test_penalty_on_a_shared_variable_counts_once():
    def network(x):
        l2 = layers.l2_regularizer(0.5)
        net = dense(dense(x, regularizer=l2), regularizer=l2, reuse=True)
        assert len(losses.get_regularization_losses()) == 1
        assert losses.get_regularization_losses("other") == []
        return net

    layers.Model(network)(ROWS)


def test_losses_do_not_pile_up_from_run_to_run():
    def network(x):
        losses.mean_squared_error(dense(x), x)
        assert len(losses.get_losses()) == 1
        return x

    model = layers.Model(network)
    for _ in range(3):
        model(ROWS)
    assert len(model.losses) == 1


def test_fit_minimizes_the_losses_of_the_network():
    def network(x):
        net = dense(x)
        losses.mean_squared_error(net, -x)
        return net

    model = layers.Model(network, seed=1)
    model.compile(keras.optimizers.SGD(0.5))
    history = model.fit(ROWS, epochs=30, verbose=0).history["loss"]
    assert history[-1] < history[0] / 10


def test_key_of_add_loss_is_its_public_name():
    assert arg_scope_func_key(losses.add_loss) == "argscope.losses:add_loss"
