"""`tf.contrib.training.HParams`."""

import pytest

from argscope import tf1

HParams = tf1.namespace().contrib.training.HParams


def hparams():
    return HParams(rate=0.1, steps=100, name="a", fast=True, sizes=[1, 2, 3], free=None)


def test_values_are_attributes():
    made = hparams()
    assert (made.rate, made.sizes, made.get("name"), made.get("no", 3)) == (
        0.1,
        [1, 2, 3],
        "a",
        3,
    )
    assert "rate" in made
    assert made.values()["steps"] == 100


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", {}),
        ("rate=0.5", {"rate": 0.5}),
        ("rate=1e-3,steps=5", {"rate": 1e-3, "steps": 5}),
        ("name=b/c.d, fast=false", {"name": "b/c.d", "fast": False}),
        ("fast=1", {"fast": True}),
        ("sizes=[4,5]", {"sizes": [4, 5]}),
        ("sizes[1]=7,steps=2", {"sizes": [1, 7, 3], "steps": 2}),
        ("rate=2", {"rate": 2.0}),
    ],
)
def test_text_changes_values_and_keeps_their_types(text, changed):
    made = hparams().parse(text)
    expected = {**hparams().values(), **changed}
    assert made.values() == expected
    kinds = {name: type(value) for name, value in expected.items()}
    assert {name: type(value) for name, value in made.values().items()} == kinds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rats=1", "Unknown hyperparameter 'rats'"),
        ("steps=1.5", "Could not parse hparam of type 'int' out of 'steps=1.5'"),
        ("fast=maybe", "Could not parse hparam of type 'bool'"),
        ("rate", "Malformed hyperparameter value: rate"),
        ("rate=[1]", "'rate' must be no list"),
        ("sizes=1", "'sizes' must be a list"),
    ],
)
def test_text_that_is_wrong_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        hparams().parse(text)


@pytest.mark.parametrize(
    ("name", "value"), [("steps", 1.5), ("name", 3), ("fast", 1), ("rate", "x")]
)
def test_a_value_of_another_type_is_refused(name, value):
    with pytest.raises(ValueError, match=f"Could not cast hparam '{name}'"):
        hparams().set_hparam(name, value)


def test_values_are_added_removed_and_overridden():
    made = hparams()
    made.add_hparam("more", 1)
    with pytest.raises(ValueError, match="reserved: more"):
        made.add_hparam("more", 2)
    made.del_hparam("more")
    assert "more" not in made
    assert made.override_from_dict({"rate": 1, "free": [1]}).rate == 1.0
    assert made.free == [1]
    assert HParams(a=1, b=[2]).to_json() == '{"a": 1, "b": [2]}'
    assert HParams(a=1, b=[2]).parse_json('{"b": [3]}').b == [3]
