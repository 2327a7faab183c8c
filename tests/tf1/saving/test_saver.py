"""`tf.train.Saver` and what programs do with checkpoints, as TensorFlow's."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keras
import numpy as np
import pytest
from tests.checkpoint.files import expected, path_of
from tests.tf1.saving.cases import as_text
from tests.tf1.saving.recorded_cases import CASES

from argscope.checkpoint import write_checkpoint
from argscope.checkpoint._bundle import Bundle
from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._train.saved_variables import variables_by_name
from argscope.tf1._train.saver import EXPORT

# JAX has no whole numbers of 64 bits, and says so where a variable is to be one.
pytestmark = pytest.mark.filterwarnings("ignore:Explicitly requested dtype")

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text("utf-8"))


@pytest.fixture
def session(graph, tf):
    with tf.Session(graph=graph) as made:
        yield made


class Maker:
    """What makes variables and gives a session their values."""

    def __init__(self, tf, session):
        self.tf, self.session, self.slim = tf, session, tf.contrib.slim

    def __call__(self, values):
        variables = {}
        for name, value in values.items():
            variables[name] = made = self.tf.get_variable(name, initializer=value)
            self.session.assign(made, value)

        def read(session):
            return {name: session.value_of(v) for name, v in variables.items()}

        return variables, self.session, read

    def keys_of(self, path):
        return Bundle(Path(path)).variables.items()

    def begun(self, variables):
        self.session.run(self.tf.variables_initializer(list(variables.values())))
        return self.session.run(variables)


@pytest.fixture
def make(tf, session):
    return Maker(tf, session)


@pytest.mark.parametrize("name", CASES)
def test_programs_find_what_they_find_on_tensorflow(
    name, graph, session, make, tf, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    found = as_text(CASES[name](tf, make, str(tmp_path)), tmp_path)
    assert found == RECORDED[name]


# --- what a checkpoint lacks, or has otherwise


def refused(kind, call):
    with pytest.raises(KINDS[kind]) as caught:
        call()
    return caught.value.message.partition("Original error:\n\n")[2]


def test_all_names_that_are_missing_are_told_at_once(
    tf, graph, session, make, tmp_path
):
    variables, *_ = make({"a": np.zeros(2, "f4"), "b": np.zeros(3, "f4")})
    path = tf.train.Saver({"x": variables["a"]}).save(session, tmp_path / "m")
    before = session.run(variables)
    saver = tf.train.Saver({"x": variables["a"], "p": variables["b"]})
    told = refused("NotFound", lambda: saver.restore(session, path))
    assert told == f"Key p not found in checkpoint\n{path} has x."
    told = refused("NotFound", lambda: tf.train.Saver().restore(session, path))
    assert told == (
        f"Key a not found in checkpoint\nKey b not found in checkpoint\n{path} has x."
    )
    assert str(session.run(variables)) == str(before)  # nothing was restored


def test_all_shapes_and_dtypes_that_differ_are_told_at_once(
    tf, graph, session, make, tmp_path
):
    values = {
        "a": np.zeros(2, "f4"),
        "b": np.zeros((3, 1), "f4"),
        "n": np.array(1, "i4"),
    }
    variables, *_ = make(values)
    saved = {"b": variables["a"], "a": variables["b"], "n": variables["n"]}
    path = tf.train.Saver(saved).save(session, tmp_path / "m")
    told = refused("InvalidArgument", lambda: tf.train.Saver().restore(session, path))
    assert told == (
        "Assign requires shapes of both tensors to match. lhs shape= [2] of a, rhs shape= "
        "[3, 1] of a in the checkpoint\n"
        "Assign requires shapes of both tensors to match. lhs shape= [3, 1] of b, rhs "
        "shape= [2] of b in the checkpoint"
    )
    saver = tf.train.Saver({"n": variables["a"]})
    told = refused("InvalidArgument", lambda: saver.restore(session, path))
    assert told == (
        "tensor_name = n; expected dtype float32 does not equal original dtype int32"
    )


def test_variable_without_a_value_is_not_saved(tf, graph, session, make, tmp_path):
    tf.get_variable("a", [2])
    with pytest.raises(KINDS["FailedPrecondition"], match="uninitialized value a"):
        tf.train.Saver().save(session, tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["v1", "v1_snappy", "v2", "sharded", "v1_sharded"])
def test_checkpoints_of_all_formats_are_restored(tf, graph, session, make, folder):
    stored = {n: v for n, v in expected(folder).items() if v.dtype == "float32"}
    makes = {name: np.zeros_like(value) for name, value in stored.items()}
    variables, _, values = make(makes)
    names = {"v1_sharded": "model.ckpt-?????-of-00002"}
    path = path_of(folder).with_name(names.get(folder, "model.ckpt"))
    tf.train.Saver(variables).restore(session, path)
    for name, value in values(session).items():
        np.testing.assert_array_equal(value, stored[name])


def test_global_step_is_of_64_bits_in_files(tf, graph, session, make, tmp_path):
    step = tf.train.create_global_step()
    session.assign(step, np.array(12, step.dtype.name))
    path = tf.train.Saver().save(session, tmp_path / "m", step)
    assert path == str(tmp_path / "m-12")
    found = tf.train.load_variable(path, "global_step")
    assert (found.dtype, found) == ("int64", 12)
    tf.train.Saver().restore(session, path)
    assert session.value_of(step).dtype == step.dtype.name


def test_number_that_the_backend_has_no_room_for_is_refused(
    tf, graph, session, make, tmp_path
):
    if (
        keras.backend.standardize_dtype(keras.ops.convert_to_tensor(np.int64(0)).dtype)
        != "int32"
    ):
        pytest.skip("this backend has whole numbers of 64 bits")
    step = tf.train.create_global_step()
    write_checkpoint(tmp_path / "m", {"global_step": np.int64(1 << 40)})
    told = refused(
        "InvalidArgument", lambda: tf.train.Saver().restore(session, tmp_path / "m")
    )
    assert told == "tensor_name = global_step; a value is too large for int32"
    assert not session.has_value(step)


def test_damaged_value_is_told_and_nothing_is_restored(tf, graph, session):
    sizes = {"fc1/biases": [6], "fc1/weights": [4, 6]}
    variables = {name: tf.get_variable(name, size) for name, size in sizes.items()}
    with pytest.raises(KINDS["DataLoss"], match="variable 'fc1/weights'"):
        tf.train.Saver().restore(session, path_of("flipped_bit"))
    assert not any(map(session.has_value, variables.values()))


def test_local_variables_are_not_saved(tf, graph, session, slim):
    kept = tf.get_variable("a", [2])
    slim.local_variable(np.zeros(3, "f4"), name="counter")
    assert list(variables_by_name(None).values()) == [kept]


def test_meta_graph_is_written_by_what_exports_graphs(
    tf, graph, session, make, tmp_path, monkeypatch
):
    asked = []

    def export(filename, **options):
        asked.append((filename, graph, sorted(options)))

    monkeypatch.setitem(SYMBOLS, EXPORT, export)
    make({"a": np.zeros(2, "f4")})
    saver = tf.train.Saver()
    saver.save(session, tmp_path / "m", 1)
    saver.save(session, tmp_path / "m", 2, write_meta_graph=False)
    options = ["saver_def", "strip_default_attrs"]
    assert asked == [(str(tmp_path / "m-1.meta"), graph, options)]


def test_threads_save_one_after_the_other(tf, graph, session, make, tmp_path):
    make({"a": np.zeros(1000, "f4")})
    savers = [tf.train.Saver(max_to_keep=0) for _ in range(2)]

    def save(step):
        return savers[step % 2].save(session, tmp_path / "m", step)

    with ThreadPoolExecutor(8) as threads:
        paths = list(threads.map(save, range(16)))
    assert tf.train.latest_checkpoint(tmp_path) in paths
    assert all(map(tf.train.checkpoint_exists, paths))
    assert list(tmp_path.glob("new.*")) == []
