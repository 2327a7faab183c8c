"""What recorded programs of tf.layers can not say: modes, chance, callbacks, errors."""

import keras
import numpy as np
import pytest

from argscope import layers, tf1
from argscope.errors import ArgScopeError

tf = tf1.namespace()
IMAGES = np.random.default_rng(0).standard_normal((4, 6, 5, 3)).astype("float32")


def computed(build, inputs=IMAGES, training=False, seed=0):
    """Return what a function of a placeholder gives."""
    graph = tf1.Graph(seed=seed)
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, *inputs.shape[1:]], "x")
        outputs = build(x)
    graph.finish()
    return tf1.run(graph, outputs, {x: inputs}, training)


def variables(build, inputs=IMAGES):
    """Return the names of the variables that a function makes."""
    with tf1.Graph().as_default():
        build(tf.placeholder(tf.float32, [None, *inputs.shape[1:]], "x"))
        return [variable.op.name for variable in tf.global_variables()]


def test_default_names_are_counted_in_each_scope():
    def build(x):
        x = tf.layers.flatten(x)
        for scope in ("a", "a/b", "a"):
            with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
                for _ in range(2):
                    tf.layers.dense(x, 2)

    kernels = [name for name in variables(build) if "kernel" in name]
    assert kernels == [
        f"{layer}/kernel"
        for layer in ("a/dense", "a/dense_1", "a/b/dense", "a/b/dense_1")
    ]


def test_a_name_that_is_taken_is_shared_only_if_asked():
    def build(x):
        tf.layers.conv2d(x, 2, 1, name="conv")
        tf.layers.conv2d(x, 2, 1, name="conv")

    with pytest.raises(ArgScopeError, match="conv/kernel"):
        computed(build)


def test_a_layer_knows_its_variables():
    graph = tf1.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, 3])
        layer = tf.layers.BatchNormalization(name="norm")
        assert layer.variables == []
        layer(x)
        names = [variable.op.name for variable in layer.variables]
        assert names == [
            f"norm/{n}" for n in ("gamma", "beta", "moving_mean", "moving_variance")
        ]
        assert layer.trainable_weights == [layer.gamma, layer.beta]
        assert layer.non_trainable_variables == [
            layer.moving_mean,
            layer.moving_variance,
        ]
        assert layer.scope_name == "norm"
        dense = tf.layers.Dense(2, use_bias=False)
        dense.apply(x)
        assert dense.weights == [dense.kernel]


def test_a_scopes_initializer_and_regularizer_reach_kernels():
    def build(x):
        with tf.variable_scope(
            "net",
            initializer=lambda shape, dtype=None: np.full(shape, 2, "float32"),
            regularizer=lambda w: w[0, 0] + w[1, 0] + w[2, 0],
        ):
            y = tf.layers.dense(tf.layers.flatten(x)[:, :3], 1, use_bias=False)
        return y, tf.get_collection("regularization_losses")

    y, penalties = computed(build)
    np.testing.assert_allclose(y[:, 0], 2 * IMAGES[:, 0, 0].sum(-1), rtol=1e-5)
    assert list(map(float, penalties)) == [6.0]


# --- modes


def test_averages_move_only_where_the_updates_are_fetched():
    graph = tf1.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, *IMAGES.shape[1:]])
        y = tf.layers.batch_normalization(x, training=True, momentum=0.5)
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        mean = tf.global_variables()[2]
    graph.finish()
    tf1.run(graph, y, {x: IMAGES}, training=True)
    assert not tf1.run(graph, mean).any()
    tf1.run(graph, [y, *updates], {x: IMAGES})
    np.testing.assert_allclose(
        tf1.run(graph, mean), 0.5 * IMAGES.mean((0, 1, 2)), rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize("mode", [True, False])
def test_the_mode_may_be_a_tensor(mode):
    graph = tf1.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, *IMAGES.shape[1:]])
        training = tf.placeholder(tf.bool, [])
        y = tf.layers.batch_normalization(x, training=training, momentum=0.5)
        kept = tf.layers.dropout(x, 0.5, training=training)
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        mean = tf.global_variables()[2]
    graph.finish()
    feeds = {x: IMAGES, training: mode}
    y, kept, _ = tf1.run(graph, [y, kept, updates], feeds)
    batch = IMAGES.mean((0, 1, 2))
    expected = (
        (IMAGES - batch) / np.sqrt(IMAGES.var((0, 1, 2)) + 1e-3) if mode else IMAGES
    )
    np.testing.assert_allclose(y, expected, atol=2e-3)
    np.testing.assert_allclose(
        tf1.run(graph, mean), 0.5 * batch if mode else 0 * batch, rtol=1e-4, atol=1e-6
    )
    assert (kept == 0).any() == mode


def test_a_model_trains_with_its_layers():
    def network(x, is_training):
        x = tf.layers.conv2d(x, 4, 3, activation=tf.nn.relu)
        x = tf.layers.batch_normalization(x, training=is_training)
        x = tf.layers.dropout(x, 0.2, training=is_training)
        return tf.layers.dense(tf.layers.flatten(x), 2)

    model = tf1.model(network, {"x": ((None, 6, 5, 3), "float32")})
    before = {v.path: v.numpy() for v in model.variables_in_order}
    model.compile(optimizer="sgd", loss="mse")
    model.fit(IMAGES, np.ones((4, 2), "float32"), epochs=1, verbose=0)
    changed = {
        v.path for v in model.variables_in_order if (before[v.path] != v.numpy()).any()
    }
    assert changed == set(before)
    np.testing.assert_allclose(
        model.predict(IMAGES, verbose=0),
        keras.ops.convert_to_numpy(model(IMAGES)),
        rtol=1e-4,
        atol=1e-5,
    )


# --- chance


def test_dropout_keeps_the_sum_and_a_shape_of_noise():
    ones = np.ones((200, 50, 2), "float32")

    def build(x):
        return (
            tf.layers.dropout(x, 0.25, training=True),
            tf.layers.dropout(x, 0.5, noise_shape=[None, 1, 2], training=True),
        )

    some, rows = computed(build, ones)
    assert abs((some == 0).mean() - 0.25) < 0.02
    np.testing.assert_allclose(some[some != 0], 4 / 3, rtol=1e-5)
    assert (rows == rows[:, :1]).all()
    assert 0 < (rows == 0).mean() < 1


# --- channels first


@pytest.mark.parametrize(
    "build",
    [
        lambda x, **kw: tf.layers.conv2d(x, 4, 3, 2, "same", **kw),
        lambda x, **kw: tf.layers.conv2d(x, 4, 3, dilation_rate=2, **kw),
        lambda x, **kw: tf.layers.conv2d_transpose(x, 4, 3, 2, **kw),
        lambda x, **kw: tf.layers.separable_conv2d(x, 4, 3, **kw),
        lambda x, **kw: tf.layers.max_pooling2d(x, 2, 2, **kw),
        lambda x, **kw: tf.layers.average_pooling2d(x, 3, 2, "same", **kw),
    ],
)
def test_channels_may_come_first(build):
    images = IMAGES
    last = computed(build, images)
    first = computed(
        lambda x: build(x, data_format="channels_first"), np.moveaxis(images, -1, 1)
    )
    np.testing.assert_allclose(np.moveaxis(first, 1, -1), last, rtol=1e-4, atol=1e-5)


# --- in other layers


def test_layers_serve_as_normalizers_of_others():
    def build(x):
        y = layers.conv2d(
            x,
            4,
            1,
            activation_fn=None,
            normalizer_fn=tf.layers.batch_normalization,
            normalizer_params={"training": True},
        )
        return y, [update.op.name for update in tf.get_collection("update_ops")]

    graph = tf1.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, 6, 5, 3])
        y, updates = build(x)
        mean = tf.global_variables()[3]
    graph.finish()
    assert updates == [
        "Conv/batch_normalization/AssignMovingAvg",
        "Conv/batch_normalization/AssignMovingAvg_1",
    ]
    values = tf1.run(graph, y, {x: IMAGES})
    np.testing.assert_allclose(values.mean((0, 1, 2)), 0, atol=1e-4)
    assert not tf1.run(graph, mean).any()
    tf1.run(graph, y, {x: IMAGES}, training=True)
    assert tf1.run(graph, mean).any()


def test_activations_may_be_names_and_functions_of_the_program():
    def build(x):
        x = tf.layers.flatten(x)
        by_name = tf.layers.dense(x, 3, activation="relu", name="d")
        own = tf.layers.dense(
            x, 3, activation=lambda y: tf.nn.relu(y) + 1, name="d", reuse=True
        )
        return by_name, own

    by_name, own = computed(build)
    assert by_name.min() == 0
    np.testing.assert_allclose(own, by_name + 1, rtol=1e-5)


# --- mistakes


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda x: tf.layers.batch_normalization(x, renorm=True),
            "BatchNormalization does not support renorm=True in argscope.tf1. Leave the "
            "argument out, or compute what it stands for yourself.",
        ),
        (
            lambda x: tf.layers.max_pooling2d(x, (2, 2, 2), 1),
            "MaxPooling2D needs one whole number or 2 of them for the axes of a window, got "
            "(2, 2, 2).",
        ),
        (
            lambda x: tf.layers.dense(tf.placeholder(tf.float32, [2, None]), 3),
            "The size of axis -1 of the inputs to the layer 'dense' should be known, and is "
            "not: their shape is (2, ?).",
        ),
        (
            lambda x: tf.layers.Dense(3).scope_name,
            "The layer 'dense' has a scope only after its first call.",
        ),
        (
            lambda x: tf.train.ExponentialMovingAverage(0.9).apply([tf.shape(x)]),
            "Averages are of variables with fractions, got 'Shape:0' of int32.",
        ),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises((ArgScopeError, ValueError, TypeError)) as caught:
        computed(call)
    assert str(caught.value) == message


# --- averages


def test_averages_have_names_to_restore_by():
    graph = tf1.Graph()
    with graph.as_default():
        weight = tf.get_variable("w", [2])
        step = tf.get_variable("step", [], trainable=False)
        averages = tf.train.ExponentialMovingAverage(0.9)
        assert averages.average(weight) is None
        assert averages.variables_to_restore() == {
            "w/ExponentialMovingAverage": weight,
            "step": step,
        }
        averages.apply([weight])
        assert averages.average_name(weight) == "w/ExponentialMovingAverage"
        average = averages.average(weight)
        assert average.op.name == "w/ExponentialMovingAverage"
        assert tf.moving_average_variables() == [weight]
    graph.finish()
    start, own = tf1.run(graph, [average, weight])
    assert (start == own).all()
    assert own.any()


def test_a_debiased_average_is_the_value_after_one_update():
    from argscope.tf1._layers.moving_averages import assign_moving_average

    graph = tf1.Graph()
    with graph.as_default():
        average = tf.get_variable("average", [2], initializer="zeros")
        update = assign_moving_average(average, [3.0, 5.0], 0.9)
        names = [variable.op.name for variable in tf.global_variables()]
    graph.finish()
    assert names == ["average", "average/biased", "average/local_step"]
    for _ in range(2):
        np.testing.assert_allclose(tf1.run(graph, update), [3, 5], rtol=1e-5)


def test_kernels_start_as_glorot_has_them():
    graph = tf1.Graph()
    with graph.as_default():
        tf.layers.dense(tf.placeholder(tf.float32, [None, 100]), 200)
    graph.finish()
    kernel = keras.ops.convert_to_numpy(graph.model.variables[0].value)
    limit = np.sqrt(6 / 300)
    assert limit * 0.99 < np.abs(kernel).max() <= limit


# --- layers of Keras


def test_layers_of_keras_keep_updates_and_penalties_to_themselves():
    graph = tf1.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, *IMAGES.shape[1:]])
        norm = tf.keras.layers.BatchNormalization(momentum=0.5)
        y = norm(x, training=True)
        dense = tf.keras.layers.Dense(2, kernel_regularizer=lambda w: w[0, 0] * 2.0)
        dense(tf.layers.flatten(x)[:, :3])
        assert tf.get_collection("update_ops") == []
        assert tf.get_collection("regularization_losses") == []
        (penalty,) = dense.losses
    graph.finish()
    tf1.run(graph, [y, *norm.updates], {x: IMAGES})
    mean, kernel = tf1.run(graph, [norm.moving_mean, dense.kernel])
    np.testing.assert_allclose(mean, IMAGES.mean((0, 1, 2)) / 2, rtol=1e-4, atol=1e-6)
    assert tf1.run(graph, penalty) == pytest.approx(2 * kernel[0, 0])


def test_a_model_has_the_variables_of_keras_layers_once():
    def network(x, is_training):
        x = tf.keras.layers.Conv2D(2, 3)(x)
        x = tf.keras.layers.BatchNormalization()(x, training=is_training)
        return tf.keras.layers.Dense(2)(tf.keras.layers.Flatten()(x))

    model = tf1.model(network, {"x": ((None, 6, 5, 3), "float32")})
    assert [v.path for v in model.variables_in_order] == [
        "conv2d/kernel",
        "conv2d/bias",
        *(f"batch_normalization/{n}" for n in ("gamma", "beta")),
        *(f"batch_normalization/moving_{n}" for n in ("mean", "variance")),
        "dense/kernel",
        "dense/bias",
    ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: tf.keras.layers.Conv2DTranspose(2, 3, output_padding=1),
            "Conv2DTranspose does not support output_padding=1 in argscope.tf1. Leave the "
            "argument out, or compute what it stands for yourself.",
        ),
        (
            lambda: tf.keras.layers.Conv2DTranspose(2, 3, dilation_rate=2),
            "Conv2DTranspose does not support dilation_rate=2 in argscope.tf1. Leave the "
            "argument out, or compute what it stands for yourself.",
        ),
        (
            lambda: tf.keras.layers.Layer().add_loss(1.0),
            "KerasLayer does not support add_loss=1.0 in argscope.tf1. Leave the argument out, "
            "or compute what it stands for yourself.",
        ),
    ],
)
def test_what_layers_of_keras_can_not_do_is_named(call, message):
    with tf1.Graph().as_default(), pytest.raises(ArgScopeError) as caught:
        call()
    assert str(caught.value) == message
