"""The initializers by their authors: each is one of those that scale by the layer's size.

Source:
    tensorflow/python/ops/init_ops.py of TensorFlow 1.15; tf_slim/layers/initializers.py.
"""

from __future__ import annotations

from typing import Any, Final

import keras

from argscope import layers
from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._slim.initializers import (
    KINDS,
    Initializer,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    whole,
)

# TF-Slim's factor for a normal distribution that is cut, and the exact one, which Keras's
# arithmetic has.
_OF_SLIM: Final = 1.3
_EXACT: Final = 1 / 0.87962566103423978**2

_SCALINGS: Final = {
    "glorot_uniform": (1.0, "fan_avg", "uniform"),
    "glorot_normal": (1.0, "fan_avg", "truncated_normal"),
    "he_uniform": (2.0, "fan_in", "uniform"),
    "he_normal": (2.0, "fan_in", "truncated_normal"),
    "lecun_uniform": (1.0, "fan_in", "uniform"),
    "lecun_normal": (1.0, "fan_in", "truncated_normal"),
}


def _scaling(name: str) -> type[VarianceScaling]:
    scale, mode, distribution = _SCALINGS[name]

    class Scaling(VarianceScaling):
        def __init__(self, seed: int | None = None, dtype: Any = "float32") -> None:
            super().__init__(scale, mode, distribution, seed, dtype)
            self._config = {"seed": seed}

    Scaling.__name__ = Scaling.__qualname__ = name
    Scaling.__doc__ = f"Numbers of variance {scale} / {mode}: {distribution}."
    return Scaling


for _name in _SCALINGS:
    _made = _scaling(_name)
    symbol(f"initializers.{_name}", f"keras.initializers.{_name}")(_made)
    if _name.startswith("glorot"):
        symbol(f"{_name}_initializer")(_made)


class _ContribScaling(Initializer):
    """The scaling of `tf.contrib.layers`, which is that of this package's layers."""

    def __init__(
        self, factor: float, mode: str, uniform: bool, seed: int | None, dtype: Any
    ) -> None:
        of_layers: Any = layers.variance_scaling_initializer
        of_values = of_layers(factor, mode, uniform, whole(seed))
        super().__init__(of_values, dtype, factor=factor, mode=mode, seed=seed)
        scale = factor if uniform else factor * _OF_SLIM / _EXACT
        distribution = "uniform" if uniform else "truncated_normal"
        self.drawing = keras.initializers.VarianceScaling(
            scale, mode.lower(), distribution, whole(seed)
        )
        self.kind = KINDS[distribution]


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = "float32",
) -> Initializer:
    """Return the initializer that scales; see `layers.variance_scaling_initializer`."""
    return _ContribScaling(factor, mode, uniform, seed, dtype)


def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: Any = "float32"
) -> Initializer:
    """Return the initializer of Glorot and Bengio; see `layers.xavier_initializer`."""
    return _ContribScaling(1.0, "FAN_AVG", uniform, seed, dtype)


# --- those of `tf.keras`, with other defaults, and by name


@symbol("keras.initializers.RandomUniform", "keras.initializers.random_uniform")
@symbol("keras.initializers.uniform")
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


@symbol("keras.initializers.RandomNormal", "keras.initializers.random_normal")
@symbol("keras.initializers.normal")
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


@symbol("keras.initializers.TruncatedNormal", "keras.initializers.truncated_normal")
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
    names = {value: path for path, value in SYMBOLS.items() if _is_of_keras(path)}
    name = names[type(initializer)].rpartition(".")[2]
    return {"class_name": name, "config": initializer.get_config()}


@symbol("keras.initializers.deserialize")
def deserialize(config: dict[str, Any]) -> Any:
    """Return the initializer of a configuration."""
    kind = SYMBOLS[f"keras.initializers.{config['class_name']}"]
    return kind.from_config(config["config"])


def _is_of_keras(path: str) -> bool:
    return path.startswith("keras.initializers.")
