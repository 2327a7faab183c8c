"""Optimizers make TensorFlow's variables, and give them its values, step by step."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.tf1.training_problems import OPTIMIZERS, PROBLEMS

from argscope import tf1

RECORDED = json.loads(
    (Path(__file__).parent / "recorded_training" / "optimizers.json").read_text()
)
tf = tf1.namespace()


@pytest.mark.parametrize("name", RECORDED)
def test_an_optimizer_does_what_it_did(graph, name):
    recorded = RECORDED[name]
    problem, _, optimizer = name.partition(": ")
    pairs = PROBLEMS[problem](tf)
    step = tf.train.get_or_create_global_step()
    made = OPTIMIZERS[optimizer](tf, step)
    train = made.apply_gradients(pairs, global_step=step)
    variables = tf.global_variables()
    assert train.name == recorded["operation"]
    assert made.get_slot_names() == recorded["slots"]
    assert [each.op.name for each in made.variables()] == recorded["kept"]
    assert [each.op.name for each in variables] == recorded["variables"]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for expected in recorded["values"]:
            session.run(train)
            for index, value in enumerate(session.run(variables)):
                largest = np.max(
                    [np.abs(each[index]).max() for each in recorded["values"]]
                )
                np.testing.assert_allclose(
                    np.ravel(value), expected[index], rtol=1e-6, atol=1e-6 * largest
                )


# --- what programs say to them


@pytest.fixture
def weights(graph):
    return tf.get_variable("weights", initializer=tf.constant([1.0, 2.0]))


GRADIENT = np.array([0.5, -1.0], "float32")


def after(train, fetches, steps=1, feeds=None):
    """Return the values of what is fetched after some steps, as lists."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(steps):
            session.run(train, feeds)
        return [np.asarray(value).tolist() for value in session.run(fetches)]


@pytest.mark.parametrize("rate", [0.5, lambda: 0.5, lambda: tf.constant(0.5)])
def test_a_rate_is_a_number_a_tensor_or_a_function(graph, weights, rate):
    optimizer = tf.train.GradientDescentOptimizer(rate)
    train = optimizer.apply_gradients([(GRADIENT, weights)])
    assert after(train, [weights]) == [[0.75, 2.5]]


def test_a_rate_may_be_fed(graph, weights):
    rate = tf.placeholder(tf.float32, [])
    optimizer = tf.train.MomentumOptimizer(rate, 0.0)
    train = optimizer.apply_gradients([(GRADIENT, weights)])
    assert after(train, [weights], feeds={rate: 2.0}) == [[0, 4]]


def test_a_rate_is_computed_of_the_step_before_it_is_counted(graph, weights):
    step = tf.train.get_or_create_global_step()
    rate = tf.train.piecewise_constant(step, [0], [1.0, 0.0])
    optimizer = tf.train.GradientDescentOptimizer(rate)
    train = optimizer.apply_gradients([(GRADIENT, weights)], global_step=step)
    assert after(train, [weights, step], steps=3) == [[0.5, 3], 3]


DECAYS = {
    "exponential_decay": (2, 0.5),
    "exponential_decay in steps": (2, 0.5, True),
    "natural_exp_decay": (2, 0.5),
    "inverse_time_decay": (2, 0.5),
    "polynomial_decay": (2, 0.1, 2.0),
    "polynomial_decay again": (2, 0.1, 1.0, True),
    "cosine_decay": (4, 0.1),
    "cosine_decay_restarts": (2,),
    "linear_cosine_decay": (3,),
    "noisy_linear_cosine_decay": (3, 0.0),
}


@pytest.mark.parametrize("name", DECAYS)
def test_a_decay_is_computed_anew_at_each_step(graph, name):
    decay = getattr(tf.train, name.partition(" ")[0])
    step = tf.train.get_or_create_global_step()
    rate = decay(1.0, step, *DECAYS[name])
    expected = [decay(1.0, tf.constant(n), *DECAYS[name]) for n in range(5)]
    count = step.assign_add(1)
    rates = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in expected:
            rates.append(session.run(rate))
            session.run(count)
        np.testing.assert_allclose(rates, session.run(expected), rtol=1e-6)


def test_variables_without_a_gradient_stay(graph, weights):
    other = tf.get_variable("other", initializer=tf.constant([3.0]))
    optimizer = tf.train.MomentumOptimizer(1.0, 0.9)
    train = optimizer.apply_gradients([(None, other), (GRADIENT, weights)])
    assert after(train, [other]) == [[3]]
    assert optimizer.get_slot(other, "momentum") is None


def test_variables_are_held_to_their_constraints(graph):
    held = tf.get_variable(
        "held",
        initializer=tf.constant([1.0, 2.0]),
        constraint=lambda w: tf.clip_by_value(w, 0.0, 2.0),
    )
    made = tf.Variable([4.0, 4.0], constraint=lambda w: w / tf.reduce_sum(w))
    optimizer = tf.train.GradientDescentOptimizer(4.0)
    train = optimizer.apply_gradients([(GRADIENT, held), (0.0 * GRADIENT, made)])
    assert after(train, [held, made]) == [[0, 2], [0.5, 0.5]]


def test_slots_stand_in_the_scope_in_which_they_are_made(graph, weights):
    with tf.variable_scope("train"):
        optimizer = tf.train.AdamOptimizer()
        optimizer.apply_gradients([(GRADIENT, weights)])
    assert [v.op.name for v in optimizer.variables()] == [
        "train/beta1_power",
        "train/beta2_power",
        "train/weights/Adam",
        "train/weights/Adam_1",
    ]
    assert optimizer.get_slot(weights, "v").op.name == "train/weights/Adam_1"


def test_a_second_optimizer_has_slots_of_its_own(graph, weights):
    made = [tf.train.MomentumOptimizer(0.1, 0.9) for _ in range(2)]
    for optimizer in made:
        optimizer.apply_gradients([(GRADIENT, weights)])
    assert [each.get_slot(weights, "momentum").op.name for each in made] == [
        "weights/Momentum",
        "weights/Momentum_1",
    ]


def test_gradients_are_applied_again_with_the_same_slots(graph, weights):
    optimizer = tf.train.AdamOptimizer()
    for _ in range(2):
        optimizer.apply_gradients([(GRADIENT, weights)])
    assert len(tf.global_variables()) == 5


def test_slots_are_not_trained(graph, weights):
    tf.train.AdamOptimizer().apply_gradients([(GRADIENT, weights)])
    assert tf.trainable_variables() == [weights]


def test_training_operations_are_collected(graph, weights):
    train = tf.train.AdamOptimizer().apply_gradients([(GRADIENT, weights)], name="go")
    assert tf.get_collection(tf.GraphKeys.TRAIN_OP) == [train]
    assert train.name == "go"


# --- classes of programs


class Signs(tf.train.Optimizer):
    """Goes by signs, with a slot, as programs of the time wrote it."""

    def __init__(self, rate, use_locking=False, name="Signs"):
        super().__init__(use_locking, name)
        self._lr = rate

    def _create_slots(self, var_list):
        for each in var_list:
            self._zeros_slot(each, "m", self._name)
            self._get_or_make_slot(each, tf.ones_like(each), "n", self._name)

    def _prepare(self):
        self._lr_t = tf.convert_to_tensor(self._lr, name="learning_rate")

    def _resource_apply_dense(self, grad, var):
        rate = tf.cast(self._lr_t, var.dtype.base_dtype)
        slot = self.get_slot(var, "m")
        moved = slot.assign(0.5 * slot + grad)
        return tf.group(var.assign_sub(rate * tf.sign(moved)), moved)

    def _finish(self, update_ops, name_scope):
        with tf.control_dependencies(update_ops):
            counted = self._counter.assign_add(1.0)
        return tf.group(*update_ops, counted, name=name_scope)

    @property
    def _counter(self):
        return self._create_non_slot_variable(0.0, "count", None)


def test_a_class_of_the_program_is_an_optimizer(graph, weights):
    optimizer = Signs(0.25)
    train = optimizer.apply_gradients([(GRADIENT, weights)])
    assert [v.op.name for v in optimizer.variables()] == [
        "Signs/count",
        "weights/Signs",
        "weights/Signs_1",
    ]
    count = optimizer._get_non_slot_variable("count", graph)
    slots = [optimizer.get_slot(weights, name) for name in optimizer.get_slot_names()]
    assert after(train, [weights, *slots, count], steps=2) == [
        [0.5, 2.5],
        [0.75, -1.5],
        [1, 1],
        2,
    ]


class Doubled(tf.train.AdamOptimizer):
    def _apply_dense(self, grad, var):
        return super()._apply_dense(2.0 * grad, var)


def test_a_class_of_another_optimizer_calls_it(graph, weights):
    train = Doubled(epsilon=1.0).apply_gradients([(GRADIENT, weights)])
    slot = tf.global_variables()[-1]
    (squares,) = after(train, [slot])
    np.testing.assert_allclose(squares, 0.001 * (2 * GRADIENT) ** 2, rtol=1e-4)


def test_kernels_are_called_by_their_names(graph, weights):
    from argscope.tf1._imports.modules import module_at

    kernels = module_at("tensorflow.python.training.training_ops")
    train = kernels.apply_gradient_descent(weights, 2.0, GRADIENT, use_locking=True)
    assert after(train.op, [weights]) == [[0, 4]]


# --- other optimizers around one


def test_averages_follow_what_is_trained(graph, weights):
    optimizer = tf.contrib.opt.MovingAverageOptimizer(
        tf.train.GradientDescentOptimizer(1.0), average_decay=0.5
    )
    train = optimizer.apply_gradients([(GRADIENT, weights)])
    names = [variable.op.name for variable in tf.global_variables()]
    assert names == ["weights", "weights/ExponentialMovingAverage"]
    assert after(train, tf.global_variables()) == [[0.5, 3], [0.75, 2.5]]


def test_one_worker_waits_for_nobody(graph, weights):
    step = tf.train.get_or_create_global_step()
    averages = tf.train.ExponentialMovingAverage(0.5)
    optimizer = tf.train.SyncReplicasOptimizer(
        tf.train.MomentumOptimizer(1.0, 0.9),
        1,
        variable_averages=averages,
        variables_to_average=[weights],
    )
    train = optimizer.apply_gradients([(GRADIENT, weights)], global_step=step)
    assert optimizer.get_slot_names() == ["momentum"]
    assert optimizer.get_init_tokens_op().type == "NoOp"
    assert after(train, [weights, averages.average(weights)]) == [[0.5, 3], [0.75, 2.5]]


# --- what is wrong


def of_no_variables(weights):
    tf.train.AdamOptimizer().apply_gradients([])


def of_no_gradients(weights):
    tf.train.AdamOptimizer().apply_gradients([(None, weights)])


def of_no_name(weights):
    tf.train.AdamOptimizer(name="")


def of_a_gate(weights):
    tf.train.AdamOptimizer().compute_gradients(weights, gate_gradients=7)


def of_an_accumulator(weights):
    tf.train.AdagradOptimizer(0.1, initial_accumulator_value=0.0)


def of_a_power(weights):
    tf.train.FtrlOptimizer(0.1, learning_rate_power=0.5)


def of_several_workers(weights):
    tf.train.SyncReplicasOptimizer(tf.train.AdamOptimizer(), 4, 8)


def of_no_step(weights):
    optimizer = tf.train.SyncReplicasOptimizer(tf.train.AdamOptimizer(), 1)
    optimizer.apply_gradients([(GRADIENT, weights)])


def of_no_update(weights):
    optimizer = tf.train.Optimizer(use_locking=False, name="Mine")
    optimizer.apply_gradients([(GRADIENT, weights)])


def of_multipliers(weights):
    pairs = [(None, weights)]
    tf.contrib.slim.learning.multiply_gradients(pairs, {"weights": 2.0})


ERRORS = {
    of_no_variables: (
        "AdamOptimizer: No variables to optimize. The graph has no trainable variables, or "
        "var_list is empty."
    ),
    of_no_gradients: (
        "AdamOptimizer: No gradients provided for any variable: ['weights:0']. The loss "
        "does not depend on them, or only by operations that have no gradient."
    ),
    of_no_name: "AdamOptimizer got name=''; it takes a name.",
    of_a_gate: (
        "compute_gradients got gate_gradients=7; it takes Optimizer.GATE_NONE, "
        "Optimizer.GATE_OP or Optimizer.GATE_GRAPH."
    ),
    of_an_accumulator: (
        "AdagradOptimizer got initial_accumulator_value=0.0; it takes a positive number."
    ),
    of_a_power: (
        "FtrlOptimizer got learning_rate_power=0.5; it takes 0 or a negative number."
    ),
    of_several_workers: (
        "SyncReplicasOptimizer got replicas_to_aggregate=4 and total_num_replicas=8. In "
        "argscope.tf1 one process is the only worker: give 1 for both, or use the "
        "optimizer that it wraps."
    ),
    of_no_step: (
        "SyncReplicasOptimizer.apply_gradients got global_step=None; it takes what counts "
        "the steps."
    ),
    of_no_update: (
        "Optimizer has no method _apply_dense, which says how the gradient of 'weights:0' "
        "changes it."
    ),
    of_multipliers: (
        "multiply_gradients got gradient_multipliers='weights'; it takes factors of "
        "variables on which the loss depends."
    ),
}


@pytest.mark.parametrize("mistake", ERRORS)
def test_mistakes_are_told(weights, mistake):
    with pytest.raises((ValueError, NotImplementedError)) as error:
        mistake(weights)
    assert str(error.value) == ERRORS[mistake]
