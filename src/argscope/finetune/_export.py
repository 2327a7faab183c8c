"""A trained network for other programs: by the backend that can write the format.

Weights are portable, so it does not matter which backend trained them. Keras has one
backend for each process: another one is another process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

import keras

from argscope._catalog.exports import not_installed, ways_to_export
from argscope.finetune._run import load_run
from argscope.finetune.errors import ExportRunError

SAFETENSORS: Final = "safetensors"
_SUFFIX: Final = ".safetensors"


class _Format(NamedTuple):
    keras_name: str
    suffix: str


_GRAPHS: Final = {
    "onnx": _Format("onnx", ".onnx"),
    "saved_model": _Format("tf_saved_model", ""),
}

FORMATS: Final = (*_GRAPHS, SAFETENSORS)


def export_run(run: Path, name: str, target: Path | None = None) -> Path:
    """Write the network of a finished run; see `argscope.finetune.export`."""
    if name not in FORMATS:
        raise ExportRunError.unknown_format(name, FORMATS)
    if name == SAFETENSORS:
        target = target or run / f"model{_SUFFIX}"
        if target.suffix != _SUFFIX:
            raise ExportRunError.wrong_suffix(name, target, _SUFFIX)
        target.parent.mkdir(parents=True, exist_ok=True)
        load_run(run).model.save_weights(target)
        return target
    target = target or run / f"{name}{_GRAPHS[name].suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    ways = ways_to_export(_GRAPHS[name].keras_name)
    good = {backend: way for backend, way in ways.items() if not way.fault}
    able = [backend for backend, way in good.items() if not not_installed(way)]
    if not able:
        needs = [(backend, *way.packages) for backend, way in good.items()]
        raise ExportRunError.not_installed(name, needs)
    own = keras.backend.backend()
    if own in able:
        write(run, name, target)
    else:
        _write_elsewhere(run, name, target, able[0])
    return target


def write(run: Path, name: str, target: Path) -> None:
    """Write a graph with the backend of this process, from images to logits."""
    load_run(run).model.export(target, _GRAPHS[name].keras_name, verbose=False)


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


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
