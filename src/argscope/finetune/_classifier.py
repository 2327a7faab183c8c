"""The network of a run as a model: for so many classes, restored, frozen, compiled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import keras

from argscope._catalog.networks import NETWORKS
from argscope.checkpoint import RestoreReport
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._optimizers import DECOUPLED, optimizer_for
from argscope.finetune._schedules import schedule_of
from argscope.finetune.errors import FineTuneError
from argscope.layers import Model
from argscope.nets.errors import NetworkArgumentError
from argscope.predict import _published as published
from argscope.preprocessing import PREPROCESSING, Preprocessing, for_network

# Keras's names for what is computed in; variables stay float32.
_POLICIES: Final = {"float32": "float32", "bfloat16": "mixed_bfloat16"}

# Fields that are arguments of those networks that have them.
_OPTIONS: Final = ("depth_multiplier", "output_stride")


def preprocessing_of(config: FineTuneConfig) -> Preprocessing:
    """Return what the run does to images before the network.

    Raises:
        FineTuneError: There is no family of the name that was chosen.
    """
    if config.preprocessing is None:
        return for_network(config.net)
    if config.preprocessing not in PREPROCESSING:
        raise FineTuneError.unknown(
            "preprocessing", config.preprocessing, PREPROCESSING
        )
    return PREPROCESSING[config.preprocessing]


def check_network(config: FineTuneConfig) -> None:
    """Refuse what `network_of` refuses, before there are classes.

    Raises:
        NetworkArgumentError: See there.
    """
    network_of(config, classes=1)


def network_of(config: FineTuneConfig, classes: int) -> Any:
    """Return the network function of a run.

    Raises:
        NetworkArgumentError: There is no network of this name, or it does not take what
            was chosen for it.
    """
    chosen = {name: getattr(config, name) for name in _OPTIONS}
    options = {name: value for name, value in chosen.items() if value is not None}
    return published.network_of(config.net, classes, penalty_of(config), **options)


def penalty_of(config: FineTuneConfig) -> float:
    """Return the scale of the L2 penalty on weights."""
    return 0.0 if config.optimizer == DECOUPLED else config.weight_decay


def image_size_of(config: FineTuneConfig) -> int:
    """Return height and width in pixels of the images that the network gets.

    Raises:
        NetworkArgumentError: There is no network of this name.
    """
    if config.net not in NETWORKS:
        raise NetworkArgumentError.unknown(config.net, NETWORKS)
    return config.image_size or NETWORKS[config.net].size


def input_shape_of(config: FineTuneConfig) -> tuple[int, int, int]:
    """Return the shape of one image that the network gets."""
    size = image_size_of(config)
    return size, size, preprocessing_of(config).channels


def build_classifier(config: FineTuneConfig, classes: int) -> Model:
    """Return the built network of a run, with its initial values.

    Raises:
        NetworkArgumentError: There is no network of this name.
    """
    model = Model(
        network_of(config, classes),
        name=config.net,
        seed=config.seed,
        dtype=_POLICIES[config.dtype],
    )
    model.build((None, *input_shape_of(config)))
    return model


def restore_checkpoint(
    model: Model, config: FineTuneConfig, checkpoint: Path
) -> RestoreReport:
    """Give the model what the checkpoint has for it.

    Raises:
        FineTuneError: The checkpoint lacks a part of it, or has it with another shape.
        CheckpointError: It cannot be read, or one of the scopes has no variables.
    """
    report = model.load_checkpoint(
        checkpoint,
        include=_whole(config.include, model) or None,
        exclude=_whole(config.exclude, model),
        prefer_ema=config.prefer_ema,
    )
    if not report.complete:
        raise FineTuneError.incomplete(report)
    return report


def freeze(model: Model, config: FineTuneConfig) -> int:
    """Freeze what the configuration says; return the number of frozen variables.

    Raises:
        FineTuneError: Nothing is left to train.
        UnknownScopeError: One of the scopes has no variables.
    """
    frozen: list[str] = []
    thawed: list[str] = []
    if config.freeze:
        frozen = model.freeze(*_whole(config.freeze, model))
    elif config.trainable:
        frozen = model.freeze()
        thawed = model.unfreeze(*_whole(config.trainable, model))
    if not model.trainable_variables:
        raise FineTuneError.nothing_to_train(config.net)
    return len(frozen) - len(thawed)


def compile_classifier(
    model: Model, config: FineTuneConfig, steps_per_epoch: int
) -> None:
    """Prepare the model for training, with so many steps in an epoch."""
    rate = schedule_of(config, steps_per_epoch)
    model.compile(
        optimizer=optimizer_for(model, config, rate),
        loss=keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=config.label_smoothing
        ),
        metrics=["accuracy"],
    )
    model.optimizer.build(model.trainable_variables)


def _whole(scopes: Iterable[str], model: Model) -> list[str]:
    """Return scopes as paths from the root: the network's own name may be left out."""
    root, *others = {v.path.partition("/")[0] for v in model.variables_in_order}
    if others:  # NASNets have no name of their own
        return list(scopes)
    return [
        scope if scope.partition("/")[0] == root else f"{root}/{scope}"
        for scope in scopes
    ]
