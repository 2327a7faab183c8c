"""Initializers that go by the size of the layer, and those of `tf.keras` by name.

Source:
    tensorflow/python/ops/init_ops.py of TensorFlow 1.15; tf_slim/layers/initializers.py.
"""

from __future__ import annotations

import math
from typing import Any, Final

from argscope import layers
from argscope.layers.initializers import fan
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._slim.draws import Draws, Shape
from argscope.tf1._slim.initializers import (
    Initializer,
    Random,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
)

# A normal distribution that is cut is narrower than the whole one; what makes up for it.
_CUT: Final = 1 / 0.87962566103423978**2
_CUT_OF_SLIM: Final = 1.3

_KINDS: Final = {
    "normal": "truncated_normal",
    "truncated_normal": "truncated_normal",
    "uniform": "random_uniform",
    "untruncated_normal": "random_normal",
}
_MODES: Final = ("fan_in", "fan_out", "fan_avg")

_OF_AUTHORS: Final = {
    "glorot_uniform": (1.0, "fan_avg", "uniform"),
    "glorot_normal": (1.0, "fan_avg", "truncated_normal"),
    "he_uniform": (2.0, "fan_in", "uniform"),
    "he_normal": (2.0, "fan_in", "truncated_normal"),
    "lecun_uniform": (1.0, "fan_in", "uniform"),
    "lecun_normal": (1.0, "fan_in", "truncated_normal"),
}


def _scaled(
    shape: Shape, draws: Draws, scale: float, mode: Any, kind: str, cut: float = _CUT
) -> Any:
    variance = scale / fan(shape, mode)
    if kind == "random_uniform":
        return (draws.uniform(shape) * 2 - 1) * math.sqrt(3 * variance)
    if kind == "random_normal":
        return draws.normal(shape) * math.sqrt(variance)
    return draws.truncated(shape) * math.sqrt(cut * variance)


@symbol("variance_scaling_initializer", "initializers.variance_scaling")
@symbol("keras.initializers.VarianceScaling")
class VarianceScaling(Random):
    """Numbers whose variance is `scale / n`.

    Args:
        scale: See above.
        mode: What `n` counts: `"fan_in"`, `"fan_out"` or `"fan_avg"`.
        distribution: `"truncated_normal"` (or `"normal"`), `"untruncated_normal"` or
            `"uniform"`.
        seed: Makes the numbers the same each time.
        dtype: The dtype of its tensors.

    Raises:
        ValueError: One of the first three is something else.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        if scale <= 0.0:
            raise ValueError(f"`scale` must be positive float, got {scale!r}.")
        if mode not in _MODES:
            raise ValueError(f"Invalid `mode` argument: {mode!r}")
        self.kind = _KINDS.get(str(distribution).lower(), "")
        if not self.kind:
            raise ValueError(f"Invalid `distribution` argument: {distribution!r}")
        self._scaling = scale, mode.upper(), self.kind
        config = {"scale": scale, "mode": mode, "distribution": distribution}
        super().__init__(seed, dtype, **config)

    def draw(self, shape: Shape, draws: Draws) -> Any:
        """Return the values, made of random numbers."""
        return _scaled(shape, draws, *self._scaling)


def _of_author(name: str) -> type[VarianceScaling]:
    scale, mode, distribution = _OF_AUTHORS[name]

    class Scaling(VarianceScaling):
        def __init__(self, seed: int | None = None, dtype: Any = "float32") -> None:
            super().__init__(scale, mode, distribution, seed, dtype)
            self._config = {"seed": seed}

    Scaling.__name__ = Scaling.__qualname__ = name
    Scaling.__doc__ = f"Numbers of variance {scale} / {mode}: {distribution}."
    return Scaling


for _name in _OF_AUTHORS:
    _made = _of_author(_name)
    symbol(f"initializers.{_name}", f"keras.initializers.{_name}")(_made)
    if _name.startswith("glorot"):
        symbol(f"{_name}_initializer")(_made)


# --- those of `tf.contrib.layers`, which are those of this package's layers


class _OfLayers(Random):
    def __init__(
        self, factor: float, mode: Any, uniform: bool, seed: int | None, dtype: Any
    ) -> None:
        super().__init__(seed, dtype, factor=factor, mode=mode, uniform=uniform)
        self.kind = "random_uniform" if uniform else "truncated_normal"
        self._scaling = factor, mode, self.kind, _CUT_OF_SLIM
        self.of_values = layers.variance_scaling_initializer(
            factor, mode, uniform, self.of_values.seed
        )

    def draw(self, shape: Shape, draws: Draws) -> Any:
        """Return the values, made of random numbers."""
        return _scaled(shape, draws, *self._scaling)


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = "float32",
) -> Initializer:
    """Return the initializer that scales; see `layers.variance_scaling_initializer`."""
    return _OfLayers(factor, mode, uniform, seed, dtype)


def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: Any = "float32"
) -> Initializer:
    """Return the initializer of Glorot and Bengio; see `layers.xavier_initializer`."""
    return _OfLayers(1.0, "FAN_AVG", uniform, seed, dtype)


# --- those of `tf.keras`, with other defaults, and by name


@symbol("keras.initializers.random_uniform", "keras.initializers.uniform")
@symbol("keras.initializers.RandomUniform")
class KerasUniform(RandomUniform):
    """Numbers of equal probability, from `minval` up to `maxval`."""

    def __init__(
        self,
        minval: float = -0.05,
        maxval: float = 0.05,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(minval, maxval, seed, dtype)


@symbol("keras.initializers.random_normal", "keras.initializers.normal")
@symbol("keras.initializers.RandomNormal")
class KerasNormal(RandomNormal):
    """Numbers of a normal distribution."""

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 0.05,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(mean, stddev, seed, dtype)


@symbol("keras.initializers.truncated_normal", "keras.initializers.TruncatedNormal")
class KerasTruncatedNormal(TruncatedNormal):
    """Numbers of a normal distribution, within two standard deviations of the mean."""

    def __init__(
        self,
        mean: float = 0.0,
        stddev: float = 0.05,
        seed: int | None = None,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(mean, stddev, seed, dtype)


@symbol("keras.initializers.get")
def get(identifier: Any) -> Any:
    """Return an initializer by its name or configuration; all else stays.

    Raises:
        ValueError: There is none of this name.
    """
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if not isinstance(identifier, str):
        return identifier
    found = SYMBOLS.get(f"keras.initializers.{identifier}")
    if found is None:
        raise ValueError(f"Unknown initializer: {identifier}")
    return found()


@symbol("keras.initializers.serialize")
def serialize(initializer: Initializer) -> dict[str, Any]:
    """Return what `deserialize` makes an equal initializer of."""
    name = next(
        path.removeprefix("keras.initializers.")
        for path, value in SYMBOLS.items()
        if value is type(initializer) and path.startswith("keras.initializers.")
    )
    return {"class_name": name, "config": initializer.get_config()}


@symbol("keras.initializers.deserialize")
def deserialize(config: dict[str, Any]) -> Any:
    """Return the initializer of a configuration."""
    kind = SYMBOLS[f"keras.initializers.{config['class_name']}"]
    return kind.from_config(config["config"])
