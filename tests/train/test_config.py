"""The configuration of a run refuses what makes no sense."""

import pytest

from argscope.train import ConfigError, TrainConfig


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("epochs", 0, "epochs must be >= 1, got 0."),
        ("batch_size", -1, "batch_size must be >= 1, got -1."),
        ("learning_rate", 0.0, "learning_rate must be > 0, got 0.0."),
        ("weight_decay", -0.1, "weight_decay must be >= 0, got -0.1."),
        ("seed", -1, "seed must be >= 0, got -1."),
        ("keep_prob", 0.0, "keep_prob must be in (0, 1], got 0.0."),
        ("keep_prob", 1.5, "keep_prob must be in (0, 1], got 1.5."),
    ],
)
def test_value_outside_its_range_is_named_with_the_range(field, value, message):
    with pytest.raises(ConfigError) as caught:
        TrainConfig(**{field: value})
    assert str(caught.value) == message


def test_defaults_are_inside_their_ranges():
    assert TrainConfig().epochs >= 1
