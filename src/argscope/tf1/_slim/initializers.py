"""Initial values: objects that layers take, and that a program may also call.

As initial values of variables they are drawn by the seed of the model and the variable's
path; called, they give a tensor, which random ones draw anew at each run.

Source:
    tensorflow/python/ops/init_ops.py of TensorFlow 1.15. Keras has the same arithmetic.
"""

from __future__ import annotations

import math
from typing import Any, Final, Self, final

import keras
import numpy as np

from argscope.tf1._graph.evaluation import evaluation
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._ops.values import Array, sizes_of
from argscope.tf1._types.dtypes import as_dtype

Shape = tuple[int, ...]


class Initializer:
    """Initial values: `init(shape, dtype)` gives a tensor.

    Args:
        of_values: What layers take for it: a function of `(shape, dtype)`.
        dtype: The dtype of its tensors where none is asked for.
        **config: The arguments that make an equal one.

    Attributes:
        of_values: See above.
        drawing: What a call computes; `of_values`, unless that draws outside of a graph.
    """

    kind = "Const"

    def __init__(self, of_values: Any, dtype: Any = "float32", **config: Any) -> None:
        self.of_values = of_values
        self.drawing = of_values
        self.dtype = as_dtype(dtype)
        self._config = config
        vars(self).update(config)

    def __call__(
        self, shape: Any, dtype: Any = None, partition_info: Any = None, **_more: Any
    ) -> Any:
        """Return a tensor of this shape."""
        del partition_info
        compute: Any = _constant if self.kind == "Const" else _drawn
        kind = as_dtype(self.dtype if dtype is None else dtype)
        return compute(shape, kind, self.drawing, name=self.kind)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal one."""
        return {**self._config, "dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Return the one with these arguments."""
        return cls(**config)


@op("Const")
def _constant(shape: Any, dtype: str, initializer: Any, name: str) -> Array:
    return initializer(tuple(sizes_of(shape)), dtype=dtype)


@op("RandomUniform", draws=True)
def _drawn(shape: Any, dtype: str, initializer: Any, name: str) -> Array:
    current = evaluation()
    seed = None if current is None else current.run.seed
    config = initializer.get_config()
    if config["seed"] is None and seed is not None:
        initializer = type(initializer).from_config({**config, "seed": seed})
    return initializer(tuple(sizes_of(shape)), dtype=dtype)


def whole(seed: Any) -> int | None:
    """Return a seed as a number of Python's; None for none."""
    return None if seed is None else int(seed)


KINDS: Final = {
    "truncated_normal": "truncated_normal",
    "uniform": "random_uniform",
    "untruncated_normal": "random_normal",
}
"""What draws from the distributions of `VarianceScaling`."""


# --- constants


@symbol("zeros_initializer", "initializers.zeros", "keras.initializers.Zeros")
@symbol("keras.initializers.zeros")
class Zeros(Initializer):
    """Zeros."""

    def __init__(self, dtype: Any = "float32") -> None:
        super().__init__(keras.initializers.Zeros(), dtype)


@symbol("ones_initializer", "initializers.ones", "keras.initializers.Ones")
@symbol("keras.initializers.ones")
class Ones(Initializer):
    """Ones."""

    def __init__(self, dtype: Any = "float32") -> None:
        super().__init__(keras.initializers.Ones(), dtype)


@symbol("constant_initializer", "initializers.constant")
@symbol("keras.initializers.Constant", "keras.initializers.constant")
class Constant(Initializer):
    """A number, or those of an array in another shape.

    Args:
        value: The number or the array. Of fewer elements the last one fills up.
        dtype: The dtype of its tensors.
        verify_shape: Refuse an array of another shape.
    """

    def __init__(
        self, value: Any = 0, dtype: Any = "float32", verify_shape: bool = False
    ) -> None:
        filled = _Filled(np.asarray(value), verify_shape)
        super().__init__(filled, dtype, value=value)
        self.verify_shape = verify_shape


@final
class _Filled(keras.initializers.Initializer):  # type: ignore[misc]
    def __init__(self, value: np.ndarray[Any, Any], verify_shape: bool) -> None:
        self._value = value
        self._verify_shape = verify_shape

    def __call__(self, shape: Shape, dtype: Any = None) -> Array:
        value, wanted = self._value, math.prod(shape)
        if self._verify_shape and value.shape != tuple(shape):
            raise TypeError(
                f"Expected Tensor's shape: {tuple(shape)}, got {value.shape}."
            )
        if value.size > wanted:
            raise ValueError(
                f"Too many elements provided. Needed at most {wanted}, but received "
                f"{value.size}"
            )
        filled = np.pad(value.ravel(), (0, wanted - value.size), "edge")
        return keras.ops.convert_to_tensor(filled.reshape(shape), dtype or "float32")


@symbol("initializers.identity", "keras.initializers.Identity")
@symbol("keras.initializers.identity")
class Identity(Initializer):
    """`gain` on the diagonal of a matrix, and zeros."""

    def __init__(self, gain: float = 1.0, dtype: Any = "float32") -> None:
        super().__init__(keras.initializers.Identity(gain), dtype, gain=gain)


# --- random numbers


@symbol("random_uniform_initializer", "initializers.random_uniform")
class RandomUniform(Initializer):
    """Numbers of equal probability, from `minval` up to `maxval`; None is 1."""

    kind = "random_uniform"

    def __init__(
        self,
        minval: float = 0,
        maxval: float | None = None,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        limits = minval, 1.0 if maxval is None else maxval
        of_values = keras.initializers.RandomUniform(*limits, seed=whole(seed))
        super().__init__(of_values, dtype, minval=minval, maxval=maxval, seed=seed)


@symbol("random_normal_initializer", "initializers.random_normal")
class RandomNormal(Initializer):
    """Numbers of a normal distribution."""

    kind = "random_normal"

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 1.0,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        of_values = keras.initializers.RandomNormal(mean, stddev, whole(seed))
        super().__init__(of_values, dtype, mean=mean, stddev=stddev, seed=seed)


@symbol("truncated_normal_initializer", "initializers.truncated_normal")
class TruncatedNormal(Initializer):
    """Numbers of a normal distribution, within two standard deviations of the mean."""

    kind = "truncated_normal"

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 1.0,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        of_values = keras.initializers.TruncatedNormal(mean, stddev, whole(seed))
        super().__init__(of_values, dtype, mean=mean, stddev=stddev, seed=seed)


@symbol("uniform_unit_scaling_initializer", "initializers.uniform_unit_scaling")
class UniformUnitScaling(Initializer):
    """Numbers within `factor * sqrt(3 / inputs)`, which keep the scale of the inputs."""

    kind = "random_uniform"

    def __init__(
        self, factor: float = 1.0, seed: int | None = None, dtype: Any = "float32"
    ) -> None:
        of_values = _UnitScaling(factor, whole(seed))
        super().__init__(of_values, dtype, factor=factor, seed=seed)


@final
class _UnitScaling(keras.initializers.Initializer):  # type: ignore[misc]
    def __init__(self, factor: float, seed: Any) -> None:
        self._config = {"factor": factor, "seed": seed}

    def __call__(self, shape: Shape, dtype: Any = None) -> Array:
        inputs = max(1, math.prod(shape[:-1]))
        limit = self._config["factor"] * math.sqrt(3 / inputs)
        seed = self._config["seed"]
        return keras.random.uniform(shape, -limit, limit, dtype=dtype, seed=seed)

    def get_config(self) -> dict[str, Any]:
        return dict(self._config)


@symbol("variance_scaling_initializer", "initializers.variance_scaling")
@symbol("keras.initializers.VarianceScaling")
class VarianceScaling(Initializer):
    """Numbers whose variance is `scale / n`.

    Args:
        scale: See above.
        mode: What `n` counts: `"fan_in"`, `"fan_out"` or `"fan_avg"`.
        distribution: `"truncated_normal"` (or `"normal"`), `"untruncated_normal"` or
            `"uniform"`.
        seed: Makes the numbers the same each time.
        dtype: The dtype of its tensors.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        known = "truncated_normal" if distribution == "normal" else distribution
        of_values = keras.initializers.VarianceScaling(scale, mode, known, whole(seed))
        config = {"scale": scale, "mode": mode, "distribution": distribution}
        super().__init__(of_values, dtype, **config, seed=seed)
        self.kind = KINDS[known]


@symbol("orthogonal_initializer", "initializers.orthogonal")
@symbol("keras.initializers.Orthogonal", "keras.initializers.orthogonal")
class Orthogonal(Initializer):
    """A random matrix with orthogonal rows or columns, times `gain`."""

    kind = "orthogonal"

    def __init__(
        self, gain: float = 1.0, seed: int | None = None, dtype: Any = "float32"
    ) -> None:
        of_values = keras.initializers.Orthogonal(gain, whole(seed))
        super().__init__(of_values, dtype, gain=gain, seed=seed)
