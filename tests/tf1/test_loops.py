"""Loops of training: hooks, monitored sessions, supervisors, TF-Slim's `train`.

Losses, steps and texts were recorded from TensorFlow 2.12 and tf_slim 1.1.0, of this model.
"""

import logging
import os
import re
import signal
import threading

import numpy as np
import pytest
from tests.tf1.loop_model import events_of, model, trained

from argscope import tf1
from argscope._base.stopping import StopRequest, listening
from argscope.tf1._graph.host import Spec, host_call

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


# --- monitored sessions


def test_training_goes_on_where_it_was_saved(tmp_path, lines):
    assert trained(tmp_path, 3) == pytest.approx([3, 2.5, 2])
    assert trained(tmp_path, 5) == pytest.approx([1.5, 1])
    path = str(tmp_path / "model.ckpt")
    assert tf.train.latest_checkpoint(str(tmp_path)) == f"{path}-5"
    assert [each for each in lines() if each.startswith("Saving")] == [
        f"Saving checkpoints for {step} into {path}." for step in (0, 3, 3, 5)
    ]


def test_summaries_and_rates_are_written_at_their_steps(tmp_path):
    trained(tmp_path, 5, save_summaries_steps=2, log_step_count_steps=2)
    assert events_of(tmp_path) == [
        (1, "cost"),
        (3, "cost"),
        (3, "global_step/sec"),
        (5, "cost"),
        (5, "global_step/sec"),
    ]


def test_without_a_folder_nothing_is_saved(lines):
    train_op, *_ = model()
    with tf.train.MonitoredTrainingSession() as session:
        assert session.run(train_op) == 3
        assert session.run_step_fn(
            lambda context: context.run_with_hooks(train_op)
        ) == pytest.approx(2.5)
        assert not session.should_stop()
    assert session.should_stop()
    assert not [each for each in lines() if each.startswith("Saving")]


def test_a_scaffold_says_how_variables_begin(tmp_path):
    train_op, _, w = model()
    scaffold = tf.train.Scaffold(
        init_fn=lambda scaffold, session: session.assign(w, np.array([2.0, 2.0]))
    )
    with tf.train.MonitoredTrainingSession(scaffold=scaffold) as session:
        assert session.run(train_op) == 6


class Recorder(tf.train.SessionRunHook):
    """Notes when it is called."""

    def __init__(self, fetches=None, feeds=None):
        self.calls = []
        self.args = tf.train.SessionRunArgs(fetches, feeds)

    def begin(self):
        self.calls.append("begin")

    def after_create_session(self, session, coord):
        self.calls.append("created")

    def before_run(self, run_context):
        return self.args

    def after_run(self, run_context, run_values):
        self.calls.append(run_values.results)

    def end(self, session):
        self.calls.append("end")


def test_hooks_are_called_around_the_runs_of_a_session():
    train_op, loss, _ = model()
    hook = Recorder({"loss": loss})
    with tf.train.SingularMonitoredSession(hooks=[hook]) as session:
        session.run(train_op)
    assert hook.calls == ["begin", "created", {"loss": 3}, "end"]


def test_the_end_of_the_data_ends_a_session_well_and_an_error_does_not():
    model()
    hook = Recorder()
    with tf.train.MonitoredSession(hooks=[hook]):
        raise tf.errors.OutOfRangeError(None, None, "no more")
    assert hook.calls[-1] == "end"
    hook = Recorder()
    with (
        pytest.raises(ZeroDivisionError),
        tf.train.MonitoredSession(hooks=[hook]),
    ):
        raise ZeroDivisionError
    assert hook.calls[-1] == "created"


def test_nothing_is_fed_twice():
    x = tf.placeholder(tf.float32, [], "x")
    tf.train.get_or_create_global_step()
    with tf.train.MonitoredSession(hooks=[Recorder(None, {x: 1.0})]) as session:
        assert session.run(x) == 1
        with pytest.raises(RuntimeError, match="by a SessionRunHook and user"):
            session.run(x, {x: 2.0})


def test_tensors_are_logged_by_name(lines):
    train_op, loss, _ = model()
    hooks = [
        tf.train.LoggingTensorHook({"loss": loss}, every_n_iter=2),
        tf.train.LoggingTensorHook(["loss"], at_end=True),
        tf.train.FinalOpsHook(loss),
    ]
    with tf.train.MonitoredSession(hooks=hooks) as session:
        for _ in range(3):
            session.run(train_op)
    found = [re.sub(r"\d\.\d{3} sec", "T", each) for each in lines() if "loss" in each]
    assert found == ["loss = 3.0", "loss = 2.0 (T)", "loss = 1.5"]
    assert hooks[2].final_ops_values == pytest.approx(1.5)


def test_a_loss_that_is_no_number_ends_training(lines):
    tf.train.get_or_create_global_step()
    loss = tf.placeholder_with_default(np.float32("nan"), [])
    with (
        pytest.raises(tf.train.NanLossDuringTrainingError) as raised,
        tf.train.MonitoredSession(hooks=[tf.train.NanTensorHook(loss)]) as session,
    ):
        session.run(loss)
    assert str(raised.value) == "NaN loss during training."
    hook = tf.train.NanTensorHook(loss, fail_on_nan_loss=False)
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        session.run(loss)
        assert session.should_stop()
    assert lines().count("Model diverged with loss = NaN.") == 2


def test_listeners_are_called_around_each_saving(tmp_path):
    class Listener(tf.train.CheckpointSaverListener):
        def __init__(self):
            self.calls = []

        def before_save(self, session, global_step_value):
            self.calls.append(("before", global_step_value))

        def after_save(self, session, global_step_value):
            self.calls.append(("after", global_step_value))
            return global_step_value == 2

    train_op, *_ = model()
    listener = Listener()
    hook = tf.train.CheckpointSaverHook(
        str(tmp_path), save_steps=2, listeners=[listener], saver=tf.train.Saver()
    )
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        while not session.should_stop():
            session.run(train_op)
    assert listener.calls == [
        (when, step) for step in (0, 2) for when in ("before", "after")
    ]


# --- interrupts


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    return np.float32(0)


@pytest.fixture
def on_the_main_thread():
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("signals come to the main thread")


@pytest.mark.usefixtures("on_the_main_thread")
def test_an_interrupt_comes_after_the_step_and_what_there_is_is_saved(tmp_path):
    train_op, *_ = model()
    pressed = host_call("PyFunc", interrupt, gives=Spec("float32"))
    with (  # noqa: PT012
        pytest.raises(KeyboardInterrupt),
        tf.train.MonitoredTrainingSession(checkpoint_dir=str(tmp_path)) as session,
    ):
        session.run(train_op)
        session.run([pressed, train_op])
    path = tf.train.latest_checkpoint(str(tmp_path))
    assert path.endswith("model.ckpt-2")
    np.testing.assert_allclose(tf.train.load_variable(path, "w"), [0.8, 0.6], 1e-6)


def test_whoever_listens_for_signals_ends_a_loop_after_a_run(tmp_path):
    train_op, *_ = model()
    request = StopRequest()
    with (  # noqa: PT012
        pytest.raises(KeyboardInterrupt),
        listening(request),
        tf.train.MonitoredTrainingSession(checkpoint_dir=str(tmp_path)) as session,
    ):
        session.run(train_op)
        request.number = signal.SIGTERM
        session.run(train_op)
    assert tf.train.latest_checkpoint(str(tmp_path)).endswith("model.ckpt-2")


def test_whoever_listens_for_signals_ends_the_loop_of_slim_after_a_run(tmp_path):
    train_op, *_ = model()
    request = StopRequest()

    def step(session, train_op, global_step, kwargs):
        request.number = signal.SIGTERM
        session.run(train_op)
        raise AssertionError

    with pytest.raises(KeyboardInterrupt), listening(request):
        slim.learning.train(train_op, str(tmp_path), train_step_fn=step)
    assert tf.train.latest_checkpoint(str(tmp_path)).endswith("model.ckpt-1")


@pytest.mark.usefixtures("on_the_main_thread")
def test_an_interrupt_in_the_loop_of_slim_saves_what_there_is(tmp_path):
    train_op, *_ = model()
    pressed = host_call("PyFunc", interrupt, gives=Spec("float32"))

    def step(session, train_op, global_step, kwargs):
        session.run(train_op)
        session.run([pressed, train_op])
        raise AssertionError

    with pytest.raises(KeyboardInterrupt):
        slim.learning.train(train_op, str(tmp_path), train_step_fn=step)
    assert tf.train.latest_checkpoint(str(tmp_path)).endswith("model.ckpt-2")
