"""Record what TensorFlow 1 makes of records, examples and text, for tests/tf1/test_records.py.

Run with a Python that has TensorFlow 2.12:

    python tools/record_tf1_data.py

It writes tests/tf1/recorded_data: files of records, `examples.json`, and the elements of
the data sets of tests/tf1/pipelines.py.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import tensorflow.compat.v1 as tf

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tf1"))

from pipelines import FOLDER, PIPELINES, elements_of

tf.disable_v2_behavior()

RECORDS = [b"", b"one", b"\x00two\x00", bytes(range(256))]


def feature(*values: Any) -> Any:
    """Return a feature of some values, which is empty for none."""
    if not values:
        return tf.train.Feature()
    if isinstance(values[0], bytes):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
    if isinstance(values[0], float):
        return tf.train.Feature(float_list=tf.train.FloatList(value=values))
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def example(**features: Any) -> Any:
    """Return an example of values by name."""
    made = {key: feature(*values) for key, values in features.items()}
    return tf.train.Example(features=tf.train.Features(feature=made))


def sequence() -> Any:
    """Return a sequence of three steps."""
    steps = tf.train.FeatureList(feature=[feature(1), feature(2, 3), feature()])
    fixed = tf.train.FeatureList(feature=[feature(1.0, 2.0), feature(3.0, 4.0)])
    lists = tf.train.FeatureLists(feature_list={"steps": steps, "fixed": fixed})
    context = tf.train.Features(feature={"length": feature(3)})
    return tf.train.SequenceExample(context=context, feature_lists=lists)


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

EXAMPLES = [
    example(scalar=[-1], pair=[1.5, 2.5], any=[3, 1 << 40], rows=[1.0, 2.0, 3.0, 4.0]),
    example(scalar=[5], pair=[0.0, 1.0], text=[b"x"], words=[b"a", b"bc"], any=[]),
]

MISTAKES = {
    "missing": example(pair=[1.0, 2.0]),
    "dtype": example(scalar=[1.0], pair=[1.0, 2.0]),
}

CALLS = {
    "string_to_number": lambda: tf.string_to_number(["1.5", "-2", " 3e4 "]),
    "string_to_int": lambda: tf.string_to_number(["12", "-7"], tf.int64),
    "decode_raw": lambda: tf.decode_raw([b"\x01\x02\x03\x04", b"abcd"], tf.uint16),
    "big_endian": lambda: tf.decode_raw(
        b"\x00\x01\x02\x03", tf.int16, little_endian=False
    ),
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


def plain(value: Any) -> Any:
    """Return a result as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return value.decode("latin1")
    if value.dtype == object:
        listed = value.tolist()
        return {"dtype": "string", "value": plain_text(listed)}
    return {"dtype": str(value.dtype), "value": value.tolist()}


def plain_text(value: Any) -> Any:
    """Return nested lists of bytes as ones of text."""
    if isinstance(value, list):
        return [plain_text(each) for each in value]
    return value.decode("latin1")


def message_of(session: Any, fetch: Any) -> str:
    """Return what TensorFlow says is wrong."""
    try:
        session.run(fetch)
    except tf.errors.OpError as error:
        return str(error.message).splitlines()[-2]
    raise AssertionError(f"{fetch} works")


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(exist_ok=True)
    for kind in ("none", "gzip", "zlib"):
        options = tf.python_io.TFRecordOptions("" if kind == "none" else kind.upper())
        path = str(FOLDER / f"{kind}.tfrecord")
        with tf.python_io.TFRecordWriter(path, options) as writer:
            for record in RECORDS:
                writer.write(record)
    serialized = [each.SerializeToString(deterministic=True) for each in EXAMPLES]
    whole = sequence().SerializeToString(deterministic=True)
    with tf.Session() as session:
        single = [
            session.run(tf.parse_single_example(each, FEATURES)) for each in serialized
        ]
        batch = session.run(tf.parse_example(serialized, FEATURES))
        parsed = session.run(
            tf.parse_single_sequence_example(
                whole,
                {"length": tf.FixedLenFeature([], tf.int64)},
                {
                    "steps": tf.VarLenFeature(tf.int64),
                    "fixed": tf.FixedLenSequenceFeature([2], tf.float32),
                },
            )
        )
        recorded = {
            "examples": [each.decode("latin1") for each in serialized],
            "texts": [str(each) for each in EXAMPLES],
            "sequence": whole.decode("latin1"),
            "single": plain(single),
            "batch": plain(batch),
            "steps": plain(parsed),
            "mistakes": {
                key: [
                    each.SerializeToString().decode("latin1"),
                    message_of(
                        session,
                        tf.parse_single_example(each.SerializeToString(), FEATURES),
                    ),
                ]
                for key, each in MISTAKES.items()
            },
            "calls": {key: plain(session.run(call())) for key, call in CALLS.items()},
        }
    write("examples", recorded)
    with tf.python_io.TFRecordWriter(str(FOLDER / "examples.tfrecord")) as writer:
        for each in serialized:
            writer.write(each)
    found = {}
    for name, pipeline in PIPELINES.items():
        with tf.Graph().as_default():
            found[name] = elements_of(tf, pipeline)
    write("pipelines", found)


def write(name: str, recorded: Any) -> None:
    """Write a file of JSON."""
    text = json.dumps(recorded, indent=1, sort_keys=True)
    (FOLDER / f"{name}.json").write_text(f"{text}\n")


main()
