"""Which variables are cut, along which axis."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import argscope
from argscope._distribution.auto_layout import LEAST
from argscope._distribution.layout import check_rules, matches, placements

SHAPES = {
    "net/conv1/weights": (3, 3, 4, 6),
    "net/fc6/weights": (8, 12),
    "net/fc6/biases": (12,),
    "net/logits/weights": (12, 5),
}


def cut(layout, parts=2, shapes=SHAPES):
    """Return, by path, the axis along which a variable is cut."""
    return {
        path: placement.cut
        for path, placement in placements(layout, shapes, parts).items()
        if placement.cut is not None
    }


def test_a_rule_is_for_a_whole_path_or_for_its_end():
    assert matches("fc.*/weights", "net/fc6/weights")
    assert matches("net/fc6/weights", "net/fc6/weights")
    assert matches(".*weights", "net/fc6/weights")
    assert not matches("c6/weights", "net/fc6/weights")
    assert not matches("fc6", "net/fc6/weights")


def test_rules_cut_what_they_match_and_leave_the_rest_whole():
    assert cut({"fc.*/weights": (None, "model")}) == {"net/fc6/weights": 1}
    assert cut({"conv1/weights": (None, None, None, "model")}) == {
        "net/conv1/weights": 3
    }
    assert cut({"fc6/weights": ("model", None), "fc6/biases": ("model",)}) == {
        "net/fc6/weights": 0,
        "net/fc6/biases": 0,
    }


def test_without_rules_all_is_whole():
    assert cut(None) == cut({}) == {}


def test_the_reason_of_a_place_is_its_rule():
    found = placements({"fc.*/weights": (None, "model")}, SHAPES, 2)
    assert found["net/fc6/weights"].why == "fc.*/weights"


@pytest.mark.parametrize(
    ("layout", "told"),
    [
        (
            {"fc9/weights": (None, "model")},
            "layout: no variable has a path that 'fc9/weights' matches. Did you mean "
            "'net/fc6/weights'?\nPaths: net/conv1/weights, net/fc6/weights, "
            "net/fc6/biases, net/logits/weights.\nA rule is a regular expression for a "
            "whole path, or for its end after a /.",
        ),
        (
            {"logits/weights": (None, "model")},
            "layout: 'logits/weights' cuts axis 1 of 'net/logits/weights', shape "
            "(12, 5), into 2, and 5 is no multiple of 2. Cut another axis, or leave the "
            "variable whole.",
        ),
        (
            {".*weights": (None, "model")},
            "layout: '.*weights' has 2 axes, (None, 'model'), and 'net/conv1/weights', "
            "which it matches, has 4: shape (3, 3, 4, 6).",
        ),
        (
            {"fc.*/weights": (None, "model"), "fc6/.*s": ("model", None)},
            "layout: 'fc.*/weights', 'fc6/.*s' match 'net/fc6/weights', and say "
            "different things of it. Let one rule match each variable.",
        ),
    ],
)
def test_what_does_not_go_together_with_a_model_is_told(layout, told):
    with pytest.raises(argscope.DistributionError) as refused:
        placements(layout, SHAPES, 2)
    assert str(refused.value) == told


BAD = (
    "is no rule. A rule is a regular expression for paths and a tuple with None or "
    '"model" for each axis of the variable: {"fc.*/weights": (None, "model")}.'
)


@pytest.mark.parametrize(
    ("layout", "told"),
    [
        ("atuo", f"layout: 'layout': 'atuo' {BAD}"),
        ({"fc": None}, f"layout: 'fc': None {BAD}"),
        ({"fc(": ("model",)}, f"layout: 'fc(': ('model',) {BAD}"),
        ({1: ("model",)}, f"layout: 1: ('model',) {BAD}"),
        ({"fc": ("model", "model")}, f"layout: 'fc': ('model', 'model') {BAD}"),
        (
            {"fc": (None, "modle")},
            "layout: 'fc' names the axis 'modle'; devices have the axes model. None "
            "leaves an axis of a variable whole.",
        ),
    ],
)
def test_what_is_no_layout_is_told_before_there_is_a_model(layout, told):
    with pytest.raises(argscope.DistributionError) as refused:
        check_rules(layout)
    assert str(refused.value) == told


def test_a_proposal_cuts_the_outputs_of_what_is_large():
    shapes = {
        "fc6/weights": (7, 7, 512, 4096),
        "fc6/biases": (4096,),
        "conv1/weights": (3, 3, 3, 64),
        "logits/weights": (4096, 1001),
        "odd/weights": (1001, 1003),
    }
    found = placements("auto", shapes, 2)
    assert {path: (each.cut, each.why) for path, each in found.items()} == {
        "fc6/weights": (3, "large: outputs, 4096"),
        "fc6/biases": (None, "small"),
        "conv1/weights": (None, "small"),
        "logits/weights": (0, "large: axis 0, 4096"),
        "odd/weights": (None, "no axis is a multiple of 2"),
    }


@given(
    st.lists(st.lists(st.integers(1, 600), max_size=4).map(tuple), max_size=6),
    st.integers(1, 8),
)
def test_a_proposal_can_be_carried_out(shapes, parts):
    shapes = {f"layer{i}/weights": shape for i, shape in enumerate(shapes)}
    for path, placement in placements("auto", shapes, parts).items():
        shape = shapes[path]
        assert len(placement.axes) == len(shape)
        if placement.cut is not None:
            assert shape[placement.cut] % parts == 0
            assert math.prod(shape) >= LEAST
        elif math.prod(shape) >= LEAST and len(shape) > 1:
            assert all(size % parts for size in shape)


@given(st.sampled_from(sorted(SHAPES)))
def test_a_path_is_a_rule_for_itself(path):
    axes = ("model", *[None] * (len(SHAPES[path]) - 1))
    rule = re.escape(path)
    if SHAPES[path][0] % 3 == 0:
        assert cut({rule: axes}, parts=3) == {path: 0}
    else:
        with pytest.raises(argscope.DistributionError, match="no multiple of 3"):
            cut({rule: axes}, parts=3)
