"""Values from files and command lines are what the arguments are annotated with."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NewType,
    Optional,
    TypeVar,
    Union,
)

import pytest

from argscope import ArgScope, add_arg_scope, arg_scope
from argscope._core.annotations import UNTOLD, annotation_of
from argscope._core.fitting import UnfitError, choices, fitted
from argscope.errors import ScopeDataError

if TYPE_CHECKING:
    from nowhere import Nothing

pytestmark = pytest.mark.usefixtures("only_own_targets")

T = TypeVar("T")
Rate = NewType("Rate", float)


class Color(Enum):
    RED = 1
    GREEN = 2


class Size(IntEnum):
    BIG = 1


def same(value: Any, expected: Any) -> bool:
    found = fitted(value, expected)
    return (found, type(found), repr(found)) == (value, type(value), repr(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, int),
        (3.0, float),
        (True, bool),
        ("3", str),
        (None, None),
        (None, type(None)),
        (3, Any),
        (3, object),
        (3, T),
        (3, Callable[[int], int]),
        ("x", Sequence[int]),
        (3, Annotated[int, "of something"]),
        (3.0, Rate),
        (None, Optional[int]),  # noqa: UP045
        ("x", Union[int, str]),  # noqa: UP007
        (3, float | int),
        ("x", int | bytes | Callable[[], int]),
        ("SAME", Literal["SAME", "VALID"]),
        (1, Literal[1] | None),
        (None, Literal[1] | None),
        ([1, "x"], list),
        ([1, 2], list[int]),
        ([[1], []], list[list[int]]),
        ([None, 1], list[int | None]),
        ({"a": 1}, dict),
        ({"a": 1}, dict[str, int]),
        ({"a": [1.0]}, dict[str, list[float]]),
        ((1, "a"), tuple[int, str]),
        ({1}, set[int]),
        (Color.RED, Color),
    ],
)
def test_value_of_the_type_is_taken_as_it_is(value, expected):
    assert same(value, expected)
    assert fitted(value, expected) is value


@pytest.mark.parametrize(
    ("value", "expected", "found"),
    [
        (3, float, 3.0),
        (3, float | None, 3.0),
        ([3, 2.5], list[float], [3.0, 2.5]),
        ({"a": 3}, dict[str, float], {"a": 3.0}),
        ({"RED": 3}, dict[Color, int], {Color.RED: 3}),
        ([1, 2], tuple, (1, 2)),
        ([1, 2], tuple[int, ...], (1, 2)),
        ([], tuple[int, ...], ()),
        ([1, "a"], tuple[int, str], (1, "a")),
        ([1, 1], set[int], {1}),
        ([1, 1], frozenset, frozenset([1])),
        ([1, 2], tuple[int, ...] | int, (1, 2)),
        ("RED", Color, Color.RED),
        ("BIG", Size, Size.BIG),
        ("RED", Color | None, Color.RED),
        ("RED", Literal[Color.RED], Color.RED),
        (["RED"], list[Color], [Color.RED]),
    ],
)
def test_value_that_a_file_has_no_form_for_is_made_of_the_nearest(
    value, expected, found
):
    made = fitted(value, expected)
    assert (made, repr(made)) == (found, repr(found))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3", int),
        (3.0, int),
        (True, int),
        (1, bool),
        (True, float),
        ("3", float),
        (3, str),
        (None, str),
        (0, None),
        (3.0, Rate),
        ("x", int | None),
        ("SAM", Literal["SAME", "VALID"]),
        (True, Literal[1]),
        ("BLUE", Color),
        (1, Color),
        ("GREEN", Literal[Color.RED]),
        ("x", list[str]),
        ((1,), list[int]),
        ([1, "x"], list[int]),
        ([1], tuple[int, int]),
        ("ab", tuple[str, str]),
        ([[1]], set),
        ({1}, frozenset[int]),
        ([1], dict),
        ({"a": "x"}, dict[str, int]),
        ({"a": 1}, dict[int, int]),
    ],
)
def test_value_of_another_type_is_refused(value, expected):
    if expected is Rate:
        value = "much"
    with pytest.raises(UnfitError):
        fitted(value, expected)


def test_alias_of_a_type_is_the_type():
    # As `type Steps = int`, which only Python 3.12 reads.
    alias = type("TypeAliasType", (), {"__value__": int})()
    assert fitted(3, alias) == 3
    with pytest.raises(UnfitError):
        fitted("x", alias)


def test_what_can_be_listed_is():
    expected = Literal["a", 1, Color.RED] | list[int] | Color
    assert list(choices(expected)) == ["a", "RED", "RED", "GREEN"]


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
