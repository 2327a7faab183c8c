"""Arguments that callers may give and functions do not get."""

import inspect
import typing
from pathlib import Path
from typing import TypedDict, Unpack

import pytest

from argscope import metrics
from argscope.metrics._graph_arguments import (
    Collections,
    ignoring,
    ignoring_collections,
)

# What `inspect.signature` shows of the functions of TF-Slim 1.1.0.
ORIGINAL = Path(__file__).with_name("signatures.txt").read_text().splitlines()
FUNCTIONS = {
    name: value
    for name, value in vars(metrics).items()
    if name in metrics.__all__ and inspect.isfunction(value)
}


@ignoring(first=None, second=())
def own(a, b=2, *, c=3, **_):
    """Say which arguments came."""
    return a, b, c, _


def test_they_stand_in_the_place_of_the_star():
    assert str(inspect.signature(own)) == "(a, b=2, first=None, second=(), c=3)"


def test_they_stand_last_without_a_star():
    signature = inspect.signature(ignoring(name=None)(lambda a, b=2: (a, b)))
    assert str(signature) == "(a, b=2, name=None)"


def test_the_function_does_not_get_them_by_position_or_by_name():
    assert own(1) == (1, 2, 3, {})
    assert own(1, 5, "taken", "off", 6) == (1, 5, 6, {})
    assert own(c=6, second="off", a=1, first="taken") == (1, 2, 6, {})


def test_the_function_keeps_its_name_and_its_text():
    assert (own.__name__, own.__doc__) == ("own", "Say which arguments came.")


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (own, "own(): missing a required argument: 'a'"),
        (lambda: own(1, 2, 3, 4, 5, 6), "own(): too many positional arguments"),
        (lambda: own(1, a=1), "own(): multiple values for argument 'a'"),
        (lambda: own(1, d=1), "own(): got an unexpected keyword argument 'd'"),
    ],
)
def test_a_wrong_call_is_refused_and_says_of_which_function(call, text):
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == text


def test_an_error_of_the_function_stays_as_it_is():
    @ignoring_collections
    def failing(*, name=None, **_):
        raise TypeError(name)

    with pytest.raises(TypeError, match=r"^mine$"):
        failing(name="mine")


@pytest.mark.parametrize("text", ORIGINAL, ids=lambda text: text.partition("(")[0])
def test_arguments_of_the_original_stand_first_in_its_order_with_its_defaults(text):
    name = text.partition("(")[0]
    ours = inspect.signature(FUNCTIONS[name]).parameters
    scope = {}
    exec(f"def {text}: ...", scope)  # noqa: S102  # a line of our own file
    theirs = inspect.signature(scope[name]).parameters
    assert list(ours)[: len(theirs)] == list(theirs)
    defaults = {k: p.default for k, p in theirs.items() if p.default is not p.empty}
    assert {k: ours[k].default for k in defaults} == defaults


def test_every_function_is_compared_with_the_original():
    assert {text.partition("(")[0] for text in ORIGINAL} == set(FUNCTIONS)


def seen_by_type_checkers(function):
    """Return the arguments that the type of `**_` in a `def` names."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    hint = typing.get_type_hints(function).get("_")
    return set(typing.get_args(hint)[0].__annotations__) if hint else set()


def taken_off(function):
    """Return the arguments that callers can give, and that the function does not get."""
    given = set(inspect.signature(function).parameters)
    return given - set(inspect.signature(function.__wrapped__).parameters)


class Other(TypedDict, total=False):
    other: None


@ignoring_collections
def agreeing(*, name=None, **_: Unpack[Collections]):
    return name


@ignoring_collections
def disagreeing(*, name=None, **_: Unpack[Other]):
    return name


def test_comparison_with_what_type_checkers_see_can_fail():
    assert taken_off(agreeing) == seen_by_type_checkers(agreeing)
    assert taken_off(disagreeing) != seen_by_type_checkers(disagreeing)


@pytest.mark.parametrize(
    "name", [n for n, f in FUNCTIONS.items() if seen_by_type_checkers(f)]
)
def test_type_checkers_see_what_is_taken_off(name):
    function = FUNCTIONS[name]
    assert taken_off(function) == seen_by_type_checkers(function)
