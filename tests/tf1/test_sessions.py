"""Sessions: what is fed, what is fetched, and whose values variables have."""

import threading
import warnings

import numpy as np
import pytest

from argscope import tf1

IMAGES = np.random.default_rng(0).random((4, 8, 8, 3), "float32")


@pytest.fixture
def run(graph, tf):
    """Return the `run` of a session, whose variables are initialized when it is asked."""
    session = tf.Session()
    return session.run


def started(tf):
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


# --- fetches and feeds


def test_a_structure_is_fetched_with_none_for_operations(graph, tf, run):
    x = tf.placeholder(tf.float32, [None, 2], "x")
    doubled = x * 2
    found = run(
        {"a": [doubled, doubled.op], "b": ("x:0", tf.constant(3))}, {x: [[1, 2]]}
    )
    assert found["a"][0].tolist() == [[2, 4]]
    assert found["a"][1] is None
    assert found["b"][0].tolist() == [[1, 2]]
    assert found["b"][1] == 3


def test_what_is_fetched_may_be_changed(graph, tf, run):
    found = run(tf.placeholder_with_default([1.0, 2.0], [2]) * 2)
    found += 1
    assert found.tolist() == [3, 5]


def test_scalars_are_numbers_of_numpy(graph, tf, run):
    x = tf.placeholder(tf.float32, [])
    assert isinstance(run(x + 1, {x: 2}), np.float32)


def test_any_tensor_can_be_fed_and_what_leads_to_it_is_not_computed(graph, tf, run):
    x = tf.placeholder(tf.float32, [2])
    y = x * 2
    assert run(y + 1, {y: [5, 6]}).tolist() == [6, 7]
    assert run("add:0", {"mul:0": [5, 6]}).tolist() == [6, 7]


def test_sizes_and_modes_are_fed(graph, tf, run):
    n = tf.placeholder(tf.int32, [])
    x = tf.placeholder(tf.float32, [None, 3])
    y = tf.reshape(x, [n, -1])
    for size in (2, 4, 6, 3, 12):  # more than are compiled for one by one
        assert run(y, {x: np.ones((12, 3)), n: size}).shape == (size, 36 // size)


def test_a_number_that_is_no_size_is_compiled_once_in_the_end(graph, tf):
    n = tf.placeholder(tf.int32, [])
    session = tf.Session()
    y = tf.cast(n, tf.float32) * 2
    assert [session.run(y, {n: each}) for each in range(20)] == list(range(0, 40, 2))
    (execution,) = session._executions.values()
    assert len(execution._functions) <= 5


def test_a_placeholder_without_a_shape_is_of_any_rank(graph, tf):
    x = tf.placeholder(tf.float32)
    labels = tf.placeholder(tf.float32)
    assert x.shape.ndims is None
    flat = tf.reshape(x, [-1, 6])
    assert flat.shape.as_list() == [None, 6]
    logits = tf.matmul(flat, tf.get_variable("w", [6, 2]))
    loss = tf.reduce_mean(tf.square(logits - labels))
    assert loss.shape.as_list() == []
    with started(tf) as session:
        for shape in ((3, 6), (3, 2, 3), (1, 3, 3, 2)):
            given = {x: np.ones(shape), labels: np.zeros((3, 2))}
            assert session.run(loss, given) >= 0


@pytest.mark.parametrize(
    ("fetch", "feed", "message"),
    [
        (
            None,
            {},
            "Session.run() cannot fetch None, a NoneType: it has to be a tensor, an "
            "operation, the name of one, or a list or dict of them.",
        ),
        (
            "nope",
            {},
            "Session.run() cannot fetch 'nope': there is nothing of that name in the "
            "graph. A tensor is named like its operation and ':0'.",
        ),
        ("y:0", {}, "The placeholder 'x:0' was not fed with a value."),
        (
            "y:0",
            {"x:0": [1, 2, 3]},
            "Cannot feed value of shape (3,) for Tensor 'x:0', which has shape '(?, 2)'",
        ),
        (
            "y:0",
            {"x:0": "a"},
            "'x:0' of dtype float32 was fed with 'a', which is no array of that.",
        ),
        (
            "y:0",
            {"z:0": 1},
            "feed_dict has the key 'z:0', and there is no tensor of that name in the "
            "graph. A tensor is named like its operation and ':0'.",
        ),
        (
            "y:0",
            {3: 1},
            "feed_dict has the key 3, a int. Keys are placeholders, other computed "
            "tensors, or their names.",
        ),
    ],
)
def test_what_cannot_be_run_is_told(graph, tf, run, fetch, feed, message):
    tf.identity(tf.placeholder(tf.float32, [None, 2], "x"), "y")
    with pytest.raises((ValueError, TypeError)) as error:
        run(fetch, feed)
    assert str(error.value) == message


def test_a_tensor_is_no_value_to_feed(graph, tf, run):
    x = tf.placeholder(tf.float32, [None, 2], "x")
    with pytest.raises(tf1.FeedError) as error:
        run(x, {x: x})
    assert str(error.value) == (
        "'x:0' was fed with the tensor <tf.Tensor 'x:0' shape=(?, 2) dtype=float32>, which "
        "has no value before the graph is run. Feed numbers: Python's, lists, NumPy's "
        "arrays."
    )


def test_what_belongs_to_another_graph_is_not_fetched(graph, tf, run):
    with tf1.Graph().as_default():
        other = tf.placeholder(tf.float32, [], "other")
    with pytest.raises(tf1.FetchError) as error:
        run(other)
    assert str(error.value) == (
        "Session.run() cannot fetch 'other:0': it belongs to another graph than the "
        "session, which has the one that was open when it was made, or its `graph=`."
    )


def test_a_closed_session_runs_nothing(graph, tf):
    with tf.Session() as session:
        pass
    with pytest.raises(tf1.ClosedSessionError) as error:
        session.run(tf.constant(1))
    assert str(error.value) == (
        "Attempted to use a closed Session. The values of its variables are gone; what is "
        "to be run belongs into the `with tf.Session()` block."
    )


# --- the default session


def test_tensors_are_evaluated_in_the_default_session(graph, tf):
    v = tf.Variable([1.0, 2.0])
    with tf.Session() as session:
        assert tf.get_default_session() is session
        v.initializer.run()
        assert (v * 2).eval().tolist() == [2, 4]
        v.load([5.0, 6.0])
        assert v.eval().tolist() == [5, 6]
    assert tf.get_default_session() is None


def test_without_a_default_session_nothing_is_evaluated(graph, tf):
    with pytest.raises(tf1.NoSessionError) as error:
        tf.placeholder(tf.float32, [], "x").eval()
    assert str(error.value) == (
        "'x:0' cannot be evaluated: there is no default session. Write `with "
        "session.as_default()` around it, or give it the session: eval(session=...)."
    )


def test_an_interactive_session_is_the_default_until_it_is_closed(graph, tf):
    session = tf.InteractiveSession()
    assert tf.constant(2).eval() == 2
    session.close()
    assert tf.get_default_session() is None


# --- variables


def test_a_variable_has_no_value_before_it_is_initialized(graph, tf, run):
    v = tf.Variable(1.0, name="v")
    assert run(tf.report_uninitialized_variables()).tolist() == [b"v"]
    assert not run(tf.is_variable_initialized(v))
    for fetch in (v, v + 1):
        with pytest.raises(tf.errors.FailedPreconditionError) as error:
            run(fetch)
        assert str(error.value) == (
            "Attempting to use uninitialized value v. Run its initializer first "
            "(tf.global_variables_initializer(), say), or restore a checkpoint."
        )
    run(tf.global_variables_initializer())
    assert run(v) == 1
    assert run(tf.report_uninitialized_variables()).tolist() == []


def test_two_sessions_have_values_of_their_own(graph, tf):
    v = tf.Variable(1.0)
    more = v.assign_add(1.0)
    first, second = started(tf), started(tf)
    first.run(more)
    assert (first.run(v), second.run(v)) == (2, 1)


def test_initial_values_are_drawn_again(graph, tf):
    v = tf.Variable(tf.random_normal([3]))
    w = tf.Variable(v.initialized_value() * 2)
    session = started(tf)
    before = session.run(v)
    session.run(tf.global_variables_initializer())
    after, doubled = session.run([v, w])
    assert not np.allclose(before, after)
    assert np.allclose(doubled, 2 * after)


def test_with_a_seed_each_session_draws_the_same(graph, tf):
    tf.set_random_seed(1)
    v = tf.get_variable("v", [3])
    assert started(tf).run(v).tolist() == started(tf).run(v).tolist()


def test_what_threads_count_is_counted(graph, tf):
    v = tf.Variable(0)
    more = v.assign_add(1)
    session = started(tf)
    threads = [
        threading.Thread(target=lambda: [session.run(more) for _ in range(20)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.run(v) == 160


def test_control_dependencies_come_first(graph, tf):
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign(7.0)]):
        seen = tf.identity(v)
    session = started(tf)
    assert session.run(seen) == 7
    session.run(tf.group(v.assign(5.0), v.assign_add(1.0)))
    assert session.run(v) == 6


def test_a_branch_assigns_only_if_it_is_taken(graph, tf):
    v = tf.Variable(0.0)
    p = tf.placeholder(tf.bool, [])
    chosen = tf.cond(p, lambda: tf.assign(v, 1.0), lambda: tf.assign(v, 2.0))
    session = started(tf)
    for mode, value in ((True, 1), (False, 2)):
        assert session.run(chosen, {p: mode}) == value
        assert session.run(v) == value


def test_moving_averages_change_where_their_updates_are_run(graph, tf, slim):
    x = tf.placeholder(tf.float32, [None, 8, 8, 3])
    y = slim.batch_norm(x, is_training=True)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(updates):
        after_updates = tf.identity(y)
    (mean,) = [v for v in tf.global_variables() if "moving_mean" in v.name]
    session = started(tf)
    for fetch, changes in ((y, False), (after_updates, True), (updates, True)):
        before = session.run(mean)
        session.run(fetch, {x: IMAGES})
        assert np.any(session.run(mean) != before) == changes


def test_updates_in_place_are_made_wherever_the_layer_is_computed(graph, tf, slim):
    x = tf.placeholder(tf.float32, [None, 8, 8, 3])
    y = slim.batch_norm(x, is_training=True, updates_collections=None)
    (mean,) = [v for v in tf.global_variables() if "moving_mean" in v.name]
    session = started(tf)
    session.run(y, {x: IMAGES})
    assert session.run(mean).any()


def test_the_mode_is_fed_to_layers(graph, tf, slim):
    x = tf.placeholder(tf.float32, [None, 8, 8, 3])
    mode = tf.placeholder_with_default(False, [], "phase")
    y = slim.dropout(slim.batch_norm(x, is_training=mode), 0.5, is_training=mode)
    session = started(tf)
    assert session.run(y, {x: IMAGES}).std() < 0.5  # of no variance, as at the start
    assert np.mean(session.run(y, {x: IMAGES, mode: True}) == 0) > 0.3


def test_random_numbers_are_others_in_each_run_and_one_in_each(graph, tf, run):
    x = tf.random_normal([100])
    first, again = run([x, tf.identity(x)])
    assert first.tolist() == again.tolist()
    assert first.tolist() != run(x).tolist()


# --- programs that go wrong


def test_a_graph_that_grows_in_a_loop_is_told_of_once(graph, tf):
    v = tf.Variable(1.0)
    session = started(tf)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for turn in range(40):
            session.run(v + turn)
    messages = [str(each.message) for each in told]
    (message,) = [each for each in messages if each.startswith("The graph grew")]
    line = message.partition("made at ")[2].partition(" in ")[0]
    assert line.rpartition(":")[0].endswith("tests/tf1/test_sessions.py")
    assert message.startswith(
        "The graph grew before each of the last 30 runs of a session: 'add_28' was made at"
    )
    assert message.endswith(
        ". What is made in a loop is compiled in each turn, and kept. Make it once, before "
        "the loop, with placeholders for what changes."
    )


def test_layers_of_a_script_need_no_block_around_them(tf, slim):
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [None, 3])
    y = slim.fully_connected(x, 2, scope="fc")
    assert [v.name for v in tf.global_variables()] == ["fc/weights:0", "fc/biases:0"]
    assert started(tf).run(y, {x: np.ones((5, 3))}).shape == (5, 2)
    tf.reset_default_graph()
    assert tf.global_variables() == []
