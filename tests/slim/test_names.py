"""Every public name of TF-Slim is there, or says what to write instead."""

import re
from pathlib import Path

import keras
import pytest

import argscope
from argscope import layers, metrics, slim
from argscope.slim._absent import ABSENT

NAMES = Path(__file__).with_name("names.txt").read_text().split()


def found(name):
    """Return what stands at a dotted name below `slim`."""
    place = slim
    for part in name.split("."):
        place = getattr(place, part)
    return place


def is_there(name):
    try:
        found(name)
    except slim.NotInKerasError:
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_name_is_there_or_its_error_says_what_to_write(name):
    if is_there(name):
        assert found(name) is not None
        return
    with pytest.raises(slim.NotInKerasError, match=r"^slim\.") as caught:
        found(name)
    said, instead = str(caught.value).split(" Write instead: ")
    assert said.startswith(tuple(f"slim.{key} is not in argscope: " for key in ABSENT))
    assert instead


@pytest.mark.parametrize("name", ABSENT)
def test_absent_name_is_no_attribute_and_its_error_says_all(name):
    module = found(name.rpartition(".")[0]) if "." in name else slim
    attribute = name.rpartition(".")[2]
    assert not hasattr(module, attribute)
    why, instead = ABSENT[name]
    with pytest.raises(slim.NotInKerasError) as caught:
        getattr(module, attribute)
    assert str(caught.value) == (
        f"slim.{name} is not in argscope: {why}. Write instead: {instead}"
    )


@pytest.mark.parametrize("name", ABSENT)
def test_what_to_write_instead_exists(name):
    packages = {"argscope": argscope, "keras": keras, "slim": slim}
    names = re.findall(rf"\b({'|'.join(packages)})((?:\.\w+)+)", ABSENT[name][1])
    for package, path in names:
        place = packages[package]
        for part in path.split(".")[1:]:
            place = getattr(place, part)
        assert callable(place)


def test_unknown_name_is_an_ordinary_attribute_error():
    with pytest.raises(AttributeError) as caught:
        slim.learning.trian  # noqa: B018  # looking it up is the test
    assert type(caught.value) is AttributeError
    assert str(caught.value) == (
        "module 'argscope.slim.learning' has no attribute 'trian'"
    )


def test_layers_are_below_slim_and_below_slim_layers():
    assert slim.conv2d is slim.layers.conv2d


OURS = {
    "AssignError",
    "LossNotModelError",
    "NotInKerasError",
    "OptimizerError",
    "initializers",
    "regularizers",
}


def test_public_names_are_those_of_the_original_of_the_layers_and_a_few_more():
    assert len(set(slim.__all__)) == len(slim.__all__)
    assert [name for name in slim.__all__ if not is_there(name)] == []
    original = {part for name in NAMES for part in (name, name.partition(".")[0])}
    others = set(slim.__all__) - original - set(layers.__all__) - {"layers"}
    assert others == OURS


def test_public_names_of_metrics_are_those_of_the_original_and_four_more():
    original = {name for name in NAMES if name.startswith("metrics.")}
    ours = {"AucInterval", "MetricError", "PrecisionRecall", "StreamingMetric"}
    assert {f"metrics.{name}" for name in set(metrics.__all__) - ours} == original


@pytest.mark.parametrize("module", [slim, metrics, slim.learning, slim.training])
def test_every_public_name_is_documented(module):
    described = [getattr(module, name) for name in module.__all__]
    described = [x for x in described if callable(x) and x.__module__ != "typing"]
    assert [x for x in described if not x.__doc__] == []
