"""Values from files and command lines are what the arguments are annotated with."""

from __future__ import annotations

import functools
import json
import pickle
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal

import pytest

from argscope import ArgScope, add_arg_scope, arg_scope, trace
from argscope._core.annotations import UNTOLD, annotation_of
from argscope.errors import ScopeDataError

if TYPE_CHECKING:
    from nowhere import Nothing

pytestmark = pytest.mark.usefixtures("only_own_targets")


class Color(Enum):
    RED = 1
    GREEN = 2


# Whose annotation it is.


@add_arg_scope
def train(
    steps: int = 1,
    rate: float = 1.0,
    padding: Literal["SAME", "VALID"] = "SAME",
    color: Color | None = None,
    sizes: tuple[int, ...] = (),
    *,
    fast: bool = False,
    name: str = "",
    depth: int = None,  # type: ignore[assignment]  # noqa: RUF013
    unknown: Nothing = None,
    plain=1,
    **more: int,
):
    return locals()


@add_arg_scope
def paint(
    *,
    color: Color = Color.GREEN,
    colors: list[Color] | None = None,
    by_color: dict[Color, tuple[int, int]] | None = None,
    kinds: set[str] = frozenset(),
    plain=None,
    sizes: list[int] | None = None,
): ...


@add_arg_scope
@dataclass
class Net:
    depth: int = 1
    names: list[str] = field(default_factory=list)


@add_arg_scope
class Layer:
    def __init__(self, units: int = 1):
        self.units = units


@add_arg_scope
class Made:
    def __new__(cls, units: int = 1):
        return super().__new__(cls)


def wrapped(size: int = 1):
    return size


@functools.wraps(wrapped)
def wrapper(*args, **kwargs):
    return wrapped(*args, **kwargs)


wrapper = add_arg_scope(wrapper)


def set_(assignment, late=False):
    return ArgScope.from_assignments([assignment], late=late)


def value_of(assignment):
    ((own),) = set_(assignment).values()
    ((value),) = own.values()
    return value


@pytest.mark.parametrize(
    ("assignment", "value"),
    [
        ("train.rate=3", 3.0),
        ("train.color=RED", Color.RED),
        ("train.sizes=[1, 2]", (1, 2)),
        ("train.fast=True", True),
        ("train.depth=None", None),  # as its own default
        ("train.unknown=3", 3),  # a name for type checkers alone
        ("train.plain=x", "x"),
        ("train.other=x", "x"),  # goes into `**more`
        ('train.steps={"$forced" = 3}', 3),
        ("*.steps=x", "x"),  # each target has its own
    ],
)
def test_value_that_fits_an_argument(assignment, value):
    found = value_of(assignment)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("assignment", "taken"),
    [
        ("Net.depth=x", "Net() takes depth: int"),
        ("Net.names=[1]", "Net() takes names: list[str]"),
        ("Layer.units=x", "Layer() takes units: int"),
        ("Made.units=x", "Made() takes units: int"),
        ("wrapped.size=x", "wrapped() takes size: int"),
        ("train.padding=@wrapped", "train() takes padding: Literal['SAME', 'VALID']"),
    ],
)
def test_annotations_of_classes_and_of_what_is_wrapped_count(assignment, taken):
    with pytest.raises(ScopeDataError) as caught:
        set_(assignment)
    assert str(caught.value).startswith(f"{taken}, got ")


def test_annotation_that_fails_or_is_not_there_tells_nothing():
    def odd(x: 1 / 0, y): ...

    for function, name in [(odd, "x"), (odd, "y"), (len, "obj"), (Color, "value")]:
        assert annotation_of(function, name) is UNTOLD


def test_only_what_comes_from_outside_is_checked():
    ArgScope.from_dict({"train": {"steps": "x"}})
    with arg_scope([train], steps="x"):
        assert train()["steps"] == "x"


def test_late_target_is_checked_when_it_appears(tmp_path):
    (tmp_path / "s.toml").write_text("[late]\nsteps = 'x'\nrate = 3\n")
    scope = ArgScope.from_file(tmp_path / "s.toml", late=True)

    def late(steps: int = 1, rate: float = 1.0):
        return steps, rate

    late.__module__, late.__qualname__ = "somewhere", "late"
    late = add_arg_scope(late)
    with arg_scope(scope), pytest.raises(ScopeDataError) as caught:
        late()
    assert str(caught.value) == (
        f"late() takes steps: int, got 'x'.\n  set by:  {tmp_path / 's.toml'}:2"
    )
    fixed = set_("late.steps=3")
    with arg_scope(scope | fixed):
        assert late() == (3, 3.0)
        with arg_scope([late], rate="a program may"):
            assert late() == (3, "a program may")


# What is written, and read again.


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("color", Color.RED, "RED"),
        ("colors", [Color.RED], ["RED"]),
        ("by_color", {Color.RED: (1, 2)}, {"RED": (1, 2)}),
        ("kinds", {"a", "b"}, ["a", "b"]),
    ],
)
def test_member_is_written_by_its_name_and_a_set_as_a_list(file, name, value, written):
    scope = ArgScope({paint._key_op: {name: value}})
    assert scope.to_dict() == {paint._key_op: {name: written}}
    assert ArgScope.from_dict(scope.to_dict()) == scope
    path = file("s.json", "")
    scope.pinned().to_file(path)
    assert ArgScope.from_file(path) == scope.pinned()


def test_member_for_an_argument_that_is_not_annotated_has_no_form():
    for name in ("plain", "sizes"):
        with pytest.raises(ScopeDataError, match=rf"cannot write {name}="):
            ArgScope({paint._key_op: {name: Color.RED}}).to_dict()
    with pytest.raises(ScopeDataError, match="cannot write steps="):
        ArgScope({"*": {"steps": Color.RED}}).to_dict()


def test_what_a_program_sets_against_its_annotations_is_read_again(file):
    path = file("s.json", "")
    odd = {"steps": [3], "rate": 3, "padding": "OTHER", "plain": "x"}
    scope = ArgScope({train._key_op: odd, "*": {"depth": "x"}})
    scope = scope | ArgScope({train._key_op: {"fast": 1}}).pinned()
    scope.to_file(path)
    assert json.loads(path.read_text()) == {
        train._key_op: {
            "steps": {"$unchecked": [3]},
            "rate": 3,
            "padding": {"$unchecked": "OTHER"},
            "plain": "x",
            "fast": {"$pinned": {"$unchecked": 1}},
        },
        "*": {"depth": "x"},
    }
    again = ArgScope.from_file(path)
    assert again == scope
    assert ArgScope.from_dict(again.to_dict()) == scope


def test_value_that_is_not_checked_is_not_checked_later_either(file):
    text = "[late]\nsteps = {'$unchecked' = ['x']}\nrate = {'$unchecked' = {'$target' = 'late'}}\n"
    scope = ArgScope.from_file(file("s.toml", text), late=True)
    for each in (
        scope,
        pickle.loads(pickle.dumps(scope)),
        ArgScope.from_dict(scope.to_dict(), late=True),
    ):
        assert each == scope
        assert each.to_dict()["late"]["steps"] == {"$unchecked": ["x"]}
    assert "['x']" in str(scope)
    assert hash(scope["late"]["steps"]) == hash(scope["late"]["rate"])
    assert scope["late"]["steps"] != ["x"]

    def late(steps: int = 1, rate: float = 1.0):
        return steps, rate

    late.__module__, late.__qualname__ = "somewhere", "late"
    late = add_arg_scope(late)
    with arg_scope(scope):
        assert late() == (["x"], late)
    scope.to_file(file("t.json", ""))


def test_data_of_a_program_is_converted_where_it_fits_and_not_refused():
    scope = ArgScope.from_dict({"train": {"sizes": [1], "color": "RED", "steps": "x"}})
    assert scope[train._key_op] == {"sizes": (1,), "color": Color.RED, "steps": "x"}


@add_arg_scope
def shaped(shape=(1, (2, 3))):
    return shape


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("[7, 8, 9]", (7, 8, 9)),
        ("[5, [6, 7]]", (5, (6, 7))),
        ("[]", ()),
        ("[[5], [6]]", ([5], (6,))),
        ("3", 3),
        ("x", "x"),
    ],
)
def test_list_is_a_tuple_where_only_the_own_default_says_so(written, value):
    with arg_scope(ArgScope.from_assignments(f"shaped.shape={written}")):
        assert shaped() == value


@pytest.mark.parametrize("value", [[5, 6], (5, 6), [], ()])
def test_what_was_used_comes_back_as_a_list_or_a_tuple_as_it_was(value, file):
    with trace() as used, arg_scope([shaped], shape=value):
        assert shaped() == value
    path = file("s.json", "")
    used.used().to_file(path)
    with arg_scope(ArgScope.from_file(path)):
        assert shaped() == value


# What is said.


@pytest.mark.parametrize(
    ("assignment", "told"),
    [
        ("train.steps=x", "steps: int, got 'x'."),
        ("train.steps=3.5", "steps: int, got 3.5."),
        ("train.steps='3'", "steps: int, got '3'. Write 3, without quotes."),
        ("train.rate='3e-4'", "rate: float, got '3e-4'. Write 0.0003, without quotes."),
        ("train.sizes='3'", "sizes: tuple[int, ...], got '3'."),
        ("train.fast=yes", "fast: bool, got 'yes'. Write true or false."),
        ("train.name=3", 'name: str, got 3. Write "3", in quotes.'),
        ("train.name=true", 'name: str, got True. Write "true", in quotes.'),
        ("train.name=[3]", "name: str, got [3]."),
        ("train.sizes=[1, 'x']", "sizes: tuple[int, ...], got [1, 'x']."),
    ],
)
def test_message_says_what_was_expected_and_what_to_write(assignment, told):
    with pytest.raises(ScopeDataError) as caught:
        set_(assignment)
    assert str(caught.value) == f"train() takes {told}\n  set by:  command line"


@pytest.mark.parametrize("given", ["SAM", "same"])
def test_message_names_the_closest_choice_and_the_line(given, tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(f"[train]\nsteps = 1\npadding = '{given}'\n")
    with pytest.raises(ScopeDataError) as caught:
        ArgScope.from_file(path)
    assert str(caught.value) == (
        f"train() takes padding: Literal['SAME', 'VALID'], got '{given}'. Did you mean "
        f"'SAME'?\n  set by:  {path}:3\n  allowed: SAME, VALID"
    )


def test_message_names_the_members_of_an_enumeration():
    with pytest.raises(ScopeDataError) as caught:
        set_("train.color=green")
    assert str(caught.value) == (
        "train() takes color: Color | None, got 'green'. Did you mean 'GREEN'?\n"
        "  set by:  command line\n  allowed: RED, GREEN"
    )
