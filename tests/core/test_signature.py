"""The signature that a target shows: what a call would get here and now."""

import inspect
import math
import sys
from functools import wraps

import pytest

from argscope import add_arg_scope, arg_scope, signature


def target(text):
    namespace = {}
    exec(f"def f({text}): ...", namespace)  # noqa: S102  # text from this file
    return add_arg_scope(namespace["f"])


@pytest.mark.parametrize(
    ("own", "values", "shown"),
    [
        ("x, a=1", {"a": 5}, "(x, a=5)"),
        ("x, a: int = 1", {"a": 5}, "(x, a: int = 5)"),
        ("x, a", {"a": 5}, "(x, a=5)"),
        ("x, a, b=2", {"x": 4}, "(x=4, *, a, b=2)"),
        ("x, a, *rest", {"x": 4}, "(x=4, *rest, a)"),
        ("x, *, k", {"k": 5}, "(x, *, k=5)"),
        ("x, /, a", {"x": 4, "a": 5}, "(x=4, /, a=5)"),
        ("x, a, /", {"x": 4}, "(x, a, /)"),
        ("x, a, /, b", {"x": 4, "b": 5}, "(x, a, /, b=5)"),
        ("x, /, a", {"x": 4}, "(x=4, /, *, a)"),
        ("x, **extra", {"a": 5}, "(x, *, a=5, **extra)"),
        ("x, **extra", {"extra": 5}, "(x, **extra)"),
        ("x, *rest", {}, "(x, *rest)"),
    ],
)
def test_signature_shows_the_defaults_of_the_scope(own, values, shown):
    function = target(own)
    with arg_scope([function], **values):
        assert str(signature(function)) == shown
    assert signature(function) == inspect.signature(function.__wrapped__)


def test_signature_of_what_is_not_a_target_is_the_plain_one():
    assert signature(signature) == inspect.signature(signature)


def test_signature_of_a_class_and_a_builtin():
    class Point:
        def __init__(self, x, y=2):
            pass

    view, isclose = add_arg_scope(Point), add_arg_scope(math.isclose)
    with arg_scope([view], y=5), arg_scope([isclose], abs_tol=1):
        assert str(inspect.signature(view)) == "(x, y=5)"
        assert str(inspect.signature(isclose)) == "(a, b, *, rel_tol=1e-09, abs_tol=1)"


def test_builtin_without_a_signature_has_none():
    with pytest.raises(ValueError, match="signature"):
        signature(add_arg_scope(dict))


# The Pythons whose inspect calls a `__signature__` that is a function.
ASKS = (3, 12) <= sys.version_info < (3, 14)


@pytest.mark.skipif(not ASKS, reason="Python 3.11 and 3.14 cannot")
def test_inspect_shows_the_scope_on_python_3_12_and_3_13():
    function = target("x, a=1")
    copy = wraps(function)(lambda: None)
    with arg_scope([function], a=5):
        assert str(inspect.signature(function)) == "(x, a=5)"
        assert str(inspect.signature(copy)) == "(x, a=5)"


@pytest.mark.skipif(ASKS, reason="Python 3.12 and 3.13 show the scope")
def test_inspect_shows_the_own_signature_on_other_pythons():
    function = target("x, a=1")
    with arg_scope([function], a=5):
        assert str(inspect.signature(function)) == "(x, a=1)"


def test_signature_inside_other_scopes_is_the_own_one():
    function, other = target("x, a=1"), target("x, a=1")
    with arg_scope([other], a=5):
        assert str(signature(function)) == "(x, a=1)"


def test_bound_method_shows_the_defaults_of_the_scope_without_self():
    class Net:
        @add_arg_scope
        def conv(self, x, a=1): ...

        @classmethod
        @add_arg_scope
        def make(cls, size=1): ...

    with arg_scope(Net.conv, a=2), arg_scope(Net.make, size=3):
        assert str(signature(Net().conv)) == "(x, a=2)"
        assert str(signature(Net.make)) == "(size=3)"
        assert str(signature(Net.conv)) == "(self, x, a=2)"
