"""Which values fit which types, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, IntEnum
from typing import (
    Annotated,
    Any,
    Literal,
    NewType,
    Optional,
    TypeVar,
    Union,
)

import pytest

from argscope._core.fitting import UnfitError, choices, fitted

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
