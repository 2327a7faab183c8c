"""A network that returns some of its end points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

import keras

from argscope.layers import Model
from argscope.predict.errors import PredictError


def only_end_points(
    network: Model, names: Sequence[str], shape: tuple[int | None, ...]
) -> keras.Model:
    """Return a model with the variables of a network that returns end points by name.

    Args:
        network: Returns end points beside its output.
        names: Which of them.
        shape: Of its input, None first.

    Raises:
        PredictError: There is none of such a name.
    """
    model = EndPoints(network, names)
    model.compute_output_spec(keras.KerasTensor(shape))
    for name in names:
        if name not in model.known:
            raise PredictError.unknown("end point", name, model.known)
    return model


@final
class EndPoints(keras.Model):
    """A model that returns some end points of another, and notes which there are."""

    def __init__(self, network: Model, names: Sequence[str]) -> None:
        super().__init__()
        self.network = network
        self.wanted = tuple(names)
        self.known: tuple[str, ...] = ()

    def call(self, images: Any, training: bool = False) -> dict[str, Any]:
        found = self.network.end_points(images, training)
        self.known = tuple(found)
        return {name: found[name] for name in self.wanted if name in found}
