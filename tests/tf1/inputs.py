"""The inputs of the recorded calls, and how results are compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
RANDOM = "## random"


@dataclass(frozen=True)
class Input:
    """A placeholder: what it is fed with, and the static shape it is declared with."""

    value: np.ndarray[Any, Any]
    static: list[int | None] | None

    @property
    def dtype(self) -> str:
        return str(self.value.dtype)


def _normal(*shape: int, seed: int = 0, scale: float = 1.0) -> np.ndarray[Any, Any]:
    draws = np.random.default_rng([seed, *shape]).standard_normal(shape)
    return (draws * scale).astype("float32")


def _whole(*shape: int, below: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng([seed, *shape]).integers(0, below, shape, "int32")


def _input(value: np.ndarray[Any, Any], *, free: tuple[int, ...] = (0,)) -> Input:
    sizes: list[int | None] = list(value.shape)
    for axis in free:
        sizes[axis] = None
    return Input(value, sizes)


INPUTS = {
    # matrices and vectors, of a known size and with any batch
    "x": _input(_normal(3, 4), free=()),
    "y": _input(_normal(3, 4, seed=1), free=()),
    "v": _input(_normal(4, seed=2), free=()),
    "xb": _input(_normal(3, 4, seed=3)),
    "yb": _input(_normal(3, 4, seed=4)),
    "square": _input(_normal(4, 4, seed=5), free=()),
    "positive": _input(np.abs(_normal(3, 4, seed=6)) + 0.1, free=()),
    "unit": _input(np.tanh(_normal(3, 4, seed=7)) * 0.9, free=()),
    "scalar": _input(np.float32(0.7).reshape(()), free=()),
    # whole numbers and truth values
    "i": _input(_whole(3, 4, below=5), free=()),
    "j": _input(_whole(3, 4, below=5, seed=1) + 1, free=()),
    "ids": _input(_whole(3, below=4, seed=2)),
    "n": _input(np.int32(2).reshape(()), free=()),
    "flags": _input(_normal(3, 4, seed=8) > 0, free=()),
    # images (batch, height, width, channels) and other layouts
    "image": _input(_normal(2, 8, 6, 3)),
    "pixels": _input(_whole(2, 8, 6, 3, below=256).astype("uint8")),
    "any_size": _input(_normal(2, 8, 6, 3, seed=1), free=(0, 1, 2)),
    "known": _input(_normal(2, 8, 6, 3, seed=2), free=()),
    "volume": _input(_normal(2, 4, 5, 6, 2)),
    "sequence": _input(_normal(2, 5, 3)),
    "boxes": _input(
        np.float32([[0, 0, 0.5, 0.5], [0.1, 0.2, 0.9, 0.8], [0.4, 0.4, 1, 1]]), free=()
    ),
    "box_scores": _input(np.float32([0.6, 0.9, 0.75]), free=()),
    # a classifier's outputs
    "logits": _input(_normal(5, 4, seed=9)),
    "labels": _input(_whole(5, below=4, seed=3)),
    "onehot": _input(np.eye(4, dtype="float32")[_whole(5, below=4, seed=3)]),
    "weights": _input(np.abs(_normal(5, seed=10))),
    # recurrent networks: how long the examples of `sequence` are
    "lengths": _input(np.int32([3, 5])),
}

# tf.nn: kernels, and what there is of each of three channels
INPUTS |= {
    "kernel1": _input(_normal(3, 3, 2), free=()),
    "kernel": _input(_normal(3, 3, 3, 2), free=()),
    "even": _input(_normal(2, 4, 3, 2), free=()),
    "kernel3": _input(_normal(2, 3, 2, 2, 3), free=()),
    "pointwise": _input(_normal(1, 1, 6, 2), free=()),
    "back1": _input(_normal(3, 2, 3), free=()),
    "back": _input(_normal(3, 3, 2, 3), free=()),
    "back3": _input(_normal(2, 3, 2, 3, 2), free=()),
    "channels": _input(_normal(3, seed=11), free=()),
    "spread": _input(np.abs(_normal(3, seed=12)) + 0.5, free=()),
    "planes": _input(_normal(2, 3, 5, 4)),
}


def calls_of(family: str) -> list[str]:
    """Return the calls of a family."""
    lines = (HERE / "calls" / f"{family}.txt").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def flattened(result: Any) -> list[Any]:
    """Return the tensors of a structure, in order."""
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, list | tuple):
        return [tensor for each in result for tensor in flattened(each)]
    return [result]


def rounded(value: Any) -> Any:
    """Return values as plain data, in as many digits as are compared."""
    found = np.asarray(value)
    if found.dtype.kind == "f":
        return [float(f"{number:.7g}") for number in found.ravel().astype("float64")]
    if found.dtype.kind == "c":
        return [
            [float(f"{part:.7g}") for part in (n.real, n.imag)] for n in found.ravel()
        ]
    if found.dtype.kind in "OSU":
        return [n.decode() if isinstance(n, bytes) else str(n) for n in found.ravel()]
    return found.ravel().tolist()
