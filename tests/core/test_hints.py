"""What an error suggests, where the mistake can be guessed."""

import inspect

import pytest

from argscope import ArgScope, add_arg_scope, arg_scope
from argscope.errors import NotScopedError, UnknownTargetError


@add_arg_scope
def only_here(x, rate=1):
    return x, rate


def test_original_of_a_scoped_function_is_recognized():
    line = inspect.currentframe().f_lineno + 2
    with pytest.raises(NotScopedError) as caught:
        arg_scope([only_here.__wrapped__], rate=1)
    assert str(caught.value) == (
        "arg_scope() got only_here(), which is not a scoped callable. It is what "
        "only_here() was before add_arg_scope; scope what add_arg_scope returned, and "
        "call that.\n"
        "  set by:  arg_scope at tests/core/test_hints.py:"
        f"{line} in test_original_of_a_scoped_function_is_recognized()"
    )


def test_short_name_in_place_of_a_key_gets_the_key_suggested():
    with pytest.raises(UnknownTargetError) as caught:
        ArgScope({"only_here": {"rate": 1}})
    assert f"Did you mean {only_here._key_op!r}?" in str(caught.value)
