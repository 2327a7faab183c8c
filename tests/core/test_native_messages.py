"""The interpreter's own errors: a scope does not change them."""

import pytest

from argscope import add_arg_scope, arg_scope


@add_arg_scope
def conv(inputs, filters, padding="VALID", *, rate=1):
    return inputs, filters, padding, rate


@add_arg_scope
def pool(inputs, size, /):
    return inputs, size


NATIVE = [
    (
        {},
        conv,
        "conv() missing 2 required positional arguments: 'inputs' and 'filters'",
    ),
    (
        {"filters": 1},
        conv,
        "conv() missing 1 required positional argument: 'inputs'",
    ),
    (
        {"inputs": 1},
        lambda: conv(0),
        "conv() missing 1 required positional argument: 'filters'",
    ),
    (
        {"rate": 2},
        lambda: conv(0, 1, stride=2),
        "conv() got an unexpected keyword argument 'stride'",
    ),
    (
        {"rate": 2},
        lambda: conv(0, 1, filters=2),
        "conv() got multiple values for argument 'filters'",
    ),
    (
        {"rate": 2},
        lambda: conv(0, 1, "SAME", 3),
        "conv() takes from 2 to 3 positional arguments but 4 were given",
    ),
]


@pytest.mark.parametrize(("defaults", "action", "text"), NATIVE)
def test_wrong_call_in_a_scope_is_the_interpreters_own_error(defaults, action, text):
    with arg_scope([conv], **defaults), pytest.raises(TypeError) as caught:
        action()
    assert str(caught.value) == text


def test_positional_only_argument_given_by_name_is_the_interpreters_own_error():
    with arg_scope([pool], size=2), pytest.raises(TypeError) as caught:
        pool(0, size=3)
    assert str(caught.value) == (
        "pool() got some positional-only arguments passed as keyword arguments: 'size'"
    )
