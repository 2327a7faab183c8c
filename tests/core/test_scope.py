"""`arg_scope`: which value wins, and what is active when."""

from functools import partial

import pytest

from argscope import (
    ANY,
    DEFAULT,
    ArgScope,
    NotScopedError,
    TargetTypeError,
    UnknownArgumentError,
    add_arg_scope,
    arg_scope,
    arg_scope_func_key,
    arg_scoped_arguments,
    current_arg_scope,
    has_arg_scope,
    trace,
)
from argscope._core.active import is_traced


@add_arg_scope
def conv(x, filters=1, padding="VALID"):
    return x, filters, padding


@add_arg_scope
def dense(x, units=1, activation=None):
    return x, units, activation


@add_arg_scope
def pool(x, *, size=2, padding="VALID"):
    return x, size, padding


def test_default_applies_inside_the_block_only():
    before = conv(0)
    with arg_scope([conv], padding="SAME"):
        inside = conv(0)
    assert (before, inside, conv(0)) == ((0, 1, "VALID"), (0, 1, "SAME"), before)


def test_single_target_needs_no_list():
    with arg_scope(conv, filters=3):
        assert conv(0) == (0, 3, "VALID")


def test_list_and_tuple_set_all_their_targets():
    for targets in ([conv, pool], (conv, pool)):
        with arg_scope(targets, padding="SAME"):
            assert (conv(0), pool(0)) == ((0, 1, "SAME"), (0, 2, "SAME"))


def test_inner_scope_wins_and_other_defaults_stay():
    with (
        arg_scope([conv], filters=2, padding="SAME"),
        arg_scope([conv], filters=3),
    ):
        assert conv(0) == (0, 3, "SAME")


def test_leaving_the_inner_scope_brings_back_the_outer_one():
    with arg_scope([conv], filters=2):
        with arg_scope([conv], filters=3):
            pass
        assert conv(0) == (0, 2, "VALID")


def test_empty_list_of_targets_is_an_empty_scope():
    with arg_scope([]) as scope:
        assert scope == {}


def test_empty_list_of_targets_captures_what_is_active():
    with arg_scope([conv], filters=2), arg_scope([]) as scope:
        assert scope == current_arg_scope() == {conv._key_op: {"filters": 2}}


def test_exception_in_the_block_leaves_the_outer_scope_active():
    with arg_scope([conv], filters=2):
        with pytest.raises(ZeroDivisionError), arg_scope([conv], filters=3):
            raise ZeroDivisionError
        assert conv(0) == (0, 2, "VALID")


@pytest.mark.parametrize(
    ("targets", "names", "error"),
    [
        (len, {"x": 1}, NotScopedError),
        ([conv, len], {"filters": 1}, NotScopedError),
        ([conv, dense], {"filters": 1}, UnknownArgumentError),
    ],
)
def test_failed_scope_leaves_outer_scope_untouched(targets, names, error):
    with arg_scope([conv], filters=2) as outer:
        with pytest.raises(error), arg_scope(targets, **names):
            pass  # pragma: no cover
        assert current_arg_scope() is outer


@pytest.mark.parametrize("thing", [None, 5, [[conv]], {conv}])
def test_what_is_not_callable_cannot_be_scoped(thing):
    with pytest.raises(TargetTypeError, match=r"got .* of type \w+\. [A-Z]"):
        arg_scope(thing, filters=1)


def test_captured_scope_applies_again():
    with arg_scope([conv], filters=2) as scope:
        pass
    with arg_scope(scope):
        assert conv(0) == (0, 2, "VALID")


def test_captured_scope_includes_the_scopes_around_it():
    with arg_scope([conv], filters=2), arg_scope([dense], units=3) as scope:
        pass
    assert set(scope) == {arg_scope_func_key(conv), arg_scope_func_key(dense)}


def test_captured_scope_replaces_what_is_active():
    with arg_scope([conv], filters=2) as scope:
        pass
    with arg_scope([dense], units=5), arg_scope(scope):
        assert (conv(0), dense(0)) == ((0, 2, "VALID"), (0, 1, None))


def test_captured_scope_yields_itself():
    with arg_scope([conv], filters=2) as scope:
        pass
    with arg_scope(scope) as again:
        assert again is scope


def test_union_with_the_current_scope_adds_to_it():
    with arg_scope([conv], filters=2) as scope:
        pass
    with arg_scope([dense], units=5), arg_scope(current_arg_scope() | scope):
        assert (conv(0), dense(0)) == ((0, 2, "VALID"), (0, 5, None))


def test_plain_dict_is_a_captured_scope():
    with arg_scope({arg_scope_func_key(conv): {"filters": 4}}):
        assert conv(0) == (0, 4, "VALID")


def test_empty_dict_is_a_scope_without_defaults():
    with arg_scope([conv], filters=2):
        with arg_scope({}):
            assert conv(0) == (0, 1, "VALID")
        assert conv(0) == (0, 2, "VALID")


def test_default_hands_an_argument_back_to_the_function():
    with arg_scope([conv], filters=2, padding="SAME"):
        with arg_scope([conv], filters=DEFAULT):
            assert conv(0) == (0, 1, "SAME")
        assert conv(0) == (0, 2, "SAME")


def test_none_is_a_value_like_any_other():
    with arg_scope([dense], activation="relu"), arg_scope([dense], activation=None):
        assert dense(0) == (0, 1, None)


def test_any_reaches_every_target_that_takes_the_argument():
    with arg_scope(ANY, padding="SAME"):
        assert (conv(0), dense(0), pool(0)) == (
            (0, 1, "SAME"),
            (0, 1, None),
            (0, 2, "SAME"),
        )


def test_any_reaches_a_target_that_is_defined_later():
    with arg_scope(ANY, padding="SAME"):
        late = add_arg_scope(lambda padding="VALID": padding)
        assert late() == "SAME"


def test_single_target_is_stronger_than_any_in_the_same_scope():
    with arg_scope([ANY, partial(conv, padding="FULL")], padding="SAME"):
        assert (conv(0)[2], pool(0)[2]) == ("FULL", "SAME")


def test_inner_any_wins_over_an_outer_single_target():
    with arg_scope([conv], filters=2, padding="FULL"), arg_scope(ANY, padding="SAME"):
        assert conv(0) == (0, 2, "SAME")


def test_inner_single_target_wins_over_an_outer_any():
    with arg_scope(ANY, padding="SAME"), arg_scope([conv], padding="FULL"):
        assert (conv(0)[2], pool(0)[2]) == ("FULL", "SAME")


def test_any_does_not_reach_extra_keywords():
    @add_arg_scope
    def extra(**options):
        return options

    with arg_scope([extra], padding="MINE"), arg_scope(ANY, padding="SAME"):
        assert extra() == {"padding": "MINE"}


def test_default_for_any_hands_the_argument_back_everywhere():
    with arg_scope([conv], padding="SAME"), arg_scope(ANY, padding=DEFAULT):
        assert conv(0) == (0, 1, "VALID")


def test_partial_sets_its_keywords_for_its_own_target_only():
    with arg_scope([partial(conv, filters=8), partial(dense, units=9)]):
        assert (conv(0), dense(0)) == ((0, 8, "VALID"), (0, 9, None))


def test_partial_is_stronger_than_the_shared_keywords():
    with arg_scope([partial(conv, padding="FULL"), pool], padding="SAME"):
        assert (conv(0)[2], pool(0)[2]) == ("FULL", "SAME")


def test_several_entries_for_one_target_add_up():
    entries = [partial(conv, filters=2), partial(conv, filters=3), conv]
    with arg_scope(entries, padding="SAME"):
        assert conv(0) == (0, 3, "SAME")


def test_partial_of_a_partial_keeps_all_keywords():
    inner = partial(conv, filters=2)
    inner.note = "a partial with attributes is not merged by functools"
    with arg_scope(partial(inner, padding="SAME")):
        assert conv(0) == (0, 2, "SAME")


def test_any_name_can_be_an_argument():
    @add_arg_scope
    def odd(targets=1, self=2, function=3, args=4, kwargs=5):
        return targets, self, function, args, kwargs

    names = ["targets", "self", "function", "args", "kwargs"]
    with arg_scope([odd], **dict.fromkeys(names, 0)):
        assert odd() == (0,) * 5


def test_values_keep_their_identity():
    value = object()
    with arg_scope([conv], padding=value) as scope:
        assert conv(0)[2] is value
    assert scope[arg_scope_func_key(conv)]["padding"] is value


def test_depth_does_not_change_the_result():
    def nest(depth):
        if depth == 0:
            return conv(0)
        with arg_scope([conv], filters=depth):
            return nest(depth - 1)

    assert nest(100) == (0, 1, "VALID")


def test_current_scope_is_what_the_innermost_block_yielded():
    with arg_scope([conv], filters=2), arg_scope([dense], units=3) as inner:
        assert current_arg_scope() is inner


def test_current_scope_without_a_block_is_empty():
    assert current_arg_scope() == ArgScope()


def test_call_in_a_scope_that_does_not_name_it_is_the_plain_call():
    with arg_scope([dense], units=3):
        assert (conv(0), conv(0)) == ((0, 1, "VALID"), (0, 1, "VALID"))


def test_scope_does_not_keep_short_lived_functions_alive():
    with arg_scope(ANY, padding="SAME") as scope:
        for _ in range(100):
            add_arg_scope(lambda padding: padding)()
    assert len(scope._calls) == 0


def test_has_arg_scope_tells_targets_from_others():
    assert [has_arg_scope(x) for x in (conv, conv.__wrapped__, len, 5)] == [
        True,
        False,
        False,
        False,
    ]


def test_func_key_is_module_and_name():
    assert arg_scope_func_key(conv) == f"{conv.__module__}:conv"
    assert conv._key_op == arg_scope_func_key(conv)


def test_func_key_of_anything_else_is_its_text():
    assert arg_scope_func_key(len) == str(len)


def test_scoped_arguments_are_those_with_defaults():
    assert arg_scoped_arguments(pool) == ("size", "padding")


def test_key_of_a_local_function_is_its_own():
    keys = {arg_scope_func_key(add_arg_scope(lambda a=1: a)) for _ in range(10)}
    assert len(keys) == 10


def test_it_can_be_asked_whether_somebody_traces():
    assert not is_traced()
    with arg_scope(conv, padding="SAME"):
        assert not is_traced()
        with trace():
            assert is_traced()
    assert not is_traced()
