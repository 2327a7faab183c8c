"""The stored checkpoints and what tools/make_checkpoints.py wrote into them."""

import io
import tarfile
import zipfile
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from argscope.checkpoint import load_checkpoint

FILES = Path(__file__).parent / "files"
SOUND = [
    "v2",
    "sharded",
    "partitioned",
    "object",
    "v1",
    "v1_snappy",
    "v1_sharded",
]


def path_of(folder):
    """Return what a user would give for a stored checkpoint."""
    return FILES / folder / "model.ckpt"


def contents(folder, inner=""):
    """Return the files of a stored checkpoint: bytes by name."""
    return {
        f"{inner}{path.name}": path.read_bytes()
        for path in sorted((FILES / folder).iterdir())
    }


def packed(path, files):
    """Write an archive of a dict from names to bytes, and return its path."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path
    mode = "w" if path.suffix == ".tar" else "w:gz"
    with tarfile.open(path, mode) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def refused(error, path):
    """Return the text of the error with which a path is refused."""
    with pytest.raises(error) as caught:
        load_checkpoint(path)
    return str(caught.value)


def expected(folder):
    """Return the values of a checkpoint, as they were given to TensorFlow."""
    with np.load(FILES / "expected.npz") as arrays:
        names = [name for name in arrays.files if name.startswith(f"{folder}:")]
        found = {name.partition(":")[2]: arrays[name] for name in names}
    return {name: _as_written(name, value) for name, value in found.items()}


def _as_written(name, value):
    if name == "bfloat16":
        return value.astype(ml_dtypes.bfloat16)
    return value.astype(object) if value.dtype.kind == "S" else value


def same(one, other):
    """Return whether arrays are alike in type, shape and every bit."""
    if (one.dtype, one.shape) != (other.dtype, other.shape):
        return False
    if one.dtype == object:
        return one.tolist() == other.tolist()
    return one.tobytes() == other.tobytes()
