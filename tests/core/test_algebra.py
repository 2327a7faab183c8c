"""Scopes as values: combining, comparing, looking at them, and not changing them."""

import copy
import pickle
from functools import lru_cache, partial, reduce
from itertools import permutations
from operator import or_

import pytest

from argscope import (
    ANY,
    DEFAULT,
    UNSET,
    ArgScope,
    ImmutableScopeError,
    Origin,
    ScopeDiff,
    add_arg_scope,
    arg_scope,
)


@add_arg_scope
def f(a=1, b=2):
    return a, b


@add_arg_scope
def g(a=1, c=3):
    return a, c


F, G = f._key_op, g._key_op


def scope_of(*targets, **defaults):
    with arg_scope({}), arg_scope(list(targets), **defaults) as scope:
        return scope


def called_in(scope, function=f, *args, **kwargs):
    with arg_scope(scope):
        return function(*args, **kwargs)


def test_scope_is_a_dict_equal_to_the_plain_one():
    scope = scope_of(f, a=5)
    assert isinstance(scope, dict)
    assert scope == {F: {"a": 5}}
    assert dict.__eq__({F: {"a": 5}}, scope)
    assert scope != {F: {"a": 6}}
    assert scope != {F: {"a": 5, "b": 6}}
    assert scope != 5


def test_union_takes_the_right_value_where_both_have_one():
    assert scope_of(f, a=5, b=6) | scope_of(f, g, a=7) == {
        F: {"a": 7, "b": 6},
        G: {"a": 7},
    }


def test_union_with_the_empty_scope_is_the_scope():
    scope = scope_of(f, a=5)
    assert (scope | ArgScope(), ArgScope() | scope, scope | {}) == (scope,) * 3


def test_union_with_a_plain_dict_works_from_both_sides():
    scope, plain = scope_of(f, a=5), {F: {"a": 7, "b": 8}}
    assert scope | plain == plain
    assert plain | scope == {F: {"a": 5, "b": 8}}
    assert isinstance(plain | scope, ArgScope)


def test_union_in_place_makes_a_new_scope():
    scope = original = scope_of(f, a=5)
    scope |= scope_of(f, b=6)
    assert (original, scope) == ({F: {"a": 5}}, {F: {"a": 5, "b": 6}})


def test_union_is_the_same_as_nesting():
    left, right = scope_of(f, a=5, b=6), scope_of(ANY, a=7)
    with arg_scope(left), arg_scope(ANY, a=7) as nested:
        pass
    assert nested == left | right


def test_union_is_associative():
    parts = [
        scope_of(f, a=5),
        scope_of(ANY, a=6),
        scope_of(f, a=5).pinned(),
        scope_of(ANY, a=6).pinned(),
        scope_of(f, a=5).forced(),
        scope_of(ANY, a=6).forced(),
        scope_of(f, a=DEFAULT, b=4),
    ]
    for x in parts:
        for y in parts:
            for z in parts:
                assert called_in((x | y) | z) == called_in(x | (y | z))


def test_difference_drops_a_target():
    assert scope_of(f, g, a=5) - f == {G: {"a": 5}}


def test_difference_drops_a_list_of_targets_and_any():
    assert scope_of(f, g, ANY, a=5) - [f, ANY] == {G: {"a": 5}}


def test_only_keeps_the_targets_named():
    scope = scope_of(f, g, ANY, a=5)
    assert scope.only(f, ANY) == {F: {"a": 5}, "*": {"a": 5}}
    assert scope.only() == {}


def test_restricting_keeps_what_is_forced():
    scope = scope_of(f, g, a=5).forced()
    assert called_in(scope - g, f, 9) == (5, 2)
    assert called_in(scope.only(g), f, 9) == (9, 2)


def test_diff_shows_both_sides():
    left, right = scope_of(f, a=5, b=6), scope_of(f, g, a=7)
    assert left.diff(right) == {
        F: {"a": (5, 7), "b": (6, UNSET)},
        G: {"a": (UNSET, 7)},
    }


def test_diff_of_equal_scopes_is_empty():
    assert not scope_of(f, a=5).diff({F: {"a": 5}})


def test_diff_cannot_be_changed_but_pickled():
    diff = scope_of(f, a=5).diff(ArgScope())
    with pytest.raises(ImmutableScopeError):
        diff.clear()
    assert pickle.loads(pickle.dumps(diff)) == diff
    assert type(pickle.loads(pickle.dumps(diff))) is ScopeDiff


def test_equal_scopes_have_equal_hashes():
    one, other = scope_of(f, a=[1]), ArgScope({F: {"a": [1]}})
    assert one == other
    assert hash(one) == hash(other)


def test_hash_is_the_same_for_values_that_compare_equal():
    assert hash(scope_of(f, a=1)) == hash(scope_of(f, a=True))


def test_hash_differs_with_the_names():
    assert len({hash(scope_of(f, **{name: 1})) for name in "ab"}) == 2


def test_scope_is_a_cache_key_and_a_static_argument():
    calls = []

    @lru_cache
    def traced(x, scope):
        calls.append(scope)
        return x + called_in(scope)[0]

    results = [traced(1, scope_of(f, a=n)) for n in (5, 5, 6)]
    assert (results, len(calls)) == ([6, 6, 7], 2)


def test_forced_scope_is_another_scope():
    scope = scope_of(f, a=5)
    assert scope != scope.forced()
    assert scope.forced() == scope.forced()
    assert scope.forced() != {F: {"a": 5}}


def test_value_without_a_truth_is_equal_only_to_itself():
    class Array:
        def __eq__(self, other):
            raise ValueError

        __hash__ = None

    one, other = Array(), Array()
    assert scope_of(f, a=one) == scope_of(f, a=one)
    assert scope_of(f, a=one) != scope_of(f, a=other)


def test_forced_beats_inner_scopes():
    with arg_scope(scope_of(f, a=5).forced()), arg_scope([f], a=6, b=7):
        assert f(a=8) == (5, 7)


def test_inner_forced_beats_outer_forced():
    assert called_in(scope_of(f, a=5).forced() | scope_of(f, a=6).forced()) == (6, 2)
    assert called_in(scope_of(f, a=5).forced() | scope_of(ANY, a=6).forced()) == (6, 2)
    assert called_in(scope_of(ANY, a=5).forced() | scope_of(f, a=6).forced()) == (6, 2)


def test_outer_forced_for_any_beats_inner_single_target():
    scope = scope_of(ANY, a=5).forced() | scope_of(f, a=6)
    assert called_in(scope, f, a=9) == (5, 2)


def test_forcing_does_not_bring_back_what_was_overruled():
    scope = scope_of(ANY, a=5).forced() | scope_of(f, a=6)
    assert called_in(scope.forced(), f, a=9) == (5, 2)


def test_outer_forced_target_beats_inner_any():
    scope = scope_of(f, a=5).forced() | scope_of(ANY, a=6)
    assert (called_in(scope), called_in(scope, g)) == ((5, 2), (6, 3))


def test_union_keeps_the_origins_of_what_it_takes():
    outer = scope_of(f, a=5).forced()
    inner = scope_of(f, a=6, b=7)
    assert (outer | inner)._origins[F]["a"] == outer._origins[F]["a"]
    assert (outer | inner)._origins[F]["b"] == inner._origins[F]["b"]


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.__setitem__(F, {}),
        lambda s: s.__delitem__(F),
        lambda s: s.clear(),
        lambda s: s.pop(F),
        lambda s: s.popitem(),
        lambda s: s.setdefault(G, {}),
        lambda s: s.update({G: {}}),
        lambda s: s[F].__setitem__("a", 6),
        lambda s: s[F].__ior__({"a": 6}),
    ],
)
def test_scope_cannot_be_changed(change):
    scope = scope_of(f, a=5)
    with pytest.raises(ImmutableScopeError):
        change(scope)
    assert scope == {F: {"a": 5}}


def test_scope_does_not_see_later_changes_of_the_dict_it_was_made_of():
    plain = {F: {"a": 5}}
    scope = ArgScope(plain)
    plain[F]["a"] = 6
    assert called_in(scope) == (5, 2)


def test_copies_are_the_scope_itself():
    scope = scope_of(f, a=[1])
    assert copy.copy(scope) is scope
    assert copy.deepcopy(scope) is scope


def test_markers_copy_and_pickle_to_themselves():
    for marker in (ANY, DEFAULT, UNSET):
        assert copy.deepcopy(marker) is marker
        assert pickle.loads(pickle.dumps(marker)) is marker


def test_repr_can_be_read_back():
    scope = scope_of(f, a=5)
    assert repr(scope) == f"ArgScope({{{F!r}: {{'a': 5}}}})"
    assert eval(repr(scope)) == scope  # noqa: S307
    assert repr(scope.pinned()) == repr(scope) + ".pinned()"
    assert repr(scope.forced()) == repr(scope) + ".forced()"
    assert repr(ArgScope()) == "ArgScope({})"


def test_repr_of_several_strengths_can_be_read_back():
    parts = [
        scope_of(f, a=5),
        scope_of(ANY, a=6).pinned(),
        scope_of(f, b=7).forced(),
        scope_of(ANY, c=8),
    ]
    for order in permutations(parts):
        scope = reduce(or_, order)
        assert eval(repr(scope)) == scope  # noqa: S307


def test_text_is_a_table_of_targets_arguments_values_and_places():
    scope = scope_of(f, a="SAME") | {F: {"b": [0] * 99}, "*": {"c": len}}
    lines = str(scope.forced()).splitlines()
    assert lines[0].split() == ["target", "argument", "value", "set", "at"]
    assert lines[2].split()[:4] == [F, "a", "'SAME'", "(forced)"]
    assert lines[3].split()[0] == "b"
    assert lines[3].endswith("(forced)  -")
    assert lines[4].split() == ["any", "target", "c", "len()", "(forced)", "-"]
    assert "'SAME' (pinned)" in str(scope.pinned())


def test_text_names_the_file_the_line_and_the_function():
    scope = scope_of(f, a=1)
    line = scope_of.__code__.co_firstlineno + 1
    assert f"test_algebra.py:{line} in scope_of()" in str(scope)


def test_text_of_no_defaults_says_so():
    assert str(ArgScope()) == "(no defaults)"


def test_html_is_a_table_with_escaped_cells():
    html = scope_of(f, a="<b>")._repr_html_()
    assert html.startswith("<table><thead><tr><th>target</th>")
    assert "<td><code>&#x27;&lt;b&gt;&#x27;</code></td>" in html


def test_diff_is_shown_as_a_table_too():
    diff = scope_of(f, a=5).diff(scope_of(f, a=6))
    assert str(diff).splitlines()[2].split() == [F, "a", "5", "6"]
    assert "<td><code>6</code></td>" in diff._repr_html_()


def test_diff_tells_how_strong_each_side_is():
    left, right = scope_of(f, a=5, b=6), scope_of(f, a=5).pinned() | scope_of(f, b=6)
    diff = left.diff(right)
    assert diff == {F: {"a": (5, 5)}}
    for shown in (diff, pickle.loads(pickle.dumps(diff))):
        assert str(shown).splitlines()[2].split() == [F, "a", "5", "5", "(pinned)"]


def test_block_tells_where_it_was_opened():
    with (block := arg_scope([f], a=1)):
        pass
    assert repr(block).endswith("in test_block_tells_where_it_was_opened()>")
    assert isinstance(block.origin, Origin)
    assert block.origin.filename == __file__
    assert block.origin.function == "test_block_tells_where_it_was_opened"


def test_partial_entries_have_the_place_of_the_block():
    with arg_scope(partial(f, a=5)) as scope:
        assert scope._origins[F]["a"].function.startswith("test_partial_entries")
