"""Files of records, examples in them, and numbers of text, as TensorFlow has them."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argscope import tf1

tf = tf1.namespace()

FOLDER = Path(__file__).parent / "recorded_data"
RECORDED = json.loads((FOLDER / "examples.json").read_text())
RECORDS = [b"", b"one", b"\x00two\x00", bytes(range(256))]

FEATURES = {
    "scalar": tf.FixedLenFeature([], tf.int64),
    "pair": tf.FixedLenFeature([2], tf.float32),
    "text": tf.FixedLenFeature((), tf.string, default_value="none"),
    "missing": tf.FixedLenFeature([2], tf.int64, default_value=[7, 8]),
    "filled": tf.FixedLenFeature([1], tf.float32, default_value=0.5),
    "any": tf.VarLenFeature(tf.int64),
    "words": tf.VarLenFeature(tf.string),
    "rows": tf.FixedLenSequenceFeature([2], tf.float32, allow_missing=True),
}
EXAMPLES = [text.encode("latin1") for text in RECORDED["examples"]]
STEPS = (
    {"length": tf.FixedLenFeature([], tf.int64)},
    {
        "steps": tf.VarLenFeature(tf.int64),
        "fixed": tf.FixedLenSequenceFeature([2], tf.float32),
    },
)


def plain(value):
    """Return a result as it was recorded."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, tf.Tensor):
        value = value.constant()
    if value.ndim == 0 and value.dtype == object:
        return value.item().decode("latin1")
    if value.dtype == object:
        texts = np.vectorize(lambda text: text.decode("latin1"), otypes=[object])
        listed = texts(value).tolist() if value.size else value.tolist()
        return {"dtype": "string", "value": listed}
    return {"dtype": str(value.dtype), "value": value.tolist()}


# --- files


@pytest.mark.parametrize("kind", ["none", "gzip", "zlib"])
def test_files_of_tensorflow_are_read(kind):
    options = tf.python_io.TFRecordOptions("" if kind == "none" else kind.upper())
    path = str(FOLDER / f"{kind}.tfrecord")
    assert list(tf.python_io.tf_record_iterator(path, options)) == RECORDS


def test_files_are_those_of_tensorflow(tmp_path):
    path = tmp_path / "some.tfrecord"
    with tf.python_io.TFRecordWriter(str(path)) as writer:
        for record in RECORDS:
            writer.write(record)
    assert path.read_bytes() == (FOLDER / "none.tfrecord").read_bytes()


@settings(max_examples=20)
@given(st.lists(st.binary(max_size=200)), st.sampled_from([0, 1, 2]))
def test_what_is_written_is_read(tmp_path_factory, records, kind):
    path = tmp_path_factory.mktemp("records") / "records"
    options = tf.python_io.TFRecordOptions(kind)
    with tf.python_io.TFRecordWriter(path, options) as writer:
        for record in records:
            writer.write(record)
        writer.flush()
    assert list(tf.python_io.tf_record_iterator(path, options)) == records


def lost(offset, what):
    return f"the record at byte {offset} {what}"


@pytest.mark.parametrize(
    ("damage", "offset", "what"),
    [
        (lambda data: data[:-1], 56, "is truncated: the file ends in it."),
        (lambda data: data[:20], 16, "is truncated: the file ends in it."),
        (
            lambda data: b"\x01" + data[1:],
            0,
            "is corrupted: the checksum of its length is another.",
        ),
        (
            lambda data: data[:29] + b"!" + data[30:],
            16,
            "is corrupted: the checksum of its data is another.",
        ),
    ],
)
def test_damage_is_told_with_its_place(tmp_path, damage, offset, what):
    path = tmp_path / "damaged"
    path.write_bytes(damage((FOLDER / "none.tfrecord").read_bytes()))
    with pytest.raises(tf.errors.DataLossError) as caught:
        list(tf.python_io.tf_record_iterator(str(path)))
    assert str(caught.value) == f"{path}: {lost(offset, what)}"


@pytest.mark.parametrize("kind", ["gzip", "zlib"])
def test_what_is_not_compressed_is_told(tmp_path, kind):
    path = FOLDER / "none.tfrecord"
    options = tf.python_io.TFRecordOptions(kind.upper())
    with pytest.raises(
        tf.errors.DataLossError, match=f"0 is not readable as {kind.upper()}"
    ):
        list(tf.python_io.tf_record_iterator(str(path), options))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(tf.errors.NotFoundError):
        list(tf.python_io.tf_record_iterator(str(tmp_path / "none")))


def test_other_compressions_are_refused():
    with pytest.raises(ValueError, match="is '', 'ZLIB' or 'GZIP', got 'LZ4'"):
        tf.python_io.TFRecordOptions("LZ4")


# --- examples


def test_examples_are_messages():
    parsed = [tf.train.Example.FromString(each) for each in EXAMPLES]
    again = [each.SerializeToString(deterministic=True) for each in parsed]
    assert again == EXAMPLES
    assert parsed[0].features.feature["pair"].float_list.value == [1.5, 2.5]
    assert [sorted(str(each)) for each in parsed] == [*map(sorted, RECORDED["texts"])]
    whole = tf.train.SequenceExample()
    whole.ParseFromString(RECORDED["sequence"].encode("latin1"))
    assert len(whole.feature_lists.feature_list["steps"].feature) == 3


@pytest.mark.parametrize("is_fed", [False, True])
def test_examples_are_parsed(is_fed):
    graph = tf1.Graph()
    with graph.as_default():
        one, some = tf.placeholder(tf.string, []), tf.placeholder(tf.string, [None])
        single = tf.parse_single_example(one if is_fed else EXAMPLES[0], FEATURES)
        batch = tf.parse_example(some if is_fed else EXAMPLES, FEATURES)
        assert single["rows"].shape.as_list() == [None if is_fed else 2, 2]
        assert batch["pair"].shape.as_list() == [None if is_fed else 2, 2]
        fetches = tf1.run(graph, [single, batch], {one: EXAMPLES[0], some: EXAMPLES})
    assert plain(fetches[0]) == RECORDED["single"][0]
    assert plain(fetches[1]) == RECORDED["batch"]


def test_sequences_are_parsed():
    whole = RECORDED["sequence"].encode("latin1")
    parsed = tf.parse_single_sequence_example(whole, *STEPS)
    assert plain(parsed) == RECORDED["steps"]


@pytest.mark.parametrize("mistake", RECORDED["mistakes"])
def test_what_is_wrong_with_an_example_is_told(mistake):
    serialized, message = RECORDED["mistakes"][mistake]
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.parse_single_example(serialized.encode("latin1"), FEATURES)
    assert str(caught.value) == message


def test_another_number_of_values_is_told():
    values = tf.train.FloatList(value=[1.0])
    feature = {"pair": tf.train.Feature(float_list=values)}
    example = tf.train.Example(features=tf.train.Features(feature=feature))
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.parse_single_example(example.SerializeToString(), {"pair": FEATURES["pair"]})
    assert str(caught.value) == (
        "Key: pair.  Number of float values != expected.  Values size: 1 but output "
        "shape: [2]"
    )


def test_sparse_tensors_become_dense():
    graph = tf1.Graph()
    with graph.as_default():
        some = tf.placeholder(tf.string, [2])
        found = tf.parse_example(some, FEATURES)
        assert isinstance(found["any"], tf.SparseTensor)
        dense = [
            tf.sparse_tensor_to_dense(found["any"], -1),
            tf.sparse_tensor_to_dense(found["words"], default_value=""),
        ]
        numbers, words = tf1.run(graph, dense, {some: EXAMPLES})
    np.testing.assert_array_equal(numbers, [[3, 1 << 40], [-1, -1]])
    np.testing.assert_array_equal(words, [[b"", b""], [b"a", b"bc"]])


# --- text

CALLS = {
    "string_to_number": lambda: tf.string_to_number(["1.5", "-2", " 3e4 "]),
    "string_to_int": lambda: tf.string_to_number(["12", "-7"], tf.int64),
    "decode_raw": lambda: tf.decode_raw([b"\x01\x02\x03\x04", b"abcd"], tf.uint16),
    "big_endian": lambda: tf.decode_raw(b"\x00\x01\x02\x03", tf.int16, False),
    "decode_csv": lambda: tf.decode_csv(
        ['1,2.5,"a,b"', ",,"], [[9], [0.5], ["none"]], field_delim=","
    ),
    "select_cols": lambda: tf.decode_csv(
        "1;2;3", [[0.0], [0]], ";", select_cols=[0, 2]
    ),
    "string_split": lambda: tf.string_split(["a b  c", "", "de"]),
    "string_split_all": lambda: tf.string_split(["a,b;c,,"], ",;", skip_empty=False),
    "string_split_bytes": lambda: tf.string_split(["abc"], ""),
    "string_join": lambda: tf.string_join([["a", "b"], "c"], "-"),
    "as_string": lambda: [
        tf.as_string(x) for x in ([1, -2], [0.5, 1e9], [True, False])
    ],
    "as_string_digits": lambda: tf.as_string([3.14159], precision=2),
    "as_string_width": lambda: tf.as_string([7], width=3, fill="0"),
    "string_length": lambda: tf.strings.length(["", "abc"]),
    "substr": lambda: tf.substr(["hello", "world"], 1, 3),
    "sparse_to_dense": lambda: tf.sparse_to_dense([[0, 1], [1, 0]], [2, 3], [5, 6], -1),
    "sparse_to_dense_row": lambda: tf.sparse_to_dense([1, 3], [5], 1.0),
}


@pytest.mark.parametrize("name", CALLS)
def test_text_is_taken_apart(name):
    assert plain(CALLS[name]()) == RECORDED["calls"][name]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: tf.string_to_number("x"),
            "StringToNumberOp could not correctly convert string: x",
        ),
        (
            lambda: tf.decode_raw("abc", tf.int16),
            "Input to DecodeRaw has length 3 that is not a multiple of 2, the size of int16",
        ),
        (lambda: tf.decode_csv("1,2", [[0]]), "Expect 1 fields but have 2 in record 0"),
        (
            lambda: tf.decode_csv("a", [[0]]),
            "Field 0 in record 0 is not a valid int32: string: a",
        ),
        (
            lambda: tf.decode_csv(",", [[0], tf.constant([], tf.int32)]),
            "Field 1 is required but missing in record 0!",
        ),
    ],
)
def test_what_is_wrong_with_text_is_told(call, message):
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        call()
    assert str(caught.value) == message
