"""Initial values: objects that layers take, and that a program may also call.

Source:
    tensorflow/python/ops/init_ops.py of TensorFlow 1.15.
"""

from __future__ import annotations

import math
from typing import Any, Self, final

import keras
import numpy as np

from argscope.tf1._graph.evaluation import seed_here
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._ops.values import Array, sizes_of
from argscope.tf1._slim.draws import Draws, OfKeras, OfNumpy, Shape
from argscope.tf1._types.dtypes import as_dtype


class Initializer:
    """Initial values: `init(shape, dtype)` gives a tensor.

    Args:
        of_values: What layers take for it: a function of `(shape, dtype)`.
        dtype: The dtype of its tensors where none is asked for.
        **config: The arguments that make an equal one.

    Attributes:
        of_values: See above.
    """

    def __init__(self, of_values: Any, dtype: Any, **config: Any) -> None:
        self.of_values = of_values
        self.dtype = as_dtype(dtype)
        self._config = config
        vars(self).update(config)

    def __call__(
        self, shape: Any, dtype: Any = None, partition_info: Any = None, **_more: Any
    ) -> Any:
        """Return a tensor of this shape."""
        del partition_info
        return self._tensor(shape, as_dtype(self.dtype if dtype is None else dtype))

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make an equal one."""
        return {**self._config, "dtype": self.dtype.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Return the one with these arguments."""
        return cls(**config)

    def _tensor(self, shape: Any, dtype: Any) -> Any:
        return _constant(shape, dtype, self.of_values)


@op("Const")
def _constant(shape: Any, dtype: Any, initializer: Any) -> Array:
    return initializer(tuple(sizes_of(shape)), dtype=dtype)


# --- constants


@symbol("zeros_initializer", "initializers.zeros", "keras.initializers.zeros")
@symbol("keras.initializers.Zeros")
class Zeros(Initializer):
    """Zeros."""

    def __init__(self, dtype: Any = "float32") -> None:
        super().__init__(keras.initializers.Zeros(), dtype)


@symbol("ones_initializer", "initializers.ones", "keras.initializers.ones")
@symbol("keras.initializers.Ones")
class Ones(Initializer):
    """Ones."""

    def __init__(self, dtype: Any = "float32") -> None:
        super().__init__(keras.initializers.Ones(), dtype)


@symbol("constant_initializer", "initializers.constant", "keras.initializers.constant")
@symbol("keras.initializers.Constant")
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


@final
class _Filled:
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


@symbol("initializers.identity", "keras.initializers.identity")
@symbol("keras.initializers.Identity")
class Identity(Initializer):
    """`gain` on the diagonal of a matrix, and zeros."""

    def __init__(self, gain: float = 1.0, dtype: Any = "float32") -> None:
        super().__init__(keras.initializers.Identity(gain), dtype, gain=gain)


# --- random numbers


class Random(Initializer):
    """Initial values that are drawn.

    Differs: A seed gives other numbers than TensorFlow's, of the same distribution.

    Args:
        seed: Makes them the same each time.
        dtype: The dtype of its tensors.
        **config: The other arguments that make an equal one.

    Attributes:
        kind: What its tensors are called.
    """

    kind = "random_uniform"

    def __init__(self, seed: int | None, dtype: Any, **config: Any) -> None:
        number = None if seed is None else int(seed)
        super().__init__(_Drawn(self, number), dtype, **config, seed=number)

    def draw(self, shape: Shape, draws: Draws) -> Any:
        """Return the values, made of random numbers."""
        raise NotImplementedError

    def _tensor(self, shape: Any, dtype: Any) -> Any:
        return _drawn(shape, dtype, self, name=self.kind)


@final
class _Drawn:
    """What layers take for a random initializer; see `layers.initializers`."""

    def __init__(self, initializer: Random, seed: int | None) -> None:
        self._initializer = initializer
        self.seed = seed

    def draw(self, shape: Shape, generator: np.random.Generator) -> Any:
        return self._initializer.draw(shape, OfNumpy(generator))

    def __call__(self, shape: Shape, dtype: Any = None) -> Array:
        drawn = self.draw(shape, np.random.default_rng(self.seed))
        return keras.ops.convert_to_tensor(drawn, dtype or "float32")


@op("RandomUniform", draws=True)
def _drawn(shape: Any, dtype: Any, initializer: Any, name: str) -> Array:
    seed = seed_here() if initializer.seed is None else initializer.seed
    return initializer.draw(tuple(sizes_of(shape)), OfKeras(seed, dtype))


@symbol("random_uniform_initializer", "initializers.random_uniform")
class RandomUniform(Random):
    """Numbers of equal probability, from `minval` up to `maxval`; None is 1."""

    def __init__(
        self,
        minval: float = 0,
        maxval: float | None = None,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(seed, dtype, minval=minval, maxval=maxval)
        self._limits = minval, 1.0 if maxval is None else maxval

    def draw(self, shape: Shape, draws: Draws) -> Any:
        """Return the values, made of random numbers."""
        least, most = self._limits
        return draws.uniform(shape) * (most - least) + least


@symbol("random_normal_initializer", "initializers.random_normal")
class RandomNormal(Random):
    """Numbers of a normal distribution."""

    kind = "random_normal"

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 1.0,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(seed, dtype, mean=mean, stddev=stddev)
        self._moments = mean, stddev

    def draw(self, shape: Shape, draws: Draws) -> Any:
        """Return the values, made of random numbers."""
        mean, stddev = self._moments
        return draws.normal(shape) * stddev + mean


@symbol("truncated_normal_initializer", "initializers.truncated_normal")
class TruncatedNormal(Random):
    """Numbers of a normal distribution, within two standard deviations of the mean."""

    kind = "truncated_normal"

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 1.0,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(seed, dtype, mean=mean, stddev=stddev)
        self._moments = mean, stddev

    def draw(self, shape: Shape, draws: Draws) -> Any:
        """Return the values, made of random numbers."""
        mean, stddev = self._moments
        return draws.truncated(shape) * stddev + mean


@symbol("uniform_unit_scaling_initializer", "initializers.uniform_unit_scaling")
class UniformUnitScaling(Random):
    """Numbers within `factor * sqrt(3 / inputs)`, which keep the scale of the inputs."""

    def __init__(
        self, factor: float = 1.0, seed: int | None = None, dtype: Any = "float32"
    ) -> None:
        super().__init__(seed, dtype, factor=factor)
        self._factor = factor

    def draw(self, shape: Shape, draws: Draws) -> Any:
        """Return the values, made of random numbers."""
        limit = self._factor * math.sqrt(3 / max(1, math.prod(shape[:-1])))
        return (draws.uniform(shape) * 2 - 1) * limit


@symbol("orthogonal_initializer", "initializers.orthogonal")
@symbol("keras.initializers.orthogonal", "keras.initializers.Orthogonal")
class Orthogonal(Random):
    """A random matrix with orthogonal rows or columns, times `gain`."""

    kind = "orthogonal"

    def __init__(
        self, gain: float = 1.0, seed: int | None = None, dtype: Any = "float32"
    ) -> None:
        super().__init__(seed, dtype, gain=gain)
        self._gain = gain

    def draw(self, shape: Shape, draws: Draws) -> Any:
        """Return the values, made of random numbers."""
        if len(shape) < 2:
            raise ValueError(
                "The tensor to initialize must be at least two-dimensional"
            )
        rows, columns = math.prod(shape[:-1]), shape[-1]
        drawn = draws.normal((max(rows, columns), min(rows, columns)))
        of_numpy = isinstance(drawn, np.ndarray)
        q, r = np.linalg.qr(drawn) if of_numpy else keras.ops.qr(drawn)
        module: Any = np if of_numpy else keras.ops
        q = q * module.sign(module.diagonal(r))  # of every such matrix alike
        q = module.transpose(q) if rows < columns else q
        return module.reshape(q, shape) * self._gain
