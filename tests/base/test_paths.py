"""Paths of variables, and the scopes they lie in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argscope._base.paths import (
    first_free,
    from_weights_key,
    is_in,
    is_in_any,
    scopes_around,
    scopes_of,
    to_weights_key,
)

components = st.text("ab1_", min_size=1, max_size=3)
paths = st.lists(components, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize("root", ["", "/", "//"])
def test_every_path_is_in_the_root(root):
    assert is_in("net/conv1/weights", root)


@given(paths)
def test_a_path_is_in_itself_and_in_the_scopes_around_it(path):
    assert all(is_in(path, scope) for scope in [path, *scopes_around(path)])


@given(paths, paths)
def test_a_path_is_in_no_other_scope(path, scope):
    assert is_in(path, scope) == (scope in [path, *scopes_around(path)])


@given(paths, paths)
def test_a_slash_at_the_end_of_a_scope_says_nothing(path, scope):
    assert is_in(path, f"{scope}/") == is_in(path, scope)


def test_a_path_is_in_any_of_some_scopes():
    assert is_in_any("a/b", ["c", "a"])
    assert not is_in_any("a/b", ["c", "b"])
    assert not is_in_any("a/b", [])


def test_scopes_of_paths_come_once_and_outer_ones_first():
    assert scopes_of(["a/b/w", "a/b/v", "a/c/w", "w"]) == ["a", "a/b", "a/c"]


@given(paths)
def test_a_path_is_read_back_from_its_key(path):
    assert from_weights_key(to_weights_key(path)) == path
    assert "/" not in to_weights_key(path)


@given(components, st.sets(st.integers(0, 5)))
def test_the_first_free_name_has_the_smallest_number_that_is_not_taken(name, taken):
    names = [name, *(f"{name}_{serial}" for serial in range(1, 7))]
    free = first_free(name, {names[serial] for serial in taken}.__contains__)
    assert names.index(free) == min({*range(7)} - taken)
