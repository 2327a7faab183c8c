"""The model of a run, before it trains: restored, frozen, compiled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import keras

from argscope.checkpoint import RestoreReport
from argscope.finetune._config import FineTuneConfig
from argscope.finetune._optimizers import optimizer_for
from argscope.finetune._schedules import schedule_of
from argscope.finetune.errors import FineTuneError
from argscope.layers import Model


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
