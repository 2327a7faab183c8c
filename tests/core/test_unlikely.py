"""What hardly ever happens, and must go right all the same."""

import math
import pickle

import pytest

from argscope import (
    ArgScopeError,
    ScopeUsageError,
    TargetTypeError,
    add_arg_scope,
    adopt,
    arg_scope,
)
from argscope._core.target import find_target


@add_arg_scope
def replaced(x, a=1):
    return x, a


def test_a_target_whose_name_means_another_one_now_is_not_pickled(monkeypatch):
    monkeypatch.setitem(globals(), "replaced", len)
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(first)
    with pytest.raises(ArgScopeError):
        pickle.dumps(find_target(first))


first = replaced


def test_a_function_in_c_that_was_no_target_is_adopted_and_given_back():
    plain = math.prod
    with adopt(math.prod), arg_scope([math.prod], start=10):
        assert math.prod([1, 2]) == 20
    assert math.prod is plain


def test_an_error_of_new_tells_what_came_from_scopes():
    @add_arg_scope
    class Picky:
        def __new__(cls, size=1):
            raise ValueError("too large")

    with (
        arg_scope([Picky], size=7),
        pytest.raises(ValueError, match="too large") as caught,
    ):
        Picky()
    assert "size=7" in caught.value.__notes__[0]


def test_a_wrong_target_is_named_where_no_source_can_be_read():
    program = compile("arg_scope([5], a=1)", "<nowhere>", "exec")
    with pytest.raises(TargetTypeError, match="got 5 of type int"):
        exec(program, {"arg_scope": arg_scope})  # noqa: S102  # code without a file


def test_leaving_an_asynchronous_block_is_refused_like_entering_it():
    block = arg_scope([replaced], a=2)
    with block, pytest.raises(ScopeUsageError, match="no asynchronous context manager"):
        block.__aexit__(None, None, None)
