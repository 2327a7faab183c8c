"""Files of events are written as TensorFlow does it, and read back."""

import sys

import pytest

from argscope import tf1

tf = tf1.namespace()


def events_of(folder):
    (path,) = folder.glob("events.out.tfevents.*")
    return list(tf.train.summary_iterator(str(path)))


def summary(tag, value):
    return tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])


def test_summaries_are_written_under_their_steps(tmp_path):
    with tf.summary.FileWriter(str(tmp_path / "logs")) as writer:
        writer.add_summary(summary("a", 1.5), 3)
        writer.add_summary(summary("a", 2.5).SerializeToString(), 4)
        writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 4)
        assert writer.get_logdir() == str(tmp_path / "logs")
    version, one, two, log = events_of(tmp_path / "logs")
    assert version.file_version == "brain.Event:2"
    assert [(e.step, e.summary.value[0].simple_value) for e in (one, two)] == [
        (3, 1.5),
        (4, 2.5),
    ]
    assert log.session_log.status == tf.SessionLog.START
    assert one.wall_time > 1.5e9


def test_what_was_flushed_is_in_the_file_while_it_is_open(tmp_path):
    writer = tf.summary.FileWriter(str(tmp_path))
    writer.add_summary(summary("a", 1.5))
    writer.flush()
    assert len(events_of(tmp_path)) == 2


def test_what_a_tag_says_of_itself_is_written_once(tmp_path):
    text = tf.Summary()
    text.value.add(tag="t").metadata.plugin_data.plugin_name = "text"
    with tf.summary.FileWriter(tmp_path) as writer:
        writer.add_summary(text)
        writer.add_summary(text)
    _, first, second = events_of(tmp_path)
    assert first.summary.value[0].HasField("metadata")
    assert not second.summary.value[0].HasField("metadata")


def test_a_graph_is_written_by_its_operations(tmp_path):
    with tf1.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [], "x")
        tf.add(x, x, name="sum")
    tf.train.SummaryWriter(str(tmp_path), graph).close()
    _, event = events_of(tmp_path)
    assert b"Placeholder" in event.graph_def
    assert b"sum" in event.graph_def


def test_a_closed_file_takes_no_events_until_it_is_opened_again(tmp_path):
    writer = tf.summary.FileWriter(str(tmp_path), filename_suffix=".one")
    writer.close()
    writer.add_summary(summary("a", 1.0))
    assert len(events_of(tmp_path)) == 1
    writer._suffix = ".two"  # the name tells seconds only
    writer.reopen()
    writer.add_summary(summary("b", 1.0))
    writer.close()
    (path,) = tmp_path.glob("*.two")
    assert len(list(tf.train.summary_iterator(path))) == 2


def test_run_metadata_has_a_tag_of_its_own(tmp_path):
    with tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_run_metadata(None, "step 1")
        with pytest.raises(ValueError, match="provided tag was already used"):
            writer.add_run_metadata(None, "step 1")


def test_a_folder_has_one_writer_in_the_cache(tmp_path):
    cache = tf.summary.FileWriterCache
    writer = cache.get(str(tmp_path))
    assert cache.get(str(tmp_path)) is writer
    cache.clear()
    assert cache.get(str(tmp_path)) is not writer
    cache.clear()


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        (lambda content: content[:-3], "truncated record at 0"),
        (lambda content: content[:-6] + b"x" + content[-5:], "corrupted record at 0"),
    ],
)
def test_a_broken_file_is_told(tmp_path, broken, text):
    tf.summary.FileWriter(str(tmp_path)).close()
    (path,) = tmp_path.iterdir()
    path.write_bytes(broken(path.read_bytes()))
    with pytest.raises(tf.errors.DataLossError, match=text):
        list(tf.train.summary_iterator(str(path)))


def test_a_package_that_is_not_installed_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboardX.event_file_writer", None)
    with pytest.raises(tf1.MissingSymbolError) as raised:
        tf.summary.FileWriter(str(tmp_path))
    assert str(raised.value) == (
        "tf.summary.FileWriter needs tensorboardX, which is not installed: "
        "pip install 'argscope[train]'"
    )
