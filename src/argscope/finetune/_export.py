"""A trained network for other programs: by the backend that can write the format.

Weights are portable, so it does not matter which backend trained them. Keras has one
backend for each process: another one is another process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import keras

from argscope.finetune._run import load_run
from argscope.finetune.errors import ExportRunError

SAFETENSORS: Final = "safetensors"


class _Format(NamedTuple):
    keras_name: str
    suffix: str
    needs: dict[str, tuple[str, ...]]
    """The packages for each backend that can write it, the best first."""


# As measured with Keras 3.15. ONNX from JAX converts, but onnxruntime refuses the
# pooling in it.
_FORMATS: Final = {
    "onnx": _Format(
        "onnx",
        ".onnx",
        {
            "torch": ("torch", "onnx", "onnxscript"),
            "tensorflow": ("tensorflow", "onnx", "tf2onnx"),
        },
    ),
    "saved_model": _Format(
        "tf_saved_model",
        "",
        {"tensorflow": ("tensorflow",), "jax": ("jax", "tensorflow")},
    ),
}

FORMATS: Final = (*_FORMATS, SAFETENSORS)


def export_run(run: Path, name: str, target: Path | None = None) -> Path:
    """Write the network of a finished run; see `argscope.finetune.export`."""
    if name not in FORMATS:
        raise ExportRunError.unknown_format(name, FORMATS)
    if name == SAFETENSORS:
        target = target or run / "model.safetensors"
        load_run(run).model.save_weights(target)
        return target
    wanted = _FORMATS[name]
    target = target or run / f"{name}{wanted.suffix}"
    able = [backend for backend in wanted.needs if _installed(wanted.needs[backend])]
    if not able:
        raise ExportRunError.not_installed(name, wanted.needs)
    own = keras.backend.backend()
    if own in able:
        write(run, name, target)
    else:
        _write_elsewhere(run, name, target, able[0])
    return target


def write(run: Path, name: str, target: Path) -> None:
    """Write a graph with the backend of this process, from images to logits."""
    load_run(run).model.export(target, _FORMATS[name].keras_name, verbose=False)


def _write_elsewhere(run: Path, name: str, target: Path, backend: str) -> None:
    done = subprocess.run(  # noqa: S603  # this interpreter, and paths
        [sys.executable, "-m", "argscope.finetune._export", run, name, target],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ExportRunError.failed(name, backend, done.stderr)


def _installed(packages: tuple[str, ...]) -> bool:
    return all(find_spec(package) is not None for package in packages)


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
