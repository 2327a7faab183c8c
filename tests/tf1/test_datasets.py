"""`tf.data`: elements as TensorFlow makes them."""

import json
import threading
import time

import numpy as np
import pytest
from tests.tf1.pipelines import FOLDER, LINES, PIPELINES, elements_of

from argscope import tf1

tf = tf1.namespace()

RECORDED = json.loads((FOLDER / "pipelines.json").read_text())


def elements(dataset, session=None):
    """Return all elements of a data set."""
    following = dataset.make_one_shot_iterator().get_next()
    session = session or tf.Session()
    found = []
    while True:
        try:
            found.append(session.run(following))
        except tf.errors.OutOfRangeError:
            return found


@pytest.fixture(autouse=True)
def graph():
    with tf1.Graph().as_default() as graph:
        yield graph


@pytest.mark.parametrize("name", PIPELINES)
def test_elements_are_those_of_tensorflow(name):
    found = elements_of(tf, PIPELINES[name])
    assert found["elements"] == RECORDED[name]["elements"]
    if RECORDED[name]["shapes"] is not None:
        assert found["shapes"] == RECORDED[name]["shapes"]


# --- iterators


def test_an_iterator_begins_with_what_is_fed():
    given, factor = tf.placeholder(tf.int64, [None]), tf.placeholder(tf.int64, [])
    dataset = tf.data.Dataset.from_tensor_slices(given).map(lambda x: x * factor)
    iterator = dataset.make_initializable_iterator()
    following = iterator.get_next()
    with tf.Session() as session:
        with pytest.raises(
            tf.errors.FailedPreconditionError, match="iterator has not been initialized"
        ):
            session.run(following)
        for numbers in ([1, 2], [5]):
            session.run(iterator.initializer, {given: numbers, factor: 3})
            for number in numbers:
                assert session.run(following) == 3 * number
            with pytest.raises(tf.errors.OutOfRangeError):
                session.run(following)


def test_the_end_is_told():
    following = tf.data.Dataset.range(0).make_one_shot_iterator().get_next()
    with (
        tf.Session() as session,
        pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"),
    ):
        session.run(following)


def test_each_session_has_its_own_elements():
    following = tf.data.Dataset.range(2).make_one_shot_iterator().get_next()
    with tf.Session() as one, tf.Session() as two:
        assert one.run([following, following]) == [0, 0]
        assert [one.run(following), two.run(following)] == [1, 0]


def test_one_iterator_is_begun_with_several_data_sets():
    first, second = tf.data.Dataset.range(2), tf.data.Dataset.range(5, 6)
    iterator = tf.data.Iterator.from_structure(first.output_types, first.output_shapes)
    begin = [iterator.make_initializer(each) for each in (first, second)]
    following = iterator.get_next()
    assert following.shape.as_list() == []
    with tf.Session() as session:
        session.run(begin[0])
        assert session.run(following) == 0
        session.run(begin[1])
        assert session.run(following) == 5
    with pytest.raises(ValueError, match="does not have an initializer"):
        _ = iterator.initializer
    with pytest.raises(TypeError, match=r"Expected output types \['int64'\] but got"):
        iterator.make_initializer(tf.data.Dataset.from_tensors("text"))


def test_an_iterator_is_chosen_by_what_is_fed():
    handle = tf.placeholder(tf.string, [])
    sets = [tf.data.Dataset.range(3), tf.data.Dataset.range(7, 9)]
    chosen = tf.data.Iterator.from_string_handle(
        handle, sets[0].output_types, sets[0].output_shapes
    )
    following = chosen.get_next()
    one, two = (each.make_one_shot_iterator() for each in sets)
    with tf.Session() as session:
        names = session.run([one.string_handle(), two.string_handle()])
        found = [session.run(following, {handle: names[i]}) for i in (0, 1, 0, 1)]
        assert found == [0, 7, 1, 8]
        with pytest.raises(tf.errors.InvalidArgumentError, match="of no iterator"):
            session.run(following, {handle: b"another"})


def test_what_is_computed_of_elements_is_compiled():
    dataset = tf.data.Dataset.from_tensor_slices(np.ones([4, 3], "float32")).batch(2)
    total = tf.reduce_sum(dataset.make_one_shot_iterator().get_next()) * 2
    with tf.Session() as session:
        assert session.run(total) == 12


# --- orders and random numbers


def test_shuffling_keeps_all_elements_and_has_another_order_each_time():
    dataset = tf.data.Dataset.range(50).shuffle(20, seed=3)
    one, two = elements(dataset), elements(dataset)
    assert sorted(one) == sorted(two) == list(range(50))
    assert len({tuple(one), tuple(two), tuple(range(50))}) == 3
    again = elements(tf.data.Dataset.range(50).shuffle(20, seed=3))
    assert again == one
    fixed = (
        tf.data.Dataset.range(50).shuffle(20, reshuffle_each_iteration=False).repeat(2)
    )
    found = elements(fixed)
    assert found[:50] == found[50:]


@pytest.mark.parametrize("calls", [None, 3])
def test_each_element_has_random_numbers_of_its_own(calls):
    def drawn():
        with tf1.Graph().as_default():
            tf.set_random_seed(1)
            dataset = tf.data.Dataset.range(4).map(
                lambda _: (tf.random_uniform([]), tf.random_normal([])), calls
            )
            return [float(x) for pair in elements(dataset) for x in pair]

    one, two = drawn(), drawn()
    assert len(set(one)) == 8
    assert one == two


def test_files_are_listed(tmp_path):
    for name in "cab":
        (tmp_path / f"{name}.txt").write_text(name)
    (tmp_path / "other").write_text("")
    pattern = str(tmp_path / "*.txt")
    listed = elements(tf.data.Dataset.list_files(pattern, shuffle=False))
    assert listed == [str(tmp_path / f"{name}.txt").encode() for name in "abc"]
    assert sorted(elements(tf.data.Dataset.list_files(pattern))) == listed
    nothing = tf.data.Dataset.list_files(str(tmp_path / "*.none")).batch(1)
    with (
        tf.Session() as session,
        pytest.raises(tf.errors.InvalidArgumentError, match="No files matched pattern"),
    ):
        session.run(nothing.make_one_shot_iterator().get_next())


# --- threads and errors


@pytest.mark.parametrize("calls", [None, 2])
@pytest.mark.parametrize("ahead", [False, True])
def test_an_error_is_raised_in_place_of_its_element(calls, ahead):
    dataset = tf.data.Dataset.from_tensor_slices(["1", "x", "3"])
    dataset = dataset.map(tf.string_to_number, calls)
    dataset = dataset.prefetch(1) if ahead else dataset
    following = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert session.run(following) == 1
        with pytest.raises(
            tf.errors.InvalidArgumentError,
            match="could not correctly convert string: x",
        ) as caught:
            session.run(following)
        assert caught.traceback[-1].path.name == "decoding.py"
        assert session.run(following) == 3


def test_no_thread_is_left():
    before = set(threading.enumerate())

    def started():
        # Those that other tests left may end meanwhile.
        return set(threading.enumerate()) - before

    dataset = tf.data.Dataset.range(9).map(lambda x: x + 1, 3).prefetch(2)
    assert elements(dataset) == list(range(1, 10))
    following = dataset.repeat().make_one_shot_iterator().get_next()
    session = tf.Session()
    session.run(following)
    assert started()
    del session
    deadline = time.monotonic() + 5
    while started() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not started()


def test_a_generator_keeps_its_promise():
    dataset = tf.data.Dataset.from_generator(
        lambda: iter([[1, 2]]), tf.int32, tf.TensorShape([3])
    )
    following = dataset.make_one_shot_iterator().get_next()
    with (
        tf.Session() as session,
        pytest.raises(
            TypeError, match=r"of the shape \(2,\) where one of the shape \(3,\)"
        ),
    ):
        session.run(following)


def test_damaged_files_are_told(tmp_path):
    path = tmp_path / "damaged"
    path.write_bytes((FOLDER / "none.tfrecord").read_bytes()[:-1])
    following = tf.data.TFRecordDataset(str(path)).skip(3)
    with (
        tf.Session() as session,
        pytest.raises(tf.errors.DataLossError, match="the record at byte 56"),
    ):
        session.run(following.make_one_shot_iterator().get_next())


def test_options_can_be_set():
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = (
        tf.data.experimental.AutoShardPolicy.OFF
    )
    dataset = tf.data.TextLineDataset(LINES).with_options(options)
    assert len(elements(dataset)) == 4
