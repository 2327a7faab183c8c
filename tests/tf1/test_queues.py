"""Queues of 1.x, the threads that fill them, and readers."""

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tf1.pipelines import EXAMPLES, LINES, RECORDS

from argscope import tf1
from argscope.tf1._data import queue_contents

tf = tf1.namespace()


@pytest.fixture(autouse=True)
def graph():
    with tf1.Graph().as_default() as graph:
        yield graph


def all_of(fetches, limit=1000):
    """Return what a session gives until there is no more, and the message at the end."""
    found = []
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        try:
            while len(found) < limit:
                found.append(session.run(fetches))
        except tf.errors.OutOfRangeError as error:
            message = str(error)
        else:
            message = ""
        coordinator.request_stop()
        coordinator.join(threads)
    assert not any(each.is_alive() for each in threads)
    return found, message


# --- queues


def test_elements_come_out_in_order():
    queue = tf.FIFOQueue(5, [tf.int32, tf.string], [[], [2]], name="some")
    one = queue.enqueue([1, ["a", "b"]])
    many = queue.enqueue_many([[2, 3, 4], [["c", "d"]] * 3])
    assert [each.shape.as_list() for each in queue.dequeue()] == [[], [2]]
    first, two, rest = queue.dequeue(), queue.dequeue_many(2), queue.dequeue_up_to(9)
    assert [each.shape.as_list() for each in two] == [[2], [2, 2]]
    with tf.Session() as session:
        session.run(one)
        session.run(many)
        assert session.run(queue.size()) == 4
        number, text = session.run(first)
        assert (number, text.tolist()) == (1, [b"a", b"b"])
        assert session.run(two)[0].tolist() == [2, 3]
        session.run(queue.close())
        assert session.run(queue.is_closed())
        assert session.run(rest)[0].tolist() == [4]
        with pytest.raises(tf.errors.OutOfRangeError) as caught:
            session.run(two)
        assert str(caught.value) == (
            "FIFOQueue '_0_some' is closed and has insufficient elements "
            "(requested 2, current size 0)"
        )
        with pytest.raises(
            tf.errors.CancelledError, match="FIFOQueue '_0_some' is closed"
        ):
            session.run(one)


def test_elements_have_names():
    queue = tf.FIFOQueue(2, [tf.int32, tf.int32], [[], []], names=["b", "a"])
    put = queue.enqueue({"a": 1, "b": 2})
    with tf.Session() as session:
        session.run(put)
        assert session.run(queue.dequeue()) == {"b": 2, "a": 1}


def test_each_session_has_its_own_elements():
    queue = tf.FIFOQueue(2, tf.int32, [[]])
    put = queue.enqueue(1)
    with tf.Session() as one, tf.Session() as two:
        one.run(put)
        assert [each.run(queue.size()) for each in (one, two)] == [1, 0]


def test_elements_come_out_at_random_and_some_stay():
    queue = tf.RandomShuffleQueue(30, 4, [tf.int32], [[]], seed=1)
    put = queue.enqueue_many([np.arange(20, dtype="int32")])
    with tf.Session() as session:
        session.run(put)
        found = session.run(queue.dequeue_many(16)).tolist()
        session.run(queue.close())
        rest = session.run(queue.dequeue_many(4)).tolist()
    assert sorted(found + rest) == list(range(20))
    assert found != sorted(found)


def test_rows_are_filled_up():
    queue = tf.PaddingFIFOQueue(4, [tf.int32, tf.string], [[None], [None]])
    puts = [queue.enqueue([[1], ["a", "b"]]), queue.enqueue([[2, 3, 4], ["c"]])]
    numbers, texts = queue.dequeue_many(2)
    assert numbers.shape.as_list() == [2, None]
    with tf.Session() as session:
        session.run(puts[0])
        session.run(puts[1])
        numbers, texts = session.run([numbers, texts])
    assert numbers.tolist() == [[1, 0, 0], [2, 3, 4]]
    assert texts.tolist() == [[b"a", b"b"], [b"c", b""]]


def test_a_queue_that_nobody_fills_is_told(monkeypatch, capfd):
    monkeypatch.setattr(queue_contents, "_PATIENCE", 0.1)
    queue = tf.FIFOQueue(2, tf.int32, [[]], name="lonely")
    waiting, close = queue.dequeue(), queue.close()
    with tf.Session() as session:
        timer = threading.Timer(1.0, session.run, [close])
        timer.start()
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(waiting)
        timer.join()
    assert capfd.readouterr().err == (
        "argscope.tf1: the queue 'lonely' is empty and nothing fills it. Were its threads "
        "started, by tf.train.start_queue_runners(sess)?\n"
    )


# --- producers and batches


@settings(max_examples=10, deadline=None)
@given(
    count=st.integers(1, 12),
    epochs=st.integers(1, 3),
    size=st.integers(1, 5),
    threads=st.integers(1, 3),
    shuffle=st.booleans(),
)
def test_batches_have_all_elements(count, epochs, size, threads, shuffle):
    with tf1.Graph().as_default():
        names = [f"{number:02}" for number in range(count)]
        name = tf.train.string_input_producer(names, epochs, shuffle).dequeue()
        batch = tf.train.batch(
            [name], size, threads, capacity=8, allow_smaller_final_batch=True
        )
        found, message = all_of(batch)
    flat = [text.decode() for each in found for text in each]
    assert sorted(flat) == sorted(names * epochs)
    assert all(len(each) == size for each in found[:-1])
    assert "is closed and has insufficient elements" in message


def test_slices_stay_together():
    numbers, letters = np.arange(6), list("abcdef")
    number, letter = tf.train.slice_input_producer([numbers, letters], num_epochs=1)
    assert (number.shape.as_list(), letter.dtype) == ([], tf.string)
    batch = tf.train.shuffle_batch({"n": number * 2, "l": letter}, 2, 20, 3)
    assert batch["n"].shape.as_list() == [2]
    found, message = all_of(batch)
    pairs = {
        (n, t) for each in found for n, t in zip(each["n"], each["l"], strict=True)
    }
    assert pairs == {(2 * n, t.encode()) for n, t in zip(numbers, letters, strict=True)}
    assert message == (
        "RandomShuffleQueue '_0_shuffle_batch/random_shuffle_queue' is closed and has "
        "insufficient elements (requested 2, current size 0)"
    )


def test_numbers_are_produced_without_end():
    number = tf.train.range_input_producer(3, shuffle=False).dequeue()
    found, _ = all_of(number, limit=7)
    assert found == [0, 1, 2, 0, 1, 2, 0]


def test_batches_of_batches_and_of_several():
    several = [(tf.constant([k, k + 1]), tf.constant([[k], [k]])) for k in (0, 10)]
    one, two = tf.train.batch_join(several, 4, enqueue_many=True)
    assert (one.shape.as_list(), two.shape.as_list()) == ([4], [4, 1])
    found, _ = all_of([one, two], limit=3)
    assert all({*each[0]} <= {0, 1, 10, 11} for each in found)
    joined = tf.train.shuffle_batch_join(several, 2, 8, 2)
    assert [each.shape.as_list() for each in joined] == [[2, 2], [2, 2, 1]]


def test_sizes_that_differ_are_filled_up_or_refused():
    row = tf.range(tf.train.range_input_producer(4, shuffle=False).dequeue())
    row.set_shape([None])
    with pytest.raises(ValueError, match="All shapes must be fully defined"):
        tf.train.batch([row], 2)
    found, _ = all_of(tf.train.batch([row], 4, dynamic_pad=True), limit=1)
    assert found[0].tolist() == [[0, 0, 0], [0, 0, 0], [0, 1, 0], [0, 1, 2]]


def test_nothing_cannot_be_produced():
    with pytest.raises(ValueError, match="requires a non-null input tensor"):
        tf.train.string_input_producer([])


def test_epochs_are_limited():
    limited = tf.train.limit_epochs([1, 2], 2)
    with tf.Session() as session:
        assert [session.run(limited).tolist() for _ in range(2)] == [[1, 2]] * 2
        with pytest.raises(tf.errors.OutOfRangeError, match="Reached limit of 2"):
            session.run(limited)


# --- readers


def read(reader, path, **kwargs):
    queue = tf.train.string_input_producer([path], num_epochs=1)
    found, _ = all_of(reader.read(queue, **kwargs))
    return [(key.decode().removeprefix(path), value) for key, value in found]


def test_files_are_read():
    lines = read(tf.TextLineReader(skip_header_lines=1), LINES)
    assert lines == [(":2", b"two 2"), (":3", b""), (":4", b"three")]
    assert read(tf.WholeFileReader(), LINES) == [("", b"one\ntwo 2\r\n\nthree")]
    assert read(tf.IdentityReader(), LINES) == [("", LINES.encode())]
    pieces = read(tf.FixedLengthRecordReader(7, 2, 1), LINES)
    assert pieces == [(":0", b"e\ntwo 2"), (":1", b"\r\n\nthre")]
    records = read(tf.TFRecordReader(), RECORDS)
    assert [key for key, _ in records] == [":0", ":16", ":35", ":56"]


def test_several_records_are_read_at_once():
    queue = tf.train.string_input_producer([LINES], num_epochs=1)
    reader = tf.TextLineReader()
    keys, values = reader.read_up_to(queue, 3)
    assert (keys.shape.as_list(), values.dtype) == ([None], tf.string)
    found, _ = all_of(values)
    assert [each.tolist() for each in found] == [
        [b"one", b"two 2", b""],
        [b"three"],
    ]


def test_a_pipeline_of_records_is_trained_with():
    features = {"pair": tf.FixedLenFeature([2], tf.float32)}
    queue = tf.train.string_input_producer([EXAMPLES], num_epochs=2, shuffle=False)
    _, record = tf.TFRecordReader().read(queue)
    pair = tf.parse_single_example(record, features)["pair"]
    scale = tf.Variable(3.0)
    batch = tf.train.batch([pair * scale], 2)
    with tf.Session() as session:
        session.run(
            [tf.global_variables_initializer(), tf.local_variables_initializer()]
        )
        tf.train.start_queue_runners(session)
        assert session.run(tf.reduce_sum(batch)) == 15
        assert session.run(tf.reduce_sum(batch)) == 15


# --- threads


def test_an_error_in_a_thread_reaches_the_program():
    text = tf.train.string_input_producer(["1", "x"], shuffle=False).dequeue()
    batch = tf.train.batch([tf.string_to_number(text)], 4)
    with tf.Session() as session:
        coordinator = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coordinator)
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(batch)
        with pytest.raises(
            tf.errors.InvalidArgumentError, match="could not correctly convert"
        ) as caught:
            coordinator.join(threads)
    assert caught.traceback[-1].path.name == "decoding.py"


def test_runners_need_a_session():
    with pytest.raises(ValueError, match="No default session is registered"):
        tf.train.start_queue_runners()


def test_a_coordinator_ends_threads():
    coordinator = tf.train.Coordinator()
    turns = []

    def work():
        while not coordinator.should_stop():
            turns.append(1)
            time.sleep(0.001)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert not coordinator.wait_for_stop(0.01)
    coordinator.request_stop()
    coordinator.join(threads)
    assert turns
    assert coordinator.joined
    coordinator.clear_stop()
    assert not coordinator.should_stop()


def test_a_coordinator_raises_the_first_error():
    coordinator = tf.train.Coordinator()
    with coordinator.stop_on_exception():
        raise tf.errors.OutOfRangeError(None, None, "no more")
    coordinator.join()
    coordinator.clear_stop()
    with coordinator.stop_on_exception():
        raise KeyError("first")
    coordinator.request_stop(ValueError("second"))
    with pytest.raises(KeyError, match="first"):
        coordinator.join()


def test_threads_that_do_not_stop_are_told():
    coordinator = tf.train.Coordinator()
    event = threading.Event()
    thread = threading.Thread(target=event.wait, name="stubborn")
    thread.start()
    coordinator.request_stop()
    with pytest.raises(
        RuntimeError, match="Coordinator stopped with threads still running: stubborn"
    ):
        coordinator.join([thread], stop_grace_period_secs=0.01)
    event.set()
    thread.join()


def test_a_thread_calls_a_function_again_and_again():
    coordinator = tf.train.Coordinator()
    turns = []

    def turn():
        turns.append(1)
        if len(turns) == 3:
            coordinator.request_stop()

    tf.train.LooperThread.loop(coordinator, 0.001, target=turn)
    coordinator.join()
    assert len(turns) == 3
