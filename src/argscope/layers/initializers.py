"""Initial values of variables, with TF-Slim's arithmetic.

Values are drawn with NumPy, from a stream that the model's seed and the variable's path
decide. So one initializer object can be shared by many layers, which still get
different values; the same seed gives the same model on every backend; and nothing has
to be compiled for each shape.
"""

from __future__ import annotations

import math
import random
from typing import Any, Final, Literal
from zlib import crc32

import keras
import numpy as np

from argscope._base.tensor import Tensor
from argscope.layers._arguments import Initializer

__all__ = [
    "constant_initializer",
    "initial_value",
    "ones_initializer",
    "truncated_normal",
    "variance_scaling_initializer",
    "xavier_initializer",
    "xavier_initializer_conv2d",
    "zeros_initializer",
]

Mode = Literal["FAN_IN", "FAN_OUT", "FAN_AVG"]
_MODES: Final = ("FAN_IN", "FAN_OUT", "FAN_AVG")

# A normal distribution cut at two standard deviations is narrower than the whole one,
# by 0.8796. The original corrects for that with 1.3, which leaves 0.3 % too much
# (sqrt(1.3) * 0.87963 = 1.0029); its checkpoints were trained so, and ours are too.
_TRUNCATION: Final = 1.3

_PIECE: Final = 1 << 16


def _dtype_name(dtype: Any) -> str | None:
    return None if dtype is None else str(keras.backend.standardize_dtype(dtype))


class _Constant(keras.initializers.Initializer):
    """The same value everywhere."""

    def __init__(self, value: float = 0.0, dtype: Any = None) -> None:
        self.value = value
        self.dtype = _dtype_name(dtype)

    def draw(self, shape: tuple[int, ...], _generator: Any) -> np.ndarray[Any, Any]:
        return np.full(shape, self.value)

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Tensor:
        return keras.ops.full(shape, self.value, dtype=dtype or self.dtype)

    def get_config(self) -> dict[str, Any]:
        return {"value": self.value, "dtype": self.dtype}


@keras.saving.register_keras_serializable(package="argscope")
class VarianceScaling(keras.initializers.Initializer):
    """Random values whose variance is `factor / n`; see `variance_scaling_initializer`."""

    def __init__(
        self,
        factor: float = 2.0,
        mode: Mode = "FAN_IN",
        uniform: bool = False,
        seed: int | None = None,
        dtype: Any = None,
    ) -> None:
        if mode not in _MODES:
            raise TypeError(
                f"mode must be one of {', '.join(_MODES)} (upper case), got {mode!r}."
            )
        self.factor = factor
        self.mode = mode
        self.uniform = uniform
        self.seed = seed
        self.dtype = _dtype_name(dtype)
        if self.dtype is not None and "float" not in self.dtype:
            raise TypeError(f"dtype must be a floating point dtype, got {dtype!r}.")

    def draw(
        self, shape: tuple[int, ...], generator: np.random.Generator
    ) -> np.ndarray[Any, Any]:
        """Return an array of `shape` drawn with `generator`."""
        n = fan(shape, self.mode)
        if self.uniform:
            limit = math.sqrt(3.0 * self.factor / n)
            unit = generator.random(shape, dtype=np.float32)
            return np.float32(2.0 * limit) * (unit - np.float32(0.5))
        stddev = math.sqrt(_TRUNCATION * self.factor / n)
        return np.float32(stddev) * truncated_normal(shape, generator)

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Tensor:
        """Return a tensor of `shape`, with its own stream unless there is a seed."""
        seed = random.getrandbits(64) if self.seed is None else self.seed
        value = self.draw(tuple(shape), np.random.default_rng(seed))
        dtype = dtype or self.dtype or keras.config.floatx()
        return keras.ops.convert_to_tensor(value, dtype)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal initializer."""
        return {
            "factor": self.factor,
            "mode": self.mode,
            "uniform": self.uniform,
            "seed": self.seed,
            "dtype": self.dtype,
        }


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: Mode = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = None,
) -> VarianceScaling:
    """Return an initializer that keeps the scale of signals from layer to layer.

    Values are normal, cut at two standard deviations, with standard deviation
    `sqrt(1.3 * factor / n)` before the cut; or uniform within
    `sqrt(3 * factor / n)`. `n` is the number of inputs of one unit (`FAN_IN`), of
    outputs (`FAN_OUT`), or their mean (`FAN_AVG`).

    Args:
        factor: Scale of the variance, > 0. 2.0 suits ReLU.
        mode: What `n` counts; upper case.
        uniform: Uniform instead of truncated normal.
        seed: Makes every variable of one shape start with the same values. Without it,
            each variable has its own, decided by the model's seed.
        dtype: What it returns if it is called without a dtype, as `"float32"`; default:
            Keras's `floatx`. A variable has its own dtype, whatever is given here.

    Raises:
        TypeError: Another mode, or no floating point dtype.

    Example:
        >>> variance_scaling_initializer(seed=1)((3, 3, 64, 128)).shape
        (3, 3, 64, 128)

    Source:
        He et al. 2015, arXiv:1502.01852, eq. 10 (factor 2, FAN_IN); the factor 1.3 is
        the original's (tf_slim/layers/initializers.py).
    """
    return VarianceScaling(factor, mode, uniform, seed, dtype)


def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: Any = None
) -> VarianceScaling:
    """Return the initializer of Glorot and Bengio: variance `2 / (fan_in + fan_out)`.

    As `variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)`. It is the
    default of every layer's weights.

    Example:
        >>> float(abs(xavier_initializer()((100, 200))).max()) <= (6 / 300) ** 0.5
        True

    Source:
        Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward
        neural networks", eq. 16.
    """
    return VarianceScaling(1.0, "FAN_AVG", uniform, seed, dtype)


xavier_initializer_conv2d = xavier_initializer


def zeros_initializer(dtype: Any = None) -> _Constant:
    """Return the initializer of zeros, the default of biases.

    `dtype` is as in `variance_scaling_initializer`, but any.
    """
    return _Constant(0.0, dtype)


def ones_initializer(dtype: Any = None) -> _Constant:
    """Return the initializer of ones; `dtype` as in `zeros_initializer`."""
    return _Constant(1.0, dtype)


def constant_initializer(value: float = 0.0, dtype: Any = None) -> _Constant:
    """Return the initializer of a constant; `dtype` as in `zeros_initializer`."""
    return _Constant(value, dtype)


# TensorFlow 1 has classes of the last three names, and takes classes as initializers.
_MAKERS: Final = (
    variance_scaling_initializer,
    xavier_initializer,
    zeros_initializer,
    ones_initializer,
    constant_initializer,
)

XAVIER: Final = xavier_initializer()
"""The default of weights; a layer knows by its identity that none was given."""

ZEROS: Final = zeros_initializer()
"""The default of biases."""


def initial_value(
    initializer: Initializer,
    shape: tuple[int, ...],
    dtype: str,
    *,
    seed: int,
    path: str,
) -> Tensor:
    """Return the initial value of the variable at `path` in a model with `seed`.

    Args:
        initializer: One of ours, one of Keras's (or its name), the function or class
            that makes one, or any function of `(shape, dtype)`.
        shape: The variable's shape.
        dtype: The variable's dtype.
        seed: The model's seed.
        path: The variable's path; with the seed it decides the random stream.
    """
    if any(initializer is make for make in _MAKERS):
        initializer = initializer()
    initializer = keras.initializers.get(initializer)  # makes one of a class
    stream = [seed, crc32(path.encode())]
    if hasattr(initializer, "draw"):
        own_seed = getattr(initializer, "seed", None)
        generator = np.random.default_rng(stream if own_seed is None else own_seed)
        drawn = initializer.draw(shape, generator)
        # Cast here: XLA would compile a program for it, one for each shape.
        drawn = drawn.astype(dtype if dtype == "float64" else "float32", copy=False)
        return keras.ops.convert_to_tensor(drawn, dtype)
    config = initializer.get_config() if hasattr(initializer, "get_config") else {}
    if "seed" in config and config["seed"] is None:
        # Keras draws once and for all: two variables that share one of its initializers
        # would be equal. A copy with a seed of its own for each variable is what is meant.
        drawn = int(np.random.SeedSequence(stream).generate_state(1)[0] >> 1)
        initializer = type(initializer).from_config({**config, "seed": drawn})
    value = initializer(shape, dtype=dtype)
    is_array = isinstance(
        value, np.ndarray
    )  # in which functions of one's own may count
    return keras.ops.convert_to_tensor(value, dtype) if is_array else value


def truncated_normal(
    shape: tuple[int, ...], generator: np.random.Generator
) -> np.ndarray[Any, Any]:
    """Return standard normal values, drawn again until within two deviations."""
    values = np.empty(math.prod(shape), np.float32)
    # In pieces that stay in the processor's cache: half the time.
    for start in range(0, values.size, _PIECE):
        piece = values[start : start + _PIECE]
        generator.standard_normal(dtype=np.float32, out=piece)
        outside = np.flatnonzero(np.abs(piece) > 2.0)
        while outside.size:
            again = generator.standard_normal(outside.size, dtype=np.float32)
            piece[outside] = again
            outside = outside[np.abs(again) > 2.0]
    return values.reshape(shape)


def fan(shape: tuple[int, ...], mode: Mode) -> float:
    """Return how many inputs or outputs one unit of a kernel has.

    A kernel is `(..., inputs, outputs)`, and each position of a window counts.
    """
    if not shape:
        return 1.0
    inputs = outputs = float(shape[-1])
    if len(shape) > 1:
        window = math.prod(shape[:-2])
        inputs, outputs = shape[-2] * window, shape[-1] * window
    if mode == "FAN_IN":
        return max(1.0, inputs)
    if mode == "FAN_OUT":
        return max(1.0, outputs)
    return max(1.0, (inputs + outputs) / 2.0)
