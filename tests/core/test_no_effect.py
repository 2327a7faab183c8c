"""Scopes that change nothing are warned of, and no others."""

import copy
import gc
import pickle
import subprocess
import sys
import warnings
from functools import partial

import pytest

from argscope import (
    ANY,
    ArgScope,
    NoEffectWarning,
    ScopeOrderError,
    add_arg_scope,
    arg_scope,
)


@add_arg_scope
def f(a=1, b=2):
    return a, b


NOTHING, SOME = {}, {"a": 5}


def warned_of(action):
    """Return the lines of the warnings, counted from the first line of the action."""
    first = action.__code__.co_firstlineno
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        action()
        gc.collect()
    assert {warning.category for warning in caught} <= {NoEffectWarning}
    return [warning.lineno - first for warning in caught]


def test_scope_without_with_is_warned_of_at_its_line():
    def program():
        f()
        arg_scope([f], a=5)
        assert f() == (1, 2)

    assert warned_of(program) == [2]


def test_captured_scope_without_with_is_warned_of():
    def program():
        arg_scope(ArgScope())

    assert warned_of(program) == [1]


def test_scope_in_a_variable_that_nobody_enters_is_warned_of():
    def program():
        scope = arg_scope([f], a=5)
        return f(), scope.origin

    assert warned_of(program) == [1]


def test_same_line_is_warned_of_once():
    def program():
        for _ in range(3):
            arg_scope([f], a=5)

    assert warned_of(program) == [2]


def test_scope_that_is_entered_or_decorates_is_not_warned_of():
    def program():
        with arg_scope([f], a=5), arg_scope(ArgScope()):
            pass
        arg_scope([f], a=5)(f)
        arg_scope(ArgScope())(f)

    assert warned_of(program) == []


def test_copy_of_a_scope_that_was_entered_is_not_warned_of():
    def program():
        with (block := arg_scope([f], a=5)):
            pass
        copy.copy(block)
        pickle.loads(pickle.dumps(block))

    assert warned_of(program) == []


def test_scope_whose_mistake_was_an_error_is_not_warned_of_too():
    def program():
        with pytest.raises(ScopeOrderError):
            arg_scope([f], a=5).__exit__(None, None, None)
        with pytest.raises(AttributeError):
            arg_scope([f], a=5).forced()
        with pytest.raises(TypeError):
            arg_scope(arg_scope([f], a=5))
        with pytest.raises(TypeError):
            arg_scope([f], a=5)(5)

    assert warned_of(program) == []


def test_program_that_ends_before_it_enters_a_scope_is_not_warned():
    program = (
        "from argscope import *\n"
        "f = add_arg_scope(lambda a=1: a)\n"
        "scopes = [arg_scope([f], a=2)]\n"
        "scopes.append(scopes)\n"
        "again = arg_scope(ArgScope())\n"
    )
    command = [sys.executable, "-W", "always", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("targets", [f, [f], (f, ANY), ANY, partial(f), [partial(f)]])
def test_targets_without_defaults_are_warned_of(targets):
    def program():
        with arg_scope(targets):
            pass

    assert warned_of(program) == [1]


def test_decorator_without_defaults_is_warned_of():
    def program():
        @arg_scope([f])
        def work():
            pass

    assert warned_of(program) == [1]


def test_defaults_for_an_empty_list_are_warned_of():
    def program():
        with arg_scope([], a=5):
            pass
        with arg_scope((), **SOME):
            pass

    assert warned_of(program) == [1, 3]


def test_scope_that_asks_for_nothing_is_not_warned_of():
    def program():
        with arg_scope([]), arg_scope(()), arg_scope(ArgScope()), arg_scope({}):
            pass

    assert warned_of(program) == []


def test_defaults_that_are_computed_may_be_none():
    def program():
        with arg_scope([f], **NOTHING), arg_scope(*[[f]], **NOTHING):
            pass

    assert warned_of(program) == []


def test_block_has_no_attributes_of_its_scope():
    with arg_scope([f], a=5) as scope, (block := arg_scope([f], a=6)):
        pass
    names = ["bind", "diff", "forced", "only", "pinned", "to_dict"]
    assert [hasattr(scope, name) for name in names] == [True] * 6
    assert [hasattr(block, name) for name in names] == [False] * 6
    assert not hasattr(type(block), "forced")
