"""A network with the weights of a checkpoint, as they were published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from argscope._catalog.networks import NETWORKS
from argscope.checkpoint import load_checkpoint
from argscope.checkpoint._reader import Checkpoint
from argscope.layers import Model
from argscope.nets import nets_factory
from argscope.nets._fit import fit
from argscope.nets.errors import NetworkArgumentError
from argscope.predict._classifier import Classifier
from argscope.predict._labels import known_labels
from argscope.predict.errors import PredictError
from argscope.preprocessing import PREPROCESSING, Preprocessing, for_network


def published(
    net: str,
    checkpoint: Checkpoint,
    *,
    labels: Sequence[str] | None,
    image_size: int | None,
    preprocessing: str | None,
    prefer_ema: bool,
    fast_decode: bool,
    options: Mapping[str, Any],
) -> Classifier:
    """Return what `argscope.predict.load_published` does."""
    if net not in NETWORKS:
        raise NetworkArgumentError.unknown(net, NETWORKS)
    prepare = _preprocessing(net, preprocessing)
    size = image_size or NETWORKS[net].size
    reader = load_checkpoint(checkpoint)
    # How wide the network in the checkpoint is, and how many classes it has.
    found = fit(net, reader.shapes, **_at_rest(net, options))
    classes = found.classes or NETWORKS[net].classes
    model = Model(network_of(net, classes, **found.options), name=net, seed=0)
    model.build((None, size, size, prepare.channels))
    report = model.load_checkpoint(reader, prefer_ema=prefer_ema)
    if not report.complete:
        raise PredictError.incomplete(net, report)
    names = known_labels(classes) if labels is None else tuple(labels)
    if len(names) != classes:
        raise PredictError.wrong_count(len(names), net, classes)
    return Classifier(model, prepare, size, names, fast_decode)


def _preprocessing(net: str, name: str | None) -> Preprocessing:
    if name is None:
        return for_network(net)
    if name not in PREPROCESSING:
        raise PredictError.unknown("preprocessing", name, PREPROCESSING)
    return PREPROCESSING[name]


def network_of(
    net: str, classes: int, weight_decay: float = 0.0, **options: Any
) -> Callable[..., Any]:
    """Return a network function without what only helps training.

    Raises:
        NetworkArgumentError: There is no network of this name, or it takes no such
            option.
    """
    return nets_factory.get_network_fn(
        net, classes, weight_decay, **_at_rest(net, options)
    )


def _at_rest(net: str, options: Mapping[str, Any]) -> dict[str, Any]:
    # Trained beside the logits in the original, thrown away afterwards.
    auxiliary = net in NETWORKS and NETWORKS[net].auxiliary
    return {**options, "create_aux_logits": False} if auxiliary else dict(options)
