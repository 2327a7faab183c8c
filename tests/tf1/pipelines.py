"""Data sets of which TensorFlow's elements are recorded; see tools/record_tf1_data.py."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "recorded_data"
RECORDS = str(FOLDER / "none.tfrecord")
ZIPPED = str(FOLDER / "gzip.tfrecord")
LINES = str(FOLDER / "lines.txt")
EXAMPLES = str(FOLDER / "examples.tfrecord")


def sequences(tf: Any) -> Any:
    """Return a data set of rows of different lengths, by names."""
    rows = tf.data.Dataset.range(1, 6)
    return rows.map(
        lambda n: {"row": tf.range(n), "name": tf.fill([n, 1], tf.as_string(n))}
    )


def parsed(tf: Any) -> Any:
    """Return a data set of examples, one of whose features is sparse."""
    features = {
        "scalar": tf.FixedLenFeature([], tf.int64),
        "any": tf.VarLenFeature(tf.int64),
    }
    records = tf.data.TFRecordDataset(EXAMPLES)
    return records.map(lambda each: tf.parse_single_example(each, features))


def captured(tf: Any, added: Any) -> Any:
    """Return a data set whose function has a tensor from the block around it."""
    return tf.data.Dataset.range(3).map(lambda x: tf.cast(x, tf.int32) + added)


def generated() -> Any:
    """Yield pairs."""
    for number in range(3):
        yield number, [number / 2] * number


PIPELINES: dict[str, Callable[[Any], Any]] = {
    "tensors": lambda tf: tf.data.Dataset.from_tensors({"a": [1, 2], "b": "text"}),
    "slices": lambda tf: tf.data.Dataset.from_tensor_slices(
        (np.arange(6.0).reshape(3, 2), {"a": ["x", "y", "z"]})
    ),
    "range": lambda tf: tf.data.Dataset.range(2, 11, 3),
    "generator": lambda tf: tf.data.Dataset.from_generator(
        generated, (tf.int64, tf.float32), (tf.TensorShape([]), tf.TensorShape([None]))
    ),
    "zip": lambda tf: tf.data.Dataset.zip(
        {"a": tf.data.Dataset.range(3), "b": (tf.data.Dataset.range(5),)}
    ),
    "map": lambda tf: tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4]]).map(
        lambda x: (tf.reduce_sum(x), x[::-1] * 2)
    ),
    "map_list": lambda tf: tf.data.Dataset.range(2).map(lambda x: [x, [x, x]]),
    "parallel_map": lambda tf: tf.data.Dataset.range(9).map(
        lambda x: x * x, num_parallel_calls=3
    ),
    "captured": lambda tf: captured(tf, tf.constant([1, 2])),
    "flat_map": lambda tf: tf.data.Dataset.range(4).flat_map(
        lambda x: tf.data.Dataset.from_tensors(x).repeat(x)
    ),
    "interleave": lambda tf: tf.data.Dataset.range(5).interleave(
        lambda x: tf.data.Dataset.range(x + 1).map(lambda y: 10 * x + y),
        cycle_length=3,
        block_length=2,
    ),
    "parallel_interleave": lambda tf: tf.data.Dataset.range(4).apply(
        tf.data.experimental.parallel_interleave(
            lambda x: tf.data.Dataset.from_tensors(x).repeat(2), cycle_length=2
        )
    ),
    "filter": lambda tf: tf.data.Dataset.range(9).filter(lambda x: tf.equal(x % 3, 0)),
    "repeat": lambda tf: tf.data.Dataset.range(2).repeat(2),
    "take_skip": lambda tf: tf.data.Dataset.range(9).skip(2).take(3),
    "take_all": lambda tf: tf.data.Dataset.range(3).take(-1).repeat(1),
    "shard": lambda tf: tf.data.Dataset.range(7).shard(3, 1),
    "concatenate": lambda tf: tf.data.Dataset.range(2).concatenate(
        tf.data.Dataset.range(7, 9)
    ),
    "enumerate": lambda tf: tf.data.Dataset.from_tensor_slices(["a", "b"]).enumerate(5),
    "cache": lambda tf: tf.data.Dataset.range(3).cache().repeat(2),
    "prefetch": lambda tf: tf.data.Dataset.range(3).prefetch(2),
    "batch": lambda tf: tf.data.Dataset.range(5).batch(2),
    "drop_remainder": lambda tf: tf.data.Dataset.range(5).batch(2, drop_remainder=True),
    "batch_structure": lambda tf: sequences(tf).take(1).repeat(2).batch(2),
    "padded_batch": lambda tf: sequences(tf).padded_batch(
        2, {"row": [None], "name": [6, -1]}
    ),
    "padding_values": lambda tf: sequences(tf).padded_batch(
        3,
        padded_shapes={"row": [5], "name": [None, 1]},
        padding_values={"row": np.int64(-1), "name": "none"},
        drop_remainder=True,
    ),
    "map_and_batch": lambda tf: tf.data.Dataset.range(5).apply(
        tf.data.experimental.map_and_batch(lambda x: x + 1, 2)
    ),
    "unbatch": lambda tf: tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4]]).apply(
        tf.data.experimental.unbatch()
    ),
    "ignore_errors": lambda tf: (
        tf.data.Dataset.from_tensor_slices(["1", "x", "3"])
        .map(tf.string_to_number)
        .apply(tf.data.experimental.ignore_errors())
    ),
    "group_by_window": lambda tf: tf.data.Dataset.range(10).apply(
        tf.data.experimental.group_by_window(
            lambda x: x % 3, lambda _key, each: each.batch(4), window_size=3
        )
    ),
    "records": lambda tf: tf.data.TFRecordDataset([RECORDS, RECORDS]).skip(1).take(6),
    "zipped_records": lambda tf: tf.data.TFRecordDataset(ZIPPED, "GZIP").take(3),
    "lines": lambda tf: tf.data.TextLineDataset(LINES),
    "fixed_length": lambda tf: tf.data.FixedLengthRecordDataset(
        LINES, 7, header_bytes=2, footer_bytes=1
    ),
    "files": lambda tf: tf.data.Dataset.from_tensor_slices([LINES, LINES]).interleave(
        tf.data.TextLineDataset, cycle_length=2
    ),
    "sparse": parsed,
    "sparse_batch": lambda tf: parsed(tf).batch(2),
}
"""By name: functions of the namespace, in the order of their kinds."""


def elements_of(tf: Any, pipeline: Callable[[Any], Any]) -> dict[str, Any]:
    """Return what is known of the elements of a data set, and all of them."""
    dataset = pipeline(tf)
    following = tf.data.make_one_shot_iterator(dataset).get_next()
    found = []
    with tf.Session() as session:
        while True:
            try:
                found.append(plain(session.run(following)))
            except tf.errors.OutOfRangeError:
                break
    shapes = dataset.output_shapes
    is_sparse = any(key in str(found) for key in ("'indices'", "SparseTensor"))
    return {
        "shapes": None if is_sparse else plain_shape(shapes),
        "elements": found,
    }


def plain_shape(shapes: Any) -> Any:
    """Return shapes as JSON has them."""
    if isinstance(shapes, dict):
        return {key: plain_shape(each) for key, each in shapes.items()}
    if isinstance(shapes, tuple):
        return [plain_shape(each) for each in shapes]
    return [size if size is None else int(size) for size in shapes.as_list()]


def plain(value: Any) -> Any:
    """Return an element as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return plain_text(np.asarray(value).tolist())


def plain_text(value: Any) -> Any:
    """Return numbers and texts as JSON has them."""
    if isinstance(value, list):
        return [plain_text(each) for each in value]
    return value.decode("latin1") if isinstance(value, bytes) else value
