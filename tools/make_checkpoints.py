"""Write the checkpoints that tests/checkpoint reads, with TensorFlow itself.

    python tools/make_checkpoints.py

Needs TensorFlow, and the extra `checkpoint`, in its environment. Writes the folder
tests/checkpoint/files anew: checkpoints of both formats, two damaged ones, SavedModels, and
expected.npz with the values that went into them ("folder:variable"). Values come from a
fixed seed; TensorFlow reads each sound file back before this program ends.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cramjam
import google_crc32c
import ml_dtypes
import numpy as np
import tensorflow as tf

from argscope.checkpoint._checksum import mask
from argscope.checkpoint._table import FOOTER, MAGIC, Table

FILES = Path(__file__).parent.parent / "tests" / "checkpoint" / "files"
NAME = "model.ckpt"
CALLED = {
    "v1_sharded": f"{NAME}-?????-of-00002",
    "saved_model": "variables/variables",
    "saved_model_v1": "variables/variables",
}
BLOCK = 2048  # bytes of a block of the compressed table, so that it has several


def main() -> int:
    """Write everything and check it with TensorFlow."""
    shutil.rmtree(FILES, ignore_errors=True)
    random = np.random.default_rng(0)
    contents = {
        "v2": all_types(random, of_v1=False),
        "sharded": plain(random),
        "partitioned": partitioned(random),
        "v1": {**all_types(random, of_v1=True), **partitioned(random), **network()},
    }
    contents["v1_snappy"] = contents["v1"]
    contents["v1_sharded"] = {**plain(random), **partitioned(random)}
    contents["cifarnet"] = first_layer()
    for folder in contents:
        (FILES / folder).mkdir(parents=True)
    save_v2(FILES / "v2" / NAME, contents["v2"])
    save_sharded(FILES / "sharded" / NAME, contents["sharded"])
    save_v2(FILES / "partitioned" / NAME, contents["partitioned"], sliced=True)
    save_v1(FILES / "v1" / NAME, contents["v1"])
    save_v1_sharded(FILES / "v1_sharded" / NAME, contents["v1_sharded"])
    save_v2(FILES / "cifarnet" / NAME, contents["cifarnet"])
    compress(FILES / "v1" / NAME, FILES / "v1_snappy" / NAME)
    contents["object"] = save_object(FILES / "object")
    contents["object_named"] = save_named_objects(FILES / "object_named")
    contents["saved_model"] = save_saved_model(FILES / "saved_model")
    contents["saved_model_v1"] = save_saved_model_v1(FILES / "saved_model_v1")
    damage()
    for folder, values in contents.items():
        check(FILES / folder / CALLED.get(folder, NAME), values)
    save_expected(contents)
    print(sum(p.stat().st_size for p in FILES.rglob("*")), "bytes in", FILES)
    return 0


def all_types(random, *, of_v1):
    """Return a variable of each type that the format has, and of odd shapes."""
    values = {
        "conv/weights": random.normal(size=(3, 3, 2, 4)).astype("f4"),
        "conv/biases": np.array([0.0, -0.0, np.inf, 1e-45], "f4"),
        "global_step": np.array(1234, "i8"),
        "float64": random.normal(size=5),
        "half": random.normal(size=(2, 3)).astype("f2"),
        "int8": np.array([-128, -1, 0, 127], "i1"),
        "int16": np.array([-32768, -1, 0, 32767], "i2"),
        "int32": np.array([-(2**31), -1, 0, 2**31 - 1], "i4"),
        "int64": np.array([-(2**63), -1, 0, 1, 128, 2**63 - 1], "i8"),
        "uint8": np.array([0, 1, 128, 255], "u1"),
        "bool": np.array([[True, False], [False, True]]),
        "complex64": np.array([1 + 2j, -3j], "c8"),
        "empty": np.zeros((0, 3), "f4"),
        "words": np.array([[b"", b"a"], [b"caf\xc3\xa9", b"x" * 200]], object),
    }
    if not of_v1:
        values |= {
            "bfloat16": random.normal(size=(4, 2)).astype(ml_dtypes.bfloat16),
            "uint16": np.array([0, 65535], "u2"),
            "uint32": np.array([0, 2**32 - 1], "u4"),
            "uint64": np.array([0, 2**64 - 1], "u8"),
            "complex128": np.array([[1e300 + 2j]]),
        }
    return values


def plain(random):
    """Return variables for two shards."""
    return {
        f"{scope}/{name}": random.normal(size=shape).astype("f4")
        for scope in ("fc1", "fc2", "fc3")
        for name, shape in (("weights", (4, 6)), ("biases", (6,)))
    }


def partitioned(random):
    """Return variables that are cut along the first, the second, and both axes."""
    return {
        "rows": random.normal(size=(7, 3)).astype("f4"),
        "columns": random.normal(size=(3, 7)).astype("f4"),
        "grid": np.arange(24, dtype="i4").reshape(4, 6),
    }


def network():
    """Return weights that compress well, as those of a network with many zeros."""
    repeated = np.tile(np.arange(16, dtype="f4"), 64).reshape(32, 32)
    return {
        "net/conv1/weights": repeated,
        "net/conv1/weights/ExponentialMovingAverage": repeated + 1,
        "net/conv1/biases": np.zeros(32, "f4"),
        "net/conv1/BatchNorm/moving_variance": np.ones(32, "f4"),
    }


def first_layer():
    """Return the first layer of a published network, to begin training from."""
    random = np.random.default_rng(1)
    return {
        "CifarNet/conv1/weights": random.normal(0, 0.05, (5, 5, 3, 64)).astype("f4"),
        "CifarNet/conv1/biases": np.linspace(-0.1, 0.1, 64, dtype="f4"),
    }


CUTS = {
    "rows": ["7 3 0,3:-", "7 3 3,4:-"],
    "columns": ["3 7 -:0,2", "3 7 -:2,2", "3 7 -:4,3"],
    "grid": [f"4 6 {r},2:{c},3" for r, c in itertools.product((0, 2), (0, 3))],
}


def parts(values):
    """Return names, slices in TensorFlow's notation, and the tensors of the slices."""
    rows = []
    for name, value in values.items():
        for cut in CUTS.get(name, [""]):
            rows.append((name, cut, tf.constant(part(value, cut))))
    return [list(column) for column in zip(*rows, strict=True)]


def part(value, cut):
    """Return the part of an array that a cut such as "7 3 0,3:-" names."""
    if not cut:
        return value
    index = []
    for axis in cut.split()[-1].split(":"):
        start, length = (0, None) if axis == "-" else map(int, axis.split(","))
        index.append(slice(start, None if length is None else start + length))
    return value[tuple(index)]


def save_v2(prefix, values, *, sliced=False):
    """Write a V2 checkpoint in one shard."""
    names, cuts, tensors = parts(values)
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=names,
        shape_and_slices=cuts if sliced else [""] * len(names),
        tensors=tensors,
    )


def save_sharded(prefix, values):
    """Write a V2 checkpoint in two shards."""
    items = list(values.items())
    shards = [f"{prefix}_part{i}" for i in range(2)]
    for index, shard in enumerate(shards):
        save_v2(shard, dict(items[index::2]))
    tf.raw_ops.MergeV2Checkpoints(
        checkpoint_prefixes=shards, destination_prefix=str(prefix)
    )


def save_v1(path, values):
    """Write a V1 checkpoint, its blocks as this TensorFlow leaves them."""
    names, cuts, tensors = parts(values)
    tf.raw_ops.SaveSlices(
        filename=str(path), tensor_names=names, shapes_and_slices=cuts, data=tensors
    )


def save_v1_sharded(prefix, values):
    """Write a V1 checkpoint in two shards, with slices of one variable in both."""
    rows = list(zip(*parts(values), strict=True))
    for index in range(2):
        names, cuts, tensors = map(list, zip(*rows[index::2], strict=True))
        tf.raw_ops.SaveSlices(
            filename=f"{prefix}-{index:05d}-of-00002",
            tensor_names=names,
            shapes_and_slices=cuts,
            data=tensors,
        )


def save_object(folder):
    """Write a checkpoint of objects, as TensorFlow 2 does; return its variables."""
    folder.mkdir()
    values = {"bias": np.ones(3, "f4"), "kernel": np.full((2, 3), 0.5, "f4")}
    variables = {name: tf.Variable(value) for name, value in values.items()}
    tf.train.Checkpoint(**variables).write(str(folder / NAME))
    return {f"{name}/.ATTRIBUTES/VARIABLE_VALUE": v for name, v in values.items()}


def save_named_objects(folder):
    """Write a checkpoint of objects, of which some have names and two the same one."""
    folder.mkdir()
    tower, head, shown = tf.Module(), tf.Module(), tf.Module()
    tower.kernel = tf.Variable(np.full((2, 3), 0.5, "f4"), name="fc/kernel")
    tower.bias = tf.Variable(np.ones(3, "f4"), name="fc/bias")
    head.scale = tf.Variable(np.full(4, 2.0, "f4"), name="scale")
    shown.scale = tf.Variable(np.full(4, 3.0, "f4"), name="scale")
    saved = tf.train.Checkpoint(
        tower=tower, head=head, shown=shown, step=tf.Variable(7, dtype="int64")
    )
    saved.write(str(folder / NAME))
    return {
        "tower/kernel/.ATTRIBUTES/VARIABLE_VALUE": tower.kernel.numpy(),
        "tower/bias/.ATTRIBUTES/VARIABLE_VALUE": tower.bias.numpy(),
        "head/scale/.ATTRIBUTES/VARIABLE_VALUE": head.scale.numpy(),
        "shown/scale/.ATTRIBUTES/VARIABLE_VALUE": shown.scale.numpy(),
        "step/.ATTRIBUTES/VARIABLE_VALUE": np.array(7, "i8"),
    }


def save_saved_model(folder):
    """Write a SavedModel of TensorFlow 2."""
    module = tf.Module()
    module.weights = tf.Variable(np.full((2, 3), 0.25, "f4"), name="fc/weights")
    tf.saved_model.save(module, str(folder))
    return {"weights/.ATTRIBUTES/VARIABLE_VALUE": module.weights.numpy()}


def save_saved_model_v1(folder):
    """Write a SavedModel of TensorFlow 1, which is also what a module of TF-Hub is."""
    v1 = tf.compat.v1
    value = np.full((2, 3), 0.75, "f4")
    with tf.Graph().as_default(), v1.Session() as session:
        v1.get_variable("fc/weights", initializer=value, use_resource=False)
        session.run(v1.global_variables_initializer())
        builder = v1.saved_model.Builder(str(folder))
        builder.add_meta_graph_and_variables(
            session, ["serve"], strip_default_attrs=True
        )
        builder.save()
    return {"fc/weights": value}


def damage():
    """Write a checkpoint that is cut off, and one with a bit that fell over."""
    for folder in ("truncated", "flipped_bit"):
        shutil.copytree(FILES / "sharded", FILES / folder)
    data = FILES / "truncated" / f"{NAME}.data-00001-of-00002"
    data.write_bytes(data.read_bytes()[:-20])
    data = FILES / "flipped_bit" / f"{NAME}.data-00000-of-00002"
    flipped = bytearray(data.read_bytes())
    flipped[7] ^= 4
    data.write_bytes(flipped)


def compress(source, target):
    """Write a table anew, as the published models are: every block through snappy."""
    groups, size = [[]], 0
    for key, value in Table(source).entries():
        if size > BLOCK:
            groups, size = [*groups, []], 0
        groups[-1].append((key, bytes(value)))
        size += len(value)
    with target.open("wb") as file:
        index = [(group[-1][0], write_block(file, group)) for group in groups]
        places = write_block(file, []) + write_block(file, index)
        file.write(places.ljust(FOOTER - len(MAGIC), b"\0") + MAGIC)


def write_block(file, entries):
    """Append a compressed block of (key, value); return its place, encoded."""
    block, before = b"", b""
    for key, value in entries:
        shared = 0
        while before[shared : shared + 1] == key[shared : shared + 1] != b"":
            shared += 1
        own = key[shared:]
        block += b"".join(map(varint, (shared, len(own), len(value)))) + own + value
        before = key
    block += (0).to_bytes(4, "little") + (1).to_bytes(4, "little")  # one restart, at 0
    packed = bytes(cramjam.snappy.compress_raw(block)) + b"\x01"
    place = varint(file.tell()) + varint(len(packed) - 1)
    file.write(packed + mask(google_crc32c.value(packed)).to_bytes(4, "little"))
    return place


def varint(number):
    """Encode a number as protocol buffers do."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def check(path, values):
    """Compare what TensorFlow reads with what was written."""
    for name, value in values.items():
        # Not tf.train.load_checkpoint, which cannot make arrays of every type. A V1 in
        # shards has to be asked for a slice, which may be the whole.
        whole = f"{' '.join(map(str, value.shape))} {':'.join('-' * value.ndim)}"
        (read,) = tf.raw_ops.RestoreV2(
            prefix=str(path),
            tensor_names=[name],
            shape_and_slices=[whole if name in CUTS else ""],
            dtypes=[tf.constant(value).dtype],
        )
        np.testing.assert_array_equal(read.numpy(), value, f"{path}: {name}")


def save_expected(contents):
    """Write the values; bfloat16 as float32, strings as NumPy's strings of bytes."""
    arrays = {}
    for folder, values in contents.items():
        for name, value in values.items():
            kept = value.astype("S") if value.dtype == object else value
            kept = kept.astype("f4") if kept.dtype == ml_dtypes.bfloat16 else kept
            arrays[f"{folder}:{name}"] = kept
    np.savez_compressed(FILES / "expected.npz", **arrays)


if __name__ == "__main__":
    sys.exit(main())
