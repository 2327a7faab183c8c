"""What recorded programs with recurrent cells can not say: chance, norms, errors."""

import numpy as np
import pytest

from argscope import tf1

tf = tf1.namespace()
SEQUENCES = np.random.default_rng(0).standard_normal((2, 5, 3)).astype("float32")


class Ran:
    """What a function of a placeholder of sequences gives, and its variables."""

    def __init__(self, build, shape=(None, 5, 3)):
        self.graph = tf1.Graph()
        with self.graph.as_default():
            x = tf.placeholder(tf.float32, shape, "x")
            outputs = build(x)
            self.variables = {v.op.name: v for v in tf.global_variables()}
        self.graph.finish()
        self.values = tf1.run(self.graph, outputs, {x: SEQUENCES})

    def shapes(self):
        return {name: tuple(v.shape.as_list()) for name, v in self.variables.items()}

    def value(self, name):
        return tf1.run(self.graph, self.variables[name])


def along(cell, x, **kwargs):
    return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, **kwargs)


# --- lengths of time


def test_any_length_of_time_is_computed():
    both = [
        Ran(lambda x: along(tf.nn.rnn_cell.BasicLSTMCell(2), x)[0], shape).values
        for shape in ((None, None, 3), (2, 5, 3))
    ]
    np.testing.assert_allclose(*both, rtol=1e-4, atol=1e-6)


# --- dropout


@pytest.mark.parametrize(
    "keeps", ["input_keep_prob", "output_keep_prob", "state_keep_prob"]
)
def test_dropout_differs_from_step_to_step(keeps):
    def build(x):
        cell = tf.nn.rnn_cell.BasicRNNCell(40, activation=lambda y: y + 1.0)
        return along(tf.nn.rnn_cell.DropoutWrapper(cell, **{keeps: 0.5}), x)

    outputs, state = Ran(build).values
    dropped = {"output_keep_prob": outputs, "state_keep_prob": state}.get(keeps)
    if dropped is not None:
        assert 0.3 < (dropped == 0).mean() < 0.7
    if keeps == "output_keep_prob":
        masks = outputs == 0
        assert (masks[:, 0] != masks[:, 1]).any()


def test_dropout_keeps_what_an_lstm_remembers():
    def build(x):
        cell = tf.nn.rnn_cell.BasicLSTMCell(30, activation=lambda y: y + 1.0)
        return along(tf.nn.rnn_cell.DropoutWrapper(cell, state_keep_prob=0.5), x)[1]

    state = Ran(build).values
    assert (state.c != 0).all()
    assert (state.h == 0).any()


def test_variational_dropout_is_the_same_in_all_steps():
    def build(x):
        cell = tf.nn.rnn_cell.BasicRNNCell(30, activation=lambda y: y + 1.0)
        wrapped = tf.nn.rnn_cell.DropoutWrapper(
            cell,
            output_keep_prob=0.5,
            variational_recurrent=True,
            input_size=3,
            dtype=tf.float32,
        )
        return along(wrapped, x)[0]

    dropped = Ran(build).values == 0
    assert 0.2 < dropped.mean() < 0.8
    assert (dropped == dropped[:1, :1]).all()


def test_a_probability_may_be_fed():
    graph = tf1.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [None, 5, 3])
        keep = tf.placeholder(tf.float32, [])
        cell = tf.nn.rnn_cell.BasicRNNCell(30, activation=lambda y: y + 1.0)
        cell = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=keep)
        outputs, _ = along(cell, x)
    graph.finish()
    assert (tf1.run(graph, outputs, {x: SEQUENCES, keep: 1.0}) != 0).all()
    assert (tf1.run(graph, outputs, {x: SEQUENCES, keep: 0.5}) == 0).any()


# --- cells of tf.contrib.rnn


def test_gates_and_state_are_normalized_over_the_units():
    size = 4

    def build(x):
        cell = tf.contrib.rnn.LayerNormBasicLSTMCell(
            size, norm_gain=0.7, norm_shift=0.2
        )
        return along(cell, x)

    ran = Ran(build)
    scope = "rnn/layer_norm_basic_lstm_cell"
    norms = ("input", "transform", "forget", "output", "state")
    assert ran.shapes() == {
        f"{scope}/kernel": (3 + size, 4 * size),
        **{f"{scope}/{n}/{v}": (size,) for n in norms for v in ("gamma", "beta")},
    }

    def normal(x):
        mean, variance = x.mean(1, keepdims=True), x.var(1, keepdims=True)
        return (x - mean) / np.sqrt(variance + 1e-12) * 0.7 + 0.2

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    kernel = ran.value(f"{scope}/kernel")
    c = h = np.zeros((2, size))
    for time in range(5):
        gates = np.concatenate([SEQUENCES[:, time], h], 1) @ kernel
        i, j, f, o = map(normal, np.split(gates, 4, 1))
        c = normal(c * sigmoid(f + 1) + sigmoid(i) * np.tanh(j))
        h = np.tanh(c) * sigmoid(o)
    outputs, state = ran.values
    np.testing.assert_allclose(outputs[:, -1], h, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(state.c, c, rtol=1e-3, atol=1e-4)


def test_a_cell_without_norms_has_a_bias_and_drops_its_candidate():
    def build(x):
        cell = tf.contrib.rnn.LayerNormBasicLSTMCell(
            3, layer_norm=False, dropout_keep_prob=0.5, activation=lambda y: y + 1.0
        )
        return along(cell, x)[1]

    ran = Ran(build)
    scope = "rnn/layer_norm_basic_lstm_cell"
    assert ran.shapes() == {f"{scope}/kernel": (6, 12), f"{scope}/bias": (12,)}
    assert np.isfinite(ran.values.h).all()


def test_outputs_are_projected():
    def build(x):
        cell = tf.contrib.rnn.OutputProjectionWrapper(tf.contrib.rnn.GRUCell(4), 2)
        return along(cell, x), cell.zero_state(2, tf.float32)

    ran = Ran(build)
    (outputs, state), zeros = ran.values
    assert (outputs.shape, state.shape, zeros.shape) == ((2, 5, 2), (2, 4), (2, 4))
    scope = "rnn/output_projection_wrapper"
    assert list(ran.shapes())[-2:] == [f"{scope}/kernel", f"{scope}/bias"]
    expected = state @ ran.value(f"{scope}/kernel") + ran.value(f"{scope}/bias")
    np.testing.assert_allclose(outputs[:, -1], expected, rtol=1e-4, atol=1e-5)


def test_layers_of_both_directions_are_stacked():
    def build(x):
        forth, back = ([tf.nn.rnn_cell.GRUCell(n) for n in (4, 3)] for _ in range(2))
        return tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
            forth, back, x, dtype=tf.float32
        )

    ran = Ran(build)
    outputs, forth, back = ran.values
    assert outputs.shape == (2, 5, 6)
    np.testing.assert_allclose(outputs[:, -1, :3], forth[-1], rtol=1e-5)
    np.testing.assert_allclose(outputs[:, 0, 3:], back[-1], rtol=1e-5)
    scope = "stack_bidirectional_rnn/cell_1/bidirectional_rnn"
    assert ran.shapes()[f"{scope}/fw/gru_cell/gates/kernel"] == (8 + 3, 6)


# --- mistakes


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda x: tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(2), x),
            "dynamic_rnn() needs initial_state or dtype, got neither.",
        ),
        (
            lambda x: tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(2), [x[:, 0]]),
            "static_rnn() needs initial_state or dtype, got neither.",
        ),
        (
            lambda x: tf.nn.rnn_cell.MultiRNNCell([]),
            "MultiRNNCell needs at least one cell, got none.",
        ),
        (
            lambda x: tf.nn.rnn_cell.DropoutWrapper(
                tf.nn.rnn_cell.GRUCell(2), input_keep_prob=1.5
            ),
            "input_keep_prob should be from 0 to 1, got 1.5.",
        ),
        (
            lambda x: tf.nn.rnn_cell.LSTMCell(2, num_proj_shards=3),
            "LSTMCell does not support num_proj_shards=3 in argscope.tf1. Leave the "
            "argument out, or compute what it stands for yourself.",
        ),
        (
            lambda x: tf.nn.rnn_cell.GRUCell(2).get_initial_state(dtype=tf.float32),
            "The initial state of 'gru_cell' needs inputs, or batch_size and dtype; got "
            "batch_size=None, dtype=<dtype: 'float32'>.",
        ),
        (
            lambda x: tf.nn.rnn_cell.RNNCell().state_size,
            "RNNCell has no state_size.",
        ),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises((ValueError, NotImplementedError)) as caught:
        Ran(call)
    assert str(caught.value) == message


def test_inputs_of_step_by_step_networks_are_a_list():
    with pytest.raises(
        TypeError, match=r"needs a list .* tf.unstack\(inputs, axis=1\)"
    ):
        Ran(lambda x: tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(2), x, dtype=tf.float32))
