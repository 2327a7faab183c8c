"""What docs/guide/differences.md says, where no other test says it."""

import functools
from zlib import crc32

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers

from argscope import arg_scope, layers, losses

rng = np.random.default_rng(1)
IMAGES = rng.normal(size=(2, 8, 8, 4)).astype("float32")
ROWS = rng.normal(size=(4, 6)).astype("float32")


def built(network, inputs=ROWS, **arguments):
    model = layers.Model(network, **arguments)
    model.build(inputs.shape)
    return model


def paths(network, inputs=ROWS):
    return [v.path for v in built(network, inputs).variables_in_order]


# --- wrong in the original


def test_scope_of_convolution_does_not_reach_conv2d():
    def network(images):
        with arg_scope([layers.convolution], padding="VALID", stride=2):
            return layers.conv2d(images, 3, [3, 3])

    assert layers.Model(network)(IMAGES).shape == (2, 8, 8, 3)


@pytest.mark.parametrize("axis", [1, 2, 3])
def test_maxout_groups_consecutive_features_along_any_axis(axis):
    found = numbers(layers.maxout(IMAGES, 2, axis=axis))
    halves = np.split(IMAGES, 2, axis=axis)
    expected = np.concatenate([half.max(axis, keepdims=True) for half in halves], axis)
    np.testing.assert_array_equal(found, expected)


def test_gdn_is_trained_and_scoped():
    def network(images):
        with arg_scope([layers.gdn], inverse=True):
            return layers.gdn(images)

    model = built(network, IMAGES)
    before = [numbers(v).copy() for v in model.variables_in_order]
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(IMAGES, 0.1 * IMAGES, verbose=0)
    for old, new in zip(before, model.variables_in_order, strict=True):
        assert not np.array_equal(old, numbers(new))


@pytest.mark.parametrize(
    "layer",
    [
        lambda x, padding: layers.pool(x, 3, "MAX", padding),
        lambda x, padding: layers.conv2d_in_plane(x, 3, padding=padding),
        lambda x, padding: layers.separable_conv2d(x, None, 3, 1, padding=padding),
    ],
)
def test_padding_may_be_lower_case(layer):
    lower = layers.Model(lambda x: layer(x, "same"))(IMAGES).shape
    assert lower == layers.Model(lambda x: layer(x, "SAME"))(IMAGES).shape


def test_scale_of_a_regularizer_may_be_whole():
    penalty = layers.l2_regularizer(1)(ROWS)
    assert float(penalty) == pytest.approx(float((ROWS**2).sum()) / 2, rel=1e-6)


def test_repeat_and_stack_name_layers_after_what_they_call():
    class Dense:
        def __call__(self, x, *_, scope):
            return layers.fully_connected(x, 3, scope=scope)

    unnamed = Dense()
    dense = lambda x, *_, scope: unnamed(x, scope=scope)  # noqa: E731
    for layer, repeated, stacked in (
        (dense, "Repeat/<lambda>_2", "Stack/<lambda>_2"),
        (functools.partial(dense), "Repeat/<lambda>_2", "Stack/<lambda>_2"),
        (unnamed, "Repeat/repeat_2", "Stack/stack_2"),
    ):
        found = paths(functools.partial(layers.repeat, repetitions=2, layer=layer))
        assert found[2] == f"{repeated}/weights"
        found = paths(functools.partial(layers.stack, layer=layer, stack_args=[3, 3]))
        assert found[2] == f"{stacked}/weights"


def test_numbers_of_outputs_may_be_of_numpy():
    network = lambda x: layers.fully_connected(x, np.int64(3))  # noqa: E731
    assert layers.Model(network)(ROWS).shape == (4, 3)


def test_updates_collections_is_compared_by_value():
    equal = "UPDATE_OPS".lower()  # another object than the default
    same = lambda x: layers.batch_norm(x, scale=True, updates_collections=equal)  # noqa: E731
    assert paths(same, IMAGES)[:2] == ["BatchNorm/gamma", "BatchNorm/beta"]


def test_shared_batch_norm_is_updated_in_the_order_of_calls():
    def network(x):
        x = layers.batch_norm(x, decay=0.0, scope="bn")
        return layers.batch_norm(x + 5.0, decay=0.0, scope="bn", reuse=True)

    model = layers.Model(network)
    model(ROWS, training=True)
    np.testing.assert_allclose(numbers(model.variable("bn/moving_mean")), 5, atol=1e-5)


def test_no_weights_to_regularize_is_a_penalty_of_zero():
    def network(x):
        return x + layers.apply_regularization(layers.l2_regularizer(1.0))

    np.testing.assert_array_equal(numbers(layers.Model(network)(ROWS)), ROWS)


# --- no graph, no session


@pytest.mark.parametrize("updates_collections", ["update_ops", None, "mine"])
def test_moving_averages_move_in_training_only(updates_collections):
    model = built(
        lambda x: layers.batch_norm(
            x, decay=0.5, is_training=True, updates_collections=updates_collections
        )
    )
    mean = model.variable("BatchNorm/moving_mean")
    model(ROWS)
    np.testing.assert_array_equal(numbers(mean), 0.0)
    model(ROWS, training=True)
    np.testing.assert_allclose(numbers(mean), ROWS.mean(0) / 2, rtol=1e-5)


def test_is_training_follows_the_mode():
    model = built(lambda x: layers.dropout(layers.batch_norm(x)))
    shrunk = ROWS / np.sqrt(1.001)  # moving averages of 0 and 1, epsilon of 0.001
    np.testing.assert_allclose(numbers(model(ROWS)), shrunk, rtol=1e-5)
    assert (numbers(model(ROWS, training=True)) == 0.0).any()


@pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="other backends build with values"
)
def test_sparse_output_in_a_network_is_refused():
    with pytest.raises(layers.InputError):
        built(lambda x: layers.dense_to_sparse(x).values)


def test_regularization_losses_are_asked_of_the_model():
    seen = []

    def network(x):
        x = layers.fully_connected(x, 2, regularizer=layers.l2_regularizer(1.0))
        seen.append(len(losses.get_regularization_losses()))
        return x

    model = built(network)
    assert seen[-1] == len(model.losses) == 1


def test_applied_regularization_is_trained_on():
    def network(x):
        y = layers.fully_connected(x, 2, scope="fc")
        weights = layers.get_variables("fc", "weights")
        layers.apply_regularization(layers.l2_regularizer(2.0), weights)
        return y

    model = built(network, seed=1)
    squares = float((numbers(model.variable("fc/weights")) ** 2).sum())
    model.compile(keras.optimizers.SGD(0.0), lambda _true, output: 0.0 * output)
    (loss,) = model.fit(ROWS, ROWS[:, :2], verbose=0).history["loss"]
    assert loss == pytest.approx(squares, rel=1e-5)


def test_initial_values_are_those_of_numpy():
    model = built(lambda x: layers.fully_connected(x, 2, scope="fc"), seed=7)
    stream = np.random.default_rng([7, crc32(b"fc/weights")])
    limit = np.sqrt(3.0 / ((6 + 2) / 2))
    expected = limit * (2 * stream.random((6, 2), dtype=np.float32) - 1)
    found = numbers(model.variable("fc/weights"))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)


# --- as in the original, though it surprises


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ({}, 1),
        ({"updates_collections": None}, 1),
        ({"updates_collections": None, "fused": False}, 0),
        ({"batch_weights": np.ones(2, "float32")}, 0),
    ],
)
def test_parameters_of_the_oldest_batch_norm_are_not_penalized(arguments, count):
    penalty = {"gamma": layers.l2_regularizer(1.0)}
    model = built(
        lambda x: layers.batch_norm(
            x, scale=True, param_regularizers=penalty, **arguments
        ),
        IMAGES,
    )
    assert len(model.losses) == count


@pytest.mark.parametrize(
    ("updates_collections", "moves"), [("update_ops", False), (None, True)]
)
def test_batch_norm_that_is_not_trainable_uses_the_batch(updates_collections, moves):
    model = built(
        lambda x: layers.batch_norm(
            x, trainable=False, updates_collections=updates_collections
        ),
        IMAGES,
    )
    outputs = numbers(model(IMAGES, training=True))
    np.testing.assert_allclose(outputs.mean((0, 1, 2)), 0.0, atol=1e-5)
    assert numbers(model.variable("BatchNorm/moving_mean")).any() == moves


@pytest.mark.parametrize(("seed", "equal"), [(None, False), (3, True)])
def test_one_initializer_gives_equal_values_only_with_a_seed(seed, equal):
    def network(x):
        with arg_scope(
            layers.fully_connected, initializer=layers.xavier_initializer(seed=seed)
        ):
            x = layers.fully_connected(x, 6, scope="a")
            return layers.fully_connected(x, 6, scope="b")

    model = built(network)
    a, b = (numbers(model.variable(f"{scope}/weights")) for scope in "ab")
    assert np.array_equal(a, b) == equal


def test_linear_stays_linear_in_a_scope():
    with arg_scope([layers.fully_connected], activation_fn=keras.ops.relu):
        model = layers.Model(lambda x: layers.linear(x, 50), seed=1)
    assert (numbers(model(ROWS)) < 0).any()


def test_pools_of_a_shared_part_are_named_apart():
    def network(images):
        for reuse in (None, True):
            with (
                layers.variable_scope("net", reuse=reuse),
                arg_scope([layers.conv2d, layers.max_pool2d], outputs_collections="e"),
            ):
                net = layers.conv2d(images, 4, 3, scope="conv1")
                net = layers.max_pool2d(net, 2, scope="pool1")
        return net, layers.utils.convert_collection_to_dict("e")

    ends = layers.Model(network).end_points(IMAGES)
    assert list(ends) == ["net/conv1", "net/pool1", "net_1/pool1"]


def test_scope_of_model_variable_does_not_reach_layers():
    with arg_scope([layers.model_variable], trainable=False):
        model = built(lambda x: layers.fully_connected(x, 2))
    model.build(ROWS.shape)
    assert len(model.trainable_variables) == 2


def test_given_temperature_is_a_variable_too():
    network = lambda x: layers.spatial_softmax(x, temperature=2.0)  # noqa: E731
    assert paths(network, IMAGES) == ["spatial_softmax/temperature"]
