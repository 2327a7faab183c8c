"""TF-Slim's loops, supervisors and coordinators.

Losses, steps and texts were recorded from TensorFlow 2.12 and tf_slim 1.1.0, of this model.
"""

import logging
import re
import threading

import numpy as np
import pytest
from tests.tf1.loop_model import events_of, in_new_graph, model, trained

from argscope import tf1

tf = tf1.namespace()
slim = tf.contrib.slim


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph
    tf.summary.FileWriterCache.clear()


@pytest.fixture
def lines(caplog):
    """Return a function that gives the lines that were logged."""
    caplog.set_level(logging.INFO, "tensorflow")
    return lambda: [each.getMessage() for each in caplog.records]


# --- slim.learning


def without_times(lines):
    return [re.sub(r"\(.* sec/step\)", "(T sec/step)", each) for each in lines]


def test_the_loop_of_slim_trains_logs_and_saves(tmp_path, lines):
    def train(steps):
        train_op, *_ = model()
        return slim.learning.train(train_op, str(tmp_path), number_of_steps=steps)

    assert in_new_graph(lambda: train(2)) == 2.5
    found = without_times(lines())
    for line in (
        "Starting Session.",
        "Starting Queues.",
        "global step 1: loss = 3.0000 (T sec/step)",
        "global step 2: loss = 2.5000 (T sec/step)",
        "Stopping Training.",
        "Finished training! Saving model to disk.",
    ):
        assert line in found
    assert in_new_graph(lambda: train(4)) == 1.5
    assert "global step 3: loss = 2.0000 (T sec/step)" in without_times(lines())
    assert tf.train.latest_checkpoint(str(tmp_path)).endswith("model.ckpt-4")


def test_the_loop_of_slim_takes_functions_for_the_beginning_and_for_steps():
    train_op, _, w = model()
    seen = []

    def step(session, train_op, global_step, kwargs):
        loss, _ = slim.learning.train_step(session, train_op, global_step, kwargs)
        seen.append(float(loss))
        return loss, len(seen) == 2

    last = slim.learning.train(
        train_op,
        None,
        train_step_fn=step,
        train_step_kwargs={},
        init_fn=lambda session: session.assign(w, np.array([2.0, 2.0])),
    )
    assert seen == [6, 5.5]
    assert last == 5.5


SLIM_ERRORS = {
    "train_op cannot be None.": {"train_op": None, "logdir": None},
    "`number_of_steps` must be either None or a positive number.": {
        "train_op": 1,
        "logdir": "x",
        "number_of_steps": 0,
    },
    "Cannot provide saver because logdir=None": {
        "train_op": 1,
        "logdir": None,
        "saver": 1,
    },
    (
        "slim.learning.train(sync_optimizer=...) is for several processes, whose gradients "
        "are added up. argscope.tf1 trains in one: leave it away, and hand "
        "create_train_op the optimizer itself."
    ): {"train_op": 1, "logdir": "x", "sync_optimizer": 1},
}


@pytest.mark.parametrize("text", SLIM_ERRORS)
def test_the_loop_of_slim_refuses_what_it_cannot_do(text):
    with pytest.raises(ValueError) as raised:
        slim.learning.train(**SLIM_ERRORS[text])
    assert str(raised.value) == text


# --- evaluations


def test_the_evaluations_of_slim_go_through_the_checkpoints(tmp_path, lines):
    trained(tmp_path, 3)
    _, loss, w = model()
    mean, update = slim.metrics.streaming_mean(loss)
    tf.summary.scalar("average", mean)
    path = tf.train.latest_checkpoint(str(tmp_path))
    folder = tmp_path / "eval"
    found = slim.evaluation.evaluate_once(
        "", path, str(folder), num_evals=2, eval_op=update, final_op=[mean, w]
    )
    assert found[0] == pytest.approx(1.5)
    np.testing.assert_allclose(found[1], [0.7, 0.4], 1e-6)
    assert (3, "average") in events_of(folder)
    assert [each for each in lines() if each.startswith("Evaluation")] == [
        "Evaluation [1/2]",
        "Evaluation [2/2]",
    ]


def test_checkpoints_are_waited_for(tmp_path):
    trained(tmp_path, 3)
    _, loss, _ = model()
    found = slim.evaluation.evaluation_loop(
        "", str(tmp_path), str(tmp_path), final_op=loss, max_number_of_evaluations=1
    )
    assert found == pytest.approx(1.5)
    waits = list(slim.evaluation.checkpoints_iterator(str(tmp_path / "no"), timeout=0))
    assert waits == []


# --- supervisors


def test_a_supervisor_saves_and_goes_on(tmp_path):
    def train():
        train_op, *_ = model()
        supervisor = tf.train.Supervisor(logdir=str(tmp_path), save_model_secs=0)
        with supervisor.managed_session() as session:
            losses = [float(session.run(train_op)) for _ in range(2)]
            supervisor.saver.save(session, supervisor.save_path, supervisor.global_step)
        return losses

    assert in_new_graph(train) == pytest.approx([3, 2.5])
    assert in_new_graph(train) == pytest.approx([2, 1.5])


def test_an_error_in_a_thread_of_a_supervisor_ends_it(tmp_path):
    model()
    supervisor = tf.train.Supervisor(logdir=None)

    def fail():
        raise ZeroDivisionError

    with (  # noqa: PT012
        pytest.raises(ZeroDivisionError),
        supervisor.managed_session(),
    ):
        supervisor.loop(None, fail)
        supervisor.wait_for_stop()
        assert supervisor.should_stop()


def test_a_basic_loop_ends_when_the_supervisor_says_so():
    train_op, *_ = model()
    supervisor = tf.train.Supervisor(logdir=None)
    losses = []

    def step(session):
        losses.append(float(session.run(train_op)))
        if len(losses) == 3:
            supervisor.request_stop()

    tf.train.basic_train_loop(supervisor, step)
    assert losses == pytest.approx([3, 2.5, 2])


def test_variables_without_values_are_told():
    model()
    manager = tf.train.SessionManager()
    with pytest.raises(RuntimeError) as raised:
        manager.prepare_session(init_op=tf.no_op(name="nothing"))
    assert str(raised.value) == (
        "Init operations did not make model ready.  Init op: nothing, init fn: None, "
        "local_init_op: None, error: Variables not initialized: w, global_step"
    )


@pytest.mark.parametrize(
    "make", [tf.train.Supervisor, tf.train.MonitoredTrainingSession]
)
def test_one_process_trains(make):
    with pytest.raises(ValueError, match="trains in one process: pass is_chief=True"):
        make(is_chief=False)


def test_a_coordinator_waits_for_its_threads_and_raises_what_they_raised():
    coordinator = tf.train.Coordinator()
    ended = threading.Event()

    def work():
        with coordinator.stop_on_exception():
            coordinator.wait_for_stop()
            ended.set()
            raise ZeroDivisionError

    thread = threading.Thread(target=work)
    thread.start()
    coordinator.request_stop(tf.errors.OutOfRangeError(None, None, "no more"))
    coordinator.join([thread])
    assert ended.is_set()
    coordinator.clear_stop()
    coordinator.request_stop(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        coordinator.join()
