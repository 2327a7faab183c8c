"""Record what TensorFlow writes for tests/checkpoint/written.py, and what it reads of ours.

    python tools/record_written_checkpoints.py

Needs TensorFlow, NumPy and ml_dtypes in its environment. Writes the SHA-256 of the files of
each checkpoint into tests/checkpoint/written.json.

    python tools/record_written_checkpoints.py --read 1000 [--tensorflow PYTHON]

Needs the extra `checkpoint`. Writes checkpoints of random contents with this package, and lets
TensorFlow, of the interpreter PYTHON, read each back bit by bit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.checkpoint.written import at_random, contents  # noqa: E402  # found there

RECORDED = ROOT / "tests" / "checkpoint" / "written.json"
SUFFIXES = (".data-00000-of-00001", ".index")


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--read", type=int, metavar="COUNT")
    parser.add_argument("--tensorflow", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--of", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.of:
        return read(options.of, options.read)
    if options.read:
        return write_and_read(options.read, options.tensorflow)
    return record()


def record() -> int:
    """Write the digests of TensorFlow's files."""
    digests = {}
    with tempfile.TemporaryDirectory() as folder:
        for case, values in contents().items():
            prefix = Path(folder) / case
            save(prefix, values)
            digests[case] = [digest(Path(f"{prefix}{suffix}")) for suffix in SUFFIXES]
    RECORDED.write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")
    return 0


def save(prefix: Path, values: dict[str, Any]) -> None:
    """Write a checkpoint as a Saver does, which has its variables in the order of names."""
    import tensorflow as tf

    names = sorted(values)
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=names,
        shape_and_slices=[""] * len(names),
        tensors=[tensor(values[name]) for name in names],
    )


def tensor(value: Any) -> Any:
    """Return an array as a tensor."""
    import tensorflow as tf

    if value.dtype == object:  # or zeros at the ends of strings would be lost
        return tf.constant(value.tolist(), tf.string, shape=value.shape)
    if value.dtype.name == "bfloat16":  # which is another than TensorFlow's own
        return tf.bitcast(tf.constant(value.view("u2")), tf.bfloat16)
    return tf.constant(value)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_and_read(count: int, python: str) -> int:
    """Write with this package, and read in a process that has TensorFlow."""
    from argscope.checkpoint import write_checkpoint

    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            write_checkpoint(Path(folder) / str(seed), at_random(seed))
        command = [python, __file__, "--read", str(count), "--of", folder]
        return subprocess.run(command, check=False).returncode  # noqa: S603  # ours


def read(folder: Path, count: int) -> int:
    """Compare what TensorFlow reads with what was written."""
    compared = 0
    for seed in range(count):
        values = at_random(seed)
        wrong = differing(str(folder / str(seed)), values)
        if wrong:
            print(f"seed {seed}: {wrong} differ")
            return 1
        compared += len(values)
    print(f"TensorFlow read {compared} variables bit by bit")
    return 0


def differing(prefix: str, values: dict[str, Any]) -> list[str]:
    """Return the names of what TensorFlow reads otherwise, or does not find."""
    import tensorflow as tf

    known = tf.train.load_checkpoint(prefix).get_variable_to_dtype_map()
    if known.keys() != values.keys():
        return sorted(known.keys() ^ values.keys())
    dtypes = ["string" if v.dtype == object else v.dtype.name for v in values.values()]
    found = tf.raw_ops.RestoreV2(
        prefix=prefix,
        tensor_names=list(values),
        shape_and_slices=[""] * len(values),
        dtypes=[tf.as_dtype(each) for each in dtypes],
    )
    pairs = zip(values.items(), found, strict=True)
    return [name for (name, value), tensor in pairs if not same(tensor, value)]


def same(tensor: Any, value: Any) -> bool:
    """Return whether a tensor is an array bit by bit."""
    if value.dtype == object:
        found = tensor.numpy()
        found = found if isinstance(found, bytes) else found.tolist()
        return bool(tensor.shape == value.shape and found == value.tolist())
    return bool(
        tensor.shape == value.shape and tensor.numpy().tobytes() == value.tobytes()
    )


if __name__ == "__main__":
    sys.exit(main())
