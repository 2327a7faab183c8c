"""Every argument that settings can set: what is told of it."""

import functools
import json
from typing import TYPE_CHECKING, Any

import pytest

from argscope import NotScopedError, UnknownTargetError, add_arg_scope, arg_scope, trace
from argscope.report import knobs
from argscope.report._knobs.docstring import first_line, lines_about

if TYPE_CHECKING:
    from nowhere import Images

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def conv(  # noqa: D417  # not every argument is described everywhere
    images: "Images", size: int = 3, act=None, *, padding: "str | None" = None
):
    """Convolve images with a kernel.

    More about it.

    Args:
        images (Images): What is convolved.
        size: Height and width,
            in pixels.
        padding: What is around them: "SAME" or "VALID".

    Returns:
        size: Not an argument.
    """


@add_arg_scope
def open_ended(first, /, **more):
    pass


@add_arg_scope
class Net:
    """A network."""

    def __init__(self, depth: int = 2):
        """Make one.

        Args:
            depth: Number of layers.
        """


class Other:
    @add_arg_scope
    def conv(self, size=1): ...


HERE = conv.__module__


def told(*functions):
    (target,) = knobs(*functions).targets
    return {k.name: (k.default, k.annotation, k.doc) for k in target.knobs}


def test_default_type_and_text_of_each_argument_are_told():
    assert told(conv) == {
        "images": ("", "Images", "What is convolved."),
        "size": ("3", "int", "Height and width, in pixels."),
        "act": ("None", "", ""),
        "padding": ("None", "str | None", 'What is around them: "SAME" or "VALID".'),
    }


def test_type_that_is_there_for_type_checkers_only_is_told_as_written():
    (target,) = knobs(conv).targets
    assert [knob.type for knob in target.knobs] == [Any, int, Any, str | None]


def test_target_is_told_by_its_docstring_and_place():
    (target,) = knobs(conv).targets
    assert target.doc == "Convolve images with a kernel."
    assert target.key == conv._key_op
    assert target.defined.filename == __file__


def test_what_takes_any_name_says_so():
    (target,) = knobs(open_ended).targets
    assert target.takes_more
    assert [knob.name for knob in target.knobs] == ["first"]


def test_class_is_told_by_what_constructs_it():
    (target,) = knobs(Net).targets
    assert [(k.name, k.default, k.annotation) for k in target.knobs] == [
        ("depth", "2", "int")
    ]
    assert target.doc == "A network."


def test_all_targets_are_told_by_their_shortest_names():
    names = [target.name for target in knobs().targets]
    assert sorted(names) == sorted(["Net", "Other.conv", f"{HERE}:conv", "open_ended"])


def test_targets_are_found_by_any_of_their_names():
    everything = knobs()
    assert [t.key for t in everything.called(["Net", f"{HERE}:Net"]).targets] == [
        f"{HERE}:Net"
    ]
    assert len(everything.called(["conv"]).targets) == 2


def test_unknown_target_is_told_with_the_closest():
    with pytest.raises(UnknownTargetError, match="Did you mean 'Net'"):
        knobs().called(["Nett"])


def test_what_is_no_target_has_no_knobs():
    with pytest.raises(NotScopedError, match=r"knobs\(\) got"):
        knobs(len)


def test_who_set_an_argument_is_told_of_a_program_that_ran():
    with trace(calls=False) as t:
        with arg_scope(conv, size=5):
            conv("x")
        conv("x", 7)
    table = str(knobs(conv).with_used(t.used()))
    header, _, _, images, size, *_ = table.splitlines()
    assert header.split() == [
        "target",
        "argument",
        "default",
        "type",
        "set",
        "by",
        "about",
    ]
    assert "'x' at tests/report/test_knobs.py:" in images
    assert "5 at tests/report/test_knobs.py:" in size
    assert ", 7 at tests/report/test_knobs.py:" in size


def test_table_is_for_people():
    lines = str(knobs(conv)).splitlines()
    assert [line.split()[:3] for line in lines[3:]] == [
        ["images", "(required)", "Images"],
        ["size", "3", "int"],
        ["act", "None"],
        ["padding", "None", "str"],
    ]
    assert "<td><code>padding</code></td>" in knobs(conv)._repr_html_()
    assert str(knobs().called([])) == "(no targets)"


def test_document_is_for_programs():
    document = json.loads(json.dumps(knobs(conv).to_dict()))
    (target,) = document["targets"]
    assert (target["target"], target["takes_more"]) == (conv._key_op, False)
    assert target["arguments"][0] == {
        "name": "images",
        "required": True,
        "default": None,
        "type": "Images",
        "doc": "What is convolved.",
        "got": [],
    }
    assert target["arguments"][1]["value"] == 3


def test_default_that_json_has_no_form_for_is_told_in_words_only():
    @add_arg_scope
    def limits(most=float("inf"), act=len, sizes=(1, 2)): ...

    most, act, sizes = knobs(limits).to_dict()["targets"][0]["arguments"]
    assert (most["default"], act["default"]) == ("inf", "len()")
    assert "value" not in most
    assert "value" not in act
    assert sizes["value"] == (1, 2)


NUMPY = """Convolve.

    Parameters
    ----------
    size : int
        Height and width.
    act
        What comes
        after it.

    Returns
    -------
    size : int
        Not an argument.
    """
SPHINX = """Convolve.

    :param size: Height and width.
    :param callable act: What comes
        after it.
    :returns: Nothing.
    """


@pytest.mark.parametrize("text", [NUMPY, SPHINX])
def test_other_ways_to_write_docstrings_are_read(text):
    def conv(): ...

    conv.__doc__ = text
    assert lines_about(conv) == {
        "size": "Height and width.",
        "act": "What comes after it.",
    }
    assert first_line(conv) == "Convolve."


class Hostile:
    @property
    def __doc__(self):
        raise RuntimeError


@pytest.mark.parametrize("function", [Hostile(), functools.partial(conv), 3, type])
def test_docstring_of_anything_is_read(function):
    assert isinstance(first_line(function), str)
    assert isinstance(lines_about(function), dict)
