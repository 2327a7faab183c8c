"""A meta graph of TensorFlow: variables, collections and choices come back.

`graphs/trained` was written by TensorFlow: a small network with batch normalization, whose
`is_training` is fed, after three steps of training. `values.npz` is what it gave.
"""

from pathlib import Path

import numpy as np
import pytest

from argscope.checkpoint import load_checkpoint
from argscope.tf1._graphdef.errors import (
    GraphFileError,
    MissingOperationError,
    NotExportableError,
)

TRAINED = Path(__file__).parent / "graphs" / "trained"
META = TRAINED / "model-3.meta"
VARIABLES = [
    "conv1/weights",
    "conv1/BatchNorm/gamma",
    "conv1/BatchNorm/beta",
    "conv1/BatchNorm/moving_mean",
    "conv1/BatchNorm/moving_variance",
    "logits/weights",
    "logits/biases",
    "global_step",
]
MEAN = "conv1/BatchNorm/moving_mean:0"


@pytest.fixture
def recorded():
    with np.load(TRAINED / "values.npz") as found:
        return dict(found)


@pytest.fixture
def session(tf):
    """A session with the graph and the values of its checkpoint."""
    with tf.Graph().as_default(), tf.Session() as made:
        tf.train.import_meta_graph(META)
        restore(tf, made)
        yield made


def restore(tf, session, prefix=""):
    values = load_checkpoint(TRAINED / "model-3")
    for variable in tf.global_variables():
        variable.load(values[variable.op.name.removeprefix(prefix)], session)


def test_collections_come_back(tf, session):
    graph = session.graph
    assert [each.op.name for each in tf.global_variables()] == VARIABLES
    trained = [n for n in VARIABLES if "moving" not in n and n != "global_step"]
    assert [each.op.name for each in tf.trainable_variables()] == trained
    assert [each.op.name for each in tf.model_variables()] == VARIABLES[:-1]
    assert [each.name for each in graph.get_collection("endpoints")] == [
        "logits/BiasAdd:0",
        "sparse_softmax_cross_entropy_loss/value:0",
    ]
    assert [each.name for each in graph.get_collection("update_ops")] == [
        "conv1/BatchNorm/AssignMovingAvg",
        "conv1/BatchNorm/AssignMovingAvg_1",
    ]
    assert graph.get_collection("cond_context") == []


def test_it_computes_what_tensorflow_computed(session, recorded):
    logits, loss = session.graph.get_collection("endpoints")
    images = {"images:0": recorded["images"]}
    found = session.run(logits, images)
    np.testing.assert_allclose(found, recorded["logits"], atol=1e-5)
    found = session.run(loss, {**images, "labels:0": recorded["labels"]})
    np.testing.assert_allclose(found, recorded["loss"], rtol=1e-5)


def test_what_is_fed_chooses_between_the_sides(session, recorded):
    feeds = {"images:0": recorded["images"], "is_training:0": True}
    found = session.run("logits/BiasAdd:0", feeds)
    np.testing.assert_allclose(found, recorded["training"], atol=1e-5)


@pytest.mark.parametrize("is_training", [True, False])
def test_what_is_assigned_on_one_side_is_so_on_that_side(
    session, recorded, is_training
):
    updates = session.graph.get_collection("update_ops")
    before = session.run(MEAN)
    feeds = {"images:0": recorded["images"], "is_training:0": is_training}
    session.run(updates, feeds)
    assert (session.run(MEAN) != before).any() == is_training


def test_variables_get_the_initial_values_of_the_graph(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        tf.train.import_meta_graph(META)
        session.run(tf.global_variables_initializer())
        assert session.run("conv1/BatchNorm/gamma:0").tolist() == [1] * 4
        assert session.run(MEAN).tolist() == [0] * 4
        weights = session.run("conv1/weights:0")
    assert 0.05 < weights.std() < 0.5
    assert np.unique(weights).size == weights.size


def test_what_trains_it_says_that_it_is_not_there(session):
    (train, *_) = session.graph.get_collection("train_op")
    with pytest.raises(MissingOperationError) as caught:
        session.run(train)
    assert str(caught.value) == (
        "'GradientDescent' of the imported graph cannot be computed, because its node "
        "'GradientDescent/update_conv1/BatchNorm/beta/ApplyGradientDescent' is a "
        "ApplyGradientDescent, which is not there."
    )


def test_what_cannot_be_made_says_so_when_it_is_computed(tf):
    meta = tf.MetaGraphDef()
    given = meta.graph_def.node
    given.append(tf.NodeDef(name="x", op="Placeholder"))
    given[0].attr["dtype"].type = tf.float32.as_datatype_enum
    given.append(tf.NodeDef(name="m", op="Merge", input=["x", "x"]))
    given.append(tf.NodeDef(name="y", op="Relu", input=["m"]))
    with tf.Graph().as_default(), tf.Session() as session:
        assert tf.train.import_meta_graph(meta) is None
        with pytest.raises(MissingOperationError) as caught:
            session.run("y:0")
    assert str(caught.value) == (
        "'y' of the imported graph cannot be computed, because of its node 'm': The Merge "
        "'m' of the graph does not choose between the two sides of one condition. It is "
        "part of a loop, and loops cannot be imported."
    )


def test_a_saver_has_the_variables_under_the_names_in_checkpoints(tf, recorded):
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.import_meta_graph(META, import_scope="old")
        assert [v.op.name for v in tf.global_variables()] == [
            f"old/{n}" for n in VARIABLES
        ]
        saver.restore(session, str(TRAINED / "model-3"))
        feeds = {"old/images:0": recorded["images"]}
        found = session.run("old/logits/BiasAdd:0", feeds)
    np.testing.assert_allclose(found, recorded["logits"], atol=1e-5)


@pytest.mark.parametrize("as_text", [True, False])
def test_it_is_written_and_read_again(tf, session, recorded, tmp_path, as_text):
    file = tmp_path / "again.meta"
    tf.train.export_meta_graph(file, graph=session.graph, as_text=as_text)
    with tf.Graph().as_default(), tf.Session() as again:
        tf.train.import_meta_graph(str(file))
        restore(tf, again)
        assert len(tf.trainable_variables()) == 5
        found = again.run("logits/BiasAdd:0", {"images:0": recorded["images"]})
    np.testing.assert_allclose(found, recorded["logits"], atol=1e-5)


def test_a_checkpoint_goes_without_a_graph_that_cannot_be_written(
    tf, slim, images, tmp_path
):
    slim.conv2d(images, 4, 3)
    file = tmp_path / "model.meta"
    with pytest.raises(NotExportableError, match="'Conv/Relu'"):
        tf.train.export_meta_graph(file)
    saver_def = tf.MetaGraphDef().saver_def
    assert tf.train.export_meta_graph(file, saver_def=saver_def) is None
    assert not file.exists()


def test_a_file_that_is_no_meta_graph_is_refused(tf, graph, tmp_path):
    file = tmp_path / "model.meta"
    file.write_bytes(b"\xff\xff something else")
    with pytest.raises(GraphFileError) as caught:
        tf.train.import_meta_graph(file)
    assert str(caught.value) == (
        f"{file} does not hold a MetaGraphDef: it is damaged, or something else."
    )
