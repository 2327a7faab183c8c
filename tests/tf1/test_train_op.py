"""TF-Slim's training operations, and the losses of scripts that train."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.tf1.training_patterns import PATTERNS
from tests.tf1.training_scripts import SCRIPTS

from argscope import tf1

LOSSES = json.loads(
    (Path(__file__).parent / "recorded_training" / "losses.json").read_text()
)
tf = tf1.namespace()
slim = tf.contrib.slim


@pytest.mark.parametrize("script", [*SCRIPTS, *PATTERNS])
def test_losses_are_those_of_tensorflow(script):
    np.testing.assert_allclose(script(tf, slim), LOSSES[script.__name__], rtol=1e-5)


@pytest.fixture
def weights(graph):
    return tf.get_variable("net/weights", initializer=tf.constant([3.0, 4.0]))


@pytest.fixture
def loss(weights):
    return tf.reduce_sum(weights * weights) / 2.0


def after(train, fetches):
    """Return what a step gives, and then the values of what is fetched."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        found = [session.run(train), *session.run(fetches)]
        return [np.asarray(value).round(5).tolist() for value in found]


def descent(rate=1.0):
    return tf.train.GradientDescentOptimizer(rate)


CREATORS = [slim.learning.create_train_op, tf.contrib.training.create_train_op]


@pytest.mark.parametrize("create", CREATORS)
def test_a_training_operation_is_the_loss_before_it(loss, weights, create):
    train = create(loss, descent(0.5))
    step = tf.train.get_global_step()
    assert after(train, [weights, step]) == [12.5, [1.5, 2], 1]
    assert tf.get_collection("train_op")[-1] is train


@pytest.mark.parametrize("create", CREATORS)
def test_updates_are_made_before_the_loss(loss, weights, create):
    count = tf.get_variable("count", [], initializer=tf.zeros_initializer())
    other = count.assign_add(1.0)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, other)
    assert after(create(loss, descent()), [count])[1] == 1
    assert after(create(loss, descent(), update_ops=[]), [count])[1] == 0


def test_no_step_is_counted_where_none_is_wanted(loss, weights):
    slim.learning.create_train_op(loss, descent(), global_step=None)
    assert tf.train.get_global_step() is None


def test_gradients_are_multiplied_then_clipped(loss, weights):
    train = slim.learning.create_train_op(
        loss,
        descent(),
        gradient_multipliers={"net/weights": 2.0},
        clip_gradient_norm=5.0,
    )
    assert after(train, [weights])[1] == [0, 0]


def test_gradients_are_changed_by_a_function(loss, weights):
    train = tf.contrib.training.create_train_op(
        loss,
        descent(),
        transform_grads_fn=tf.contrib.training.clip_gradient_norms_fn(1.0),
    )
    np.testing.assert_allclose(after(train, [weights])[1], [2.4, 3.2], rtol=1e-5)


@pytest.mark.parametrize("create", CREATORS)
def test_a_loss_that_is_not_finite_is_an_error(loss, weights, create):
    factor = tf.placeholder(tf.float32, [])
    checked = create(loss * factor, descent(0.0))
    as_it_is = create(loss * factor, descent(0.0), check_numerics=False)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert session.run(checked, {factor: 2.0}) == 25
        for number, kind in ((np.inf, "Inf"), (np.nan, "NaN")):
            with pytest.raises(tf.errors.InvalidArgumentError) as error:
                session.run(checked, {factor: number})
            assert str(error.value) == (
                f"LossTensor is inf or nan : Tensor had {kind} values"
            )
        assert not np.isfinite(session.run(as_it_is, {factor: np.inf}))


def test_some_variables_are_trained(loss, weights):
    other = tf.get_variable("other", initializer=tf.constant(2.0))
    train = slim.learning.create_train_op(
        loss * other, descent(), variables_to_train=[other]
    )
    assert after(train, [weights, other]) == [25, [3, 4], -10.5]


def test_gradients_are_summarized(loss, weights):
    slim.learning.create_train_op(loss, descent(), summarize_gradients=True)
    assert [each.op.name for each in tf.get_collection("summaries")] == [
        "summarize_grads/net/weights_gradient",
        "summarize_grads/net/weights_gradient_norm",
    ]


@pytest.mark.parametrize(
    ("module", "joint"), [(slim.learning, "/"), (tf.contrib.training, "_")]
)
def test_summaries_of_gradients_are_named_by_variables(graph, weights, module, joint):
    made = module.add_gradients_summaries([(weights * 2.0, weights), (None, weights)])
    assert [each.op.name for each in made] == [
        f"net/weights{joint}gradient",
        f"net/weights{joint}gradient_norm",
    ]


# --- tf.contrib.layers.optimize_loss


def optimized(loss, **arguments):
    given = {"global_step": None, "learning_rate": 0.5, "optimizer": "SGD"}
    return tf.contrib.layers.optimize_loss(loss, **{**given, **arguments})


@pytest.mark.parametrize(
    "optimizer",
    [
        "SGD",
        tf.train.GradientDescentOptimizer,
        descent,
        descent(0.5),
    ],
)
def test_an_optimizer_is_told_in_four_ways(loss, weights, optimizer):
    assert after(optimized(loss, optimizer=optimizer), [weights]) == [12.5, [1.5, 2]]


def test_the_learning_rate_is_a_variable(loss, weights):
    optimized(loss)
    assert [each.op.name for each in tf.global_variables()] == [
        "net/weights",
        "OptimizeLoss/learning_rate",
    ]


def test_a_rate_decays_with_the_step(loss, weights):
    step = tf.train.get_or_create_global_step()
    train = optimized(
        loss,
        global_step=step,
        learning_rate_decay_fn=lambda rate, count: (
            rate / tf.cast(count + 2, tf.float32)
        ),
    )
    assert after(train, [weights, step]) == [12.5, [2.25, 3], 1]


def test_a_step_is_not_counted_if_another_does(loss, weights):
    step = tf.train.get_or_create_global_step()
    train = optimized(loss, global_step=step, increment_global_step=False)
    assert after(train, [step])[1] == 0


@pytest.mark.parametrize("clip", [1.0, tf.contrib.training.clip_gradient_norms_fn(1.0)])
def test_gradients_are_clipped_after_they_are_multiplied(loss, weights, clip):
    train = optimized(
        loss,
        learning_rate=1.0,
        clip_gradients=clip,
        gradient_multipliers={"net/weights:0": 7.0},
    )
    np.testing.assert_allclose(after(train, [weights])[1], [2.4, 3.2], rtol=1e-5)


def test_gradients_are_clipped_by_their_usual_norm(loss, weights):
    clip = tf.contrib.layers.adaptive_clipping_fn(static_max_norm=2.5)
    train = optimized(loss, learning_rate=1.0, clip_gradients=clip)
    mean, squares = tf.global_variables()[2:]
    log = 0.05 * np.log(5.0)
    expected = [12.5, np.array([3, 4]) * (1 - np.exp(log) / 5), log, log * np.log(5)]
    for value, number in zip(
        after(train, [weights, mean, squares]), expected, strict=True
    ):
        np.testing.assert_allclose(value, number, rtol=1e-4)


def test_noise_is_added_to_gradients(loss, weights):
    train = optimized(loss, gradient_noise_scale=0.1)
    moved = after(train, [weights])[1]
    assert moved != [1.5, 2]
    np.testing.assert_allclose(moved, [1.5, 2], atol=0.1)


def test_what_is_summarized_is_chosen(loss, weights):
    every = tf.contrib.layers.OPTIMIZER_SUMMARIES
    optimized(loss, summaries=every, clip_gradients=1.0)
    assert [each.op.name for each in tf.get_collection("summaries")] == [
        "OptimizeLoss/global_norm/gradient_norm",
        "OptimizeLoss/loss",
        "OptimizeLoss/gradients/net/weights_0",
        "OptimizeLoss/gradient_norm/net/weights_0",
        "OptimizeLoss/global_norm/clipped_gradient_norm",
    ]


WRONG = {
    "a whole number": (
        {"learning_rate": 1},
        "learning_rate=1; it takes a scalar tensor or a float of at least 0.",
    ),
    "no rate": (
        {"learning_rate": None},
        "learning_rate=None; it takes a number for 'SGD'.",
    ),
    "no such name": (
        {"optimizer": "Sgd"},
        "optimizer='Sgd'; it takes one of ['Adagrad', 'Adam', 'Ftrl', 'Momentum', "
        "'RMSProp', 'SGD'].",
    ),
    "no optimizer": (
        {"optimizer": 7},
        "optimizer=7; it takes a name, an optimizer, or a class of one.",
    ),
    "no step": (
        {"learning_rate_decay_fn": max},
        "global_step=None; it takes what counts the steps, for the decay.",
    ),
    "no clipping": (
        {"clip_gradients": 3},
        "clip_gradients=3; it takes a float, a function or None.",
    ),
    "no summary": (
        {"summaries": ["weights"]},
        "summaries='weights'; it takes some of ['learning_rate', 'loss', 'gradients', "
        "'gradient_norm', 'global_gradient_norm'].",
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_what_optimize_loss_does_not_take_is_told(loss, mistake):
    arguments, text = WRONG[mistake]
    with pytest.raises(ValueError, match="optimize_loss") as error:
        optimized(loss, **arguments)
    assert str(error.value) == f"optimize_loss got {text}"
