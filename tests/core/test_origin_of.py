"""`ArgScope.origin`: where the default was set that a target gets."""

import pytest

from argscope import ANY, ArgScope, TargetTypeError, add_arg_scope, arg_scope


@add_arg_scope
def conv(x, filters=1, padding="VALID"):
    return x, filters, padding


@add_arg_scope
def pool(x, padding="VALID"):
    return x, padding


def test_origin_is_the_line_of_the_innermost_scope_that_sets_the_argument():
    with (
        arg_scope([conv], padding="SAME", filters=2) as outer,
        arg_scope([conv], filters=3) as inner,
    ):
        pass
    assert inner.origin(conv, "padding").line == outer.origin(conv, "padding").line
    assert inner.origin(conv, "filters").line == outer.origin(conv, "filters").line + 1
    assert inner.origin(conv, "filters").filename == __file__


def test_origin_of_what_was_set_for_all_targets_is_found_at_each_of_them():
    with arg_scope(ANY, padding="SAME") as scope:
        pass
    assert scope.origin(pool, "padding") is scope.origin(ANY, "padding") is not None


def test_origin_is_unknown_where_the_scope_says_nothing():
    with arg_scope([conv], padding="SAME") as scope:
        pass
    assert scope.origin(conv, "filters") is None
    assert scope.origin(pool, "padding") is None
    assert scope.origin(ANY, "padding") is None


def test_origin_of_a_default_from_plain_data_has_no_line():
    scope = ArgScope({conv._key_op: {"filters": 2}})
    assert scope.origin(conv, "filters").line == 0


def test_origin_of_something_else_than_a_target_is_an_error():
    expected = "ArgScope.origin() expected a scoped callable or ANY, got len()"
    with pytest.raises(TargetTypeError) as caught:
        ArgScope().origin(len, "obj")
    assert str(caught.value).startswith(expected)
