"""A network with the weights of a checkpoint, as they were published."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from argscope._catalog.networks import NETWORKS
from argscope.checkpoint import load_checkpoint
from argscope.layers import Model
from argscope.nets import nets_factory
from argscope.nets.errors import NetworkArgumentError
from argscope.predict._classifier import Classifier
from argscope.predict._labels import known_labels
from argscope.predict.errors import PredictError
from argscope.preprocessing import PREPROCESSING, Preprocessing, for_network

Shape: TypeAlias = tuple[None, int, int, int]
"""Of what a network gets."""


def published(
    net: str,
    checkpoint: Path,
    *,
    labels: Sequence[str] | None,
    image_size: int | None,
    preprocessing: str | None,
    prefer_ema: bool,
    options: Mapping[str, Any],
) -> Classifier:
    """Return what `argscope.predict.load_published` does."""
    if net not in NETWORKS:
        raise NetworkArgumentError.unknown(net, NETWORKS)
    prepare = _preprocessing(net, preprocessing)
    size = image_size or NETWORKS[net].size
    shape: Shape = (None, size, size, prepare.channels)
    build = functools.partial(_built, net, shape, options)
    model, classes = _of_classes_in(checkpoint, build, NETWORKS[net].classes)
    report = model.load_checkpoint(checkpoint, prefer_ema=prefer_ema)
    if not report.complete:
        raise PredictError.incomplete(net, report)
    names = known_labels(classes) if labels is None else tuple(labels)
    if len(names) != classes:
        raise PredictError.wrong_count(len(names), net, classes)
    return Classifier(model, prepare, size, names)


def _preprocessing(net: str, name: str | None) -> Preprocessing:
    if name is None:
        return for_network(net)
    if name not in PREPROCESSING:
        raise PredictError.unknown("preprocessing", name, PREPROCESSING)
    return PREPROCESSING[name]


def _of_classes_in(
    checkpoint: Path, build: Callable[[int], Model], usual: int
) -> tuple[Model, int]:
    """Return a network with as many classes as the last layer of the checkpoint has.

    The last variable that a network makes is one number for each class. Where it stands
    is known when there is a network; then another one may be needed.
    """
    model = build(usual)
    last = model.variables_in_order[-1].path
    *_, classes = load_checkpoint(checkpoint).shapes.get(last) or (usual,)
    return model if classes == usual else build(classes), classes


def _built(net: str, shape: Shape, options: Mapping[str, Any], classes: int) -> Model:
    model = Model(network_of(net, classes, **options), name=net, seed=0)
    model.build(shape)
    return model


def network_of(
    net: str, classes: int, weight_decay: float = 0.0, **options: Any
) -> Callable[..., Any]:
    """Return a network function without what only helps training.

    Raises:
        NetworkArgumentError: There is no network of this name, or it takes no such
            option.
    """
    if net in NETWORKS and NETWORKS[net].auxiliary:
        # Trained beside the logits in the original, thrown away afterwards.
        options["create_aux_logits"] = False
    return nets_factory.get_network_fn(net, classes, weight_decay, **options)
