"""A signature that is said once."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argscope._base.like import like


def pattern(a, b=2, *, c, d=4):
    return {"a": a, "b": b, "c": c, "d": d}


@like(pattern)
def alike(**arguments):
    """Say which arguments came."""
    return arguments


@like(pattern, b=20, c=30)
def changed(**arguments):
    return arguments


values = st.integers()
calls = st.tuples(
    st.lists(values, max_size=4),
    st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), values),
)


def outcome(function, args, kwargs):
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        return str(error).replace("alike()", "pattern()")


@given(calls)
def test_every_call_gets_what_the_pattern_would_get_or_is_refused_as_it_would_be(call):
    assert outcome(alike, *call) == outcome(pattern, *call)


def test_signature_is_that_of_the_pattern():
    assert inspect.signature(alike) == inspect.signature(pattern)


def test_name_and_text_are_the_functions_own():
    assert (alike.__name__, alike.__doc__) == ("alike", "Say which arguments came.")


def test_changed_defaults_are_shown_and_handed_on():
    assert str(inspect.signature(changed)) == "(a, b=20, *, c=30, d=4)"
    assert changed(1) == {"a": 1, "b": 20, "c": 30, "d": 4}


def test_scope_that_is_open_where_a_function_is_defined_is_not_part_of_its_signature():
    # As a target on Python 3.12 and later, whose signature is that of the open scope.
    def scoped(): ...

    scoped.__wrapped__ = pattern
    scoped.__signature__ = inspect.Signature
    assert inspect.signature(like(scoped)(alike)) == inspect.signature(pattern)


def test_a_wrong_call_is_refused_in_the_words_of_the_interpreter():
    missing = r"^alike\(\) missing 1 required positional argument: 'a'$"
    with pytest.raises(TypeError, match=missing):
        alike(c=3)
    with pytest.raises(TypeError, match=r"^alike\(\) got an unexpected keyword"):
        alike(1, c=3, e=5)


def test_a_changed_default_is_one_also_where_a_call_is_refused():
    missing = r"^changed\(\) missing 1 required positional argument: 'a'$"
    with pytest.raises(TypeError, match=missing):
        changed(d=4)


def test_a_default_for_no_parameter_is_refused():
    with pytest.raises(TypeError, match=r"^The pattern has no parameter e\.$"):
        like(pattern, e=1)


def test_a_pattern_that_cannot_be_called_by_name_is_refused():
    def variadic(a, *rest): ...

    text = r"^A function of \(a, \*rest\) cannot be handed on by name\.$"
    with pytest.raises(TypeError, match=text):
        like(variadic)
