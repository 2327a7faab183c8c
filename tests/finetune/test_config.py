"""The configuration of a run refuses what makes no sense, and survives JSON."""

import json
from pathlib import Path

import pytest

from argscope.finetune import FineTuneConfig
from argscope.finetune.errors import ConfigError, FineTuneError

NEEDED = {"net": "cifarnet", "data": Path("images")}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("epochs", 0, "epochs must be >= 1, got 0."),
        ("batch_size", -1, "batch_size must be >= 1, got -1."),
        ("workers", 0, "workers must be >= 1, got 0."),
        ("image_size", 0, "image_size must be >= 1, got 0."),
        ("depth_multiplier", 0.0, "depth_multiplier must be > 0, got 0.0."),
        ("output_stride", 0, "output_stride must be >= 1, got 0."),
        ("learning_rate", 0.0, "learning_rate must be > 0, got 0.0."),
        ("weight_decay", -0.1, "weight_decay must be >= 0, got -0.1."),
        ("seed", -1, "seed must be >= 0, got -1."),
        ("validation_fraction", 1.0, "validation_fraction must be in (0, 1), got 1.0."),
        ("validation_fraction", 0.0, "validation_fraction must be in (0, 1), got 0.0."),
        ("patience", 0, "patience must be >= 1, got 0."),
        (
            "warmup_epochs",
            10,
            "warmup_epochs must be in [0, epochs), epochs 10, got 10.",
        ),
        (
            "warmup_epochs",
            -1.0,
            "warmup_epochs must be in [0, epochs), epochs 10, got -1.0.",
        ),
        ("label_smoothing", 1.0, "label_smoothing must be in [0, 1), got 1.0."),
    ],
)
def test_value_outside_its_range_is_named_with_the_range(field, value, message):
    with pytest.raises(ConfigError) as caught:
        FineTuneConfig(**NEEDED, **{field: value})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("field", "given", "message"),
    [
        (
            "optimizer",
            "addam",
            "There is no optimizer 'addam'. Did you mean 'adam'?\n"
            "  known: sgd, momentum, adam, adamw, rmsprop",
        ),
        (
            "schedule",
            "cosin",
            "There is no schedule 'cosin'. Did you mean 'cosine'?\n"
            "  known: constant, cosine, step",
        ),
        (
            "class_weights",
            "equal",
            "There is no class_weights 'equal'.\n  known: balanced",
        ),
        (
            "dtype",
            "float16",
            "There is no dtype 'float16'. Did you mean 'bfloat16'?\n"
            "  known: float32, bfloat16",
        ),
    ],
)
def test_unknown_choice_is_refused_with_those_there_are(field, given, message):
    with pytest.raises(FineTuneError) as caught:
        FineTuneConfig(**NEEDED, **{field: given})
    assert str(caught.value) == message


def test_freeze_and_trainable_exclude_each_other():
    with pytest.raises(FineTuneError) as caught:
        FineTuneConfig(**NEEDED, freeze=("conv1",), trainable=("logits",))
    assert str(caught.value) == (
        "freeze and trainable exclude each other: freeze names the scopes that stay as "
        "they are, trainable those that do not. Give one of them."
    )


@pytest.mark.parametrize("field", ["include", "exclude"])
def test_choosing_from_no_checkpoint_is_refused(field):
    with pytest.raises(FineTuneError) as caught:
        FineTuneConfig(**NEEDED, **{field: ("logits",)})
    assert str(caught.value) == (
        "include and exclude choose what to take from a checkpoint, and there is none. "
        "Give checkpoint=, or leave them out."
    )


def test_configuration_survives_json():
    config = FineTuneConfig(
        **NEEDED,
        checkpoint=Path("model.ckpt"),
        exclude=("logits",),
        trainable=("logits", "fc4"),
        image_size=48,
        depth_multiplier=1.4,
        output_stride=16,
        run_dir=Path("run"),
    )
    assert FineTuneConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_folder_is_called_like_the_network_unless_given():
    assert FineTuneConfig(**NEEDED).folder == Path("runs/cifarnet")
    assert FineTuneConfig(**NEEDED, run_dir=Path("other")).folder == Path("other")
