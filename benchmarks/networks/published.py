"""Published networks, next to the nearest equivalent in `keras.applications`.

They are not the same functions: Keras's ResNets have biases where the original has none,
and the original pads in other places. Sizes, depths and the number of convolutions are
the same. No weight decay, and no auxiliary logits: Keras's have neither.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from argscope import layers
from argscope.nets import nets_factory
from benchmarks.networks.keras_fit import KerasWay
from benchmarks.networks.steps import TASKS, Effort, Times, measure_task
from benchmarks.networks.subjects import CLASSES, draw_images
from benchmarks.networks.ways import OURS

import keras  # isort: skip  # after our layers: they choose the backend

APPLICATIONS: Final = "keras.applications"

_NEAREST: Final = {
    "resnet_v2_50": keras.applications.ResNet50V2,
    "inception_v3": keras.applications.InceptionV3,
    "mobilenet_v2": keras.applications.MobileNetV2,
}

NAMES: Final = tuple(_NEAREST)


@dataclass(frozen=True)
class Published:
    """One published network to measure.

    Attributes:
        name: One of `NAMES`.
        size: Height and width of the images, in pixels; >= 75 for inception_v3.
    """

    name: str
    size: int = 96

    @property
    def title(self) -> str:
        """What the tables call it."""
        return f"{self.name}, {self.size} x {self.size}"

    def images(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return images `(count, size, size, 3)` and labels `(count,)`, always the same."""
        return draw_images(count, self.size)


def measure(network: Published, effort: Effort) -> list[Times]:
    """Return the times of a training step and of inference."""
    ways = {
        OURS: KerasWay(ours(network), {}),
        APPLICATIONS: KerasWay(theirs(network), {}),
    }
    return [measure_task(network, task, ways, effort) for task in TASKS]


def ours(network: Published) -> keras.Model:
    """Return the network of `argscope.nets`."""
    function: Any = nets_factory.get_network_fn(network.name, CLASSES)
    if network.name == "inception_v3":
        function = functools.partial(function, create_aux_logits=False)
    model = layers.Model(function, name=network.name, seed=0)
    model.build((None, network.size, network.size, 3))
    return model


def theirs(network: Published) -> keras.Model:
    """Return the network of `keras.applications`."""
    return _NEAREST[network.name](
        weights=None,
        classes=CLASSES,
        classifier_activation=None,
        input_shape=(network.size, network.size, 3),
    )
