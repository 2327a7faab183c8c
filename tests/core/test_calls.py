"""One table of calls, for every way in which a callable is called through a scope.

What is expected is never written down: Python itself says it, given the arguments of
the call and, for those that the call leaves out, the values of the scope.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import pytest

import argscope._core.calls
import argscope._core.settings
from argscope import DEFAULT, add_arg_scope, arg_scope, signature

# (signature, values of the scope, positional arguments, keyword arguments)
CASES: dict[str, tuple[str, dict[str, Any], tuple[Any, ...], dict[str, Any]]] = {
    "scope_sets_a_default": ("x, a=1", {"a": 5}, (0,), {}),
    "scope_sets_one_of_many": ("x, a=1, b=2, c=3", {"b": 5}, (0,), {}),
    "keyword_wins": ("x, a=1", {"a": 5}, (0,), {"a": 9}),
    "position_wins": ("x, a=1", {"a": 5}, (0, 9), {}),
    "position_wins_over_one": ("x, a=1, b=2", {"a": 5, "b": 6}, (0, 9), {}),
    "none_is_a_value": ("x, a=1", {"a": None}, (0,), {}),
    "all_by_keyword": ("x, a=1", {"a": 5}, (), {"a": 2, "x": 3}),
    "required_from_scope": ("x, a", {"a": 5}, (0,), {}),
    "all_required_from_scope": ("x, a", {"x": 4, "a": 5}, (), {}),
    "required_given_too_late": ("x, a", {"x": 4}, (), {"a": 1}),
    "required_missing": ("x, a", {"x": 4}, (), {}),
    "required_missing_everywhere": ("x, a=1", {"a": 4}, (), {}),
    "gap_filled_by_keyword": ("x, a, b=2", {"x": 4}, (), {"a": 1}),
    "gap_with_positions": ("x, a, b=2", {"x": 4}, (7, 8), {}),
    "gap_not_filled": ("x, a, b=2", {"x": 4}, (7,), {}),
    "too_many_positions": ("x, a=1", {"a": 5}, (0, 1, 2), {}),
    "given_twice": ("x, a=1", {"a": 5}, (0, 1), {"a": 2}),
    "unknown_keyword": ("x, a=1", {"a": 5}, (0,), {"z": 2}),
    "keyword_only": ("x, *, k=1", {"k": 5}, (0,), {}),
    "keyword_only_required": ("x, *, k", {"k": 5}, (0,), {}),
    "keyword_only_missing": ("x=0, *, j, k", {"k": 5}, (), {}),
    "keyword_only_call_wins": ("x, *, k=1", {"k": 5}, (0,), {"k": 9}),
    "keyword_only_beside_others": ("x, a=0, *, k=1", {"a": 3, "k": 5}, (0,), {}),
    "positional_only": ("x, a=1, /", {"a": 5}, (0,), {}),
    "positional_only_call_wins": ("x, a=1, /", {"a": 5}, (0, 9), {}),
    "positional_only_required": ("x, a, /", {"a": 5}, (0,), {}),
    "positional_only_all_required": ("x, a, /", {"x": 4, "a": 5}, (), {}),
    "positional_only_first": ("x=0, a=1, /", {"x": 5}, (), {}),
    "positional_only_last": ("x=0, a=1, /", {"a": 5}, (), {}),
    "positional_only_gap": ("x, a, /, b=2", {"x": 4}, (), {}),
    "positional_only_by_name": ("x, a=1, /", {"a": 5}, (0,), {"a": 2}),
    "positional_only_then_named": ("x, /, a, b=2", {"x": 4, "a": 5}, (), {}),
    "positional_only_then_given": ("x, /, a, b=2", {"x": 4, "b": 5}, (), {"a": 1}),
    "rest": ("x, a=1, *rest", {"a": 5}, (0,), {}),
    "rest_given": ("x, a=1, *rest", {"a": 5}, (0, 1, 2, 3), {}),
    "rest_and_keyword_only": ("x, *rest, k=1", {"k": 5}, (0, 1, 2), {}),
    "extra_keyword": ("x, **extra", {"a": 5}, (0,), {}),
    "extra_keyword_call_wins": ("x, **extra", {"a": 5, "b": 6}, (0,), {"a": 9}),
    "extra_keyword_and_default": ("x, a=1, **extra", {"a": 5, "b": 6}, (0,), {}),
    "extra_keyword_position_wins": ("x, a=1, **extra", {"a": 5, "b": 6}, (0, 9), {}),
    "extra_keyword_named_extra": ("x, **extra", {"extra": 5}, (0,), {}),
    "awkward_names": ("self_=0, args=1, kwargs=2", {"args": 5, "kwargs": 6}, (), {}),
    "function_as_a_name": ("function=0, call=1", {"function": 5, "call": 6}, (), {}),
    "default_is_the_way_back": ("x, a=1", {"a": DEFAULT}, (0,), {}),
    "default_of_a_required": ("x, a", {"a": DEFAULT}, (0,), {}),
    "default_of_an_extra": ("x, **extra", {"a": DEFAULT}, (0,), {}),
    "default_beside_others": ("x, a=1, b=2", {"a": DEFAULT, "b": 5}, (0,), {}),
}


def define(
    name: str, parameters: str, body: str = "return locals()"
) -> Callable[..., Any]:
    """Return a function that, by default, returns all its arguments by name."""
    namespace: dict[str, Any] = {}
    text = f"def {name}({parameters}):\n    {body}"
    exec(text, {"__name__": "cases"}, namespace)  # noqa: S102  # text from this file
    return namespace[name]  # type: ignore[no-any-return]


# Each kind returns a target, and how to call it so that the arguments come back.
Kind = tuple[Any, Callable[..., Any]]


def native(parameters: str) -> Kind:
    scoped = add_arg_scope(define("f", parameters))
    return scoped, scoped


def wrapped(parameters: str) -> Kind:
    function = define("f", parameters)

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    scoped = add_arg_scope(wrapper)
    return scoped, scoped


def partial(parameters: str) -> Kind:
    scoped = add_arg_scope(functools.partial(define("f", parameters)))
    return scoped, scoped


def cached(parameters: str) -> Kind:
    scoped = add_arg_scope(functools.lru_cache(define("f", parameters)))
    return scoped, scoped


def class_(parameters: str) -> Kind:
    init = define("__init__", f"self, {parameters}", "self.__dict__.update(locals())")
    view = add_arg_scope(type("Class", (), {"__init__": init}))
    return view, lambda *args, **kwargs: without_self(vars(view(*args, **kwargs)))


def method(parameters: str) -> Kind:
    scoped = add_arg_scope(define("method", f"self, {parameters}"))
    bound = type("Class", (), {"method": scoped})().method
    return scoped, lambda *args, **kwargs: without_self(bound(*args, **kwargs))


def callable_object(parameters: str) -> Kind:
    function = define("__call__", f"self, {parameters}")
    scoped = add_arg_scope(type("Callable", (), {"__call__": function})())
    return scoped, lambda *args, **kwargs: without_self(scoped(*args, **kwargs))


KINDS = [native, wrapped, partial, cached, class_, method, callable_object]


def without_self(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name != "self"}


def outcome(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return call(*args, **kwargs)
    except TypeError:
        return TypeError


def reference(
    parameters: str, values: dict[str, Any], args: Any, kwargs: dict[str, Any]
) -> Any:
    """Return what Python does with the call's arguments, and the scope's for the rest."""
    function = define("f", parameters)
    try:
        bound = inspect.signature(function).bind_partial(*args, **kwargs)
    except TypeError:
        return TypeError
    takes = bound.signature.parameters
    extra = [p.name for p in takes.values() if p.kind is p.VAR_KEYWORD]
    named = {n for n, p in takes.items() if p.kind is not p.VAR_KEYWORD}
    for name, value in values.items():
        if value is DEFAULT:
            continue
        if name in named:
            bound.arguments.setdefault(name, value)
        else:
            bound.arguments.setdefault(extra[0], {}).setdefault(name, value)
    # Sorted as in the signature; needed once an argument was added.
    bound.apply_defaults()
    return outcome(function, *bound.args, **bound.kwargs)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_call_gets_what_python_would_do_with_the_merged_arguments(case, kind):
    parameters, values, args, kwargs = case
    target, call = kind(parameters)
    with arg_scope(target, **values):
        actual = outcome(call, *args, **kwargs)
    assert actual == reference(parameters, values, args, kwargs)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_merging_and_native_defaults_agree(case, monkeypatch):
    parameters, values, args, kwargs = case
    call, _ = native(parameters)
    with arg_scope(call, **values):
        by_python = outcome(call, *args, **kwargs)
    monkeypatch.setattr(argscope._core.calls, "_with_native_defaults", lambda *_: None)
    with arg_scope(call, **values):
        by_merging = outcome(call, *args, **kwargs)
    assert by_merging == by_python


# It shows as keyword-only what follows a required argument that the scope supplies.
SHOWN = {name: case for name, case in CASES.items() if name != "gap_with_positions"}


@pytest.mark.parametrize("case", SHOWN.values(), ids=SHOWN)
def test_shown_signature_accepts_exactly_the_calls_that_work(case):
    parameters, values, args, kwargs = case
    call, _ = native(parameters)
    with arg_scope(call, **values):
        shown = signature(call)
        actual = outcome(call, *args, **kwargs)
    assert (outcome(shown.bind, *args, **kwargs) is TypeError) == (actual is TypeError)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_without_a_scope_the_call_is_the_plain_call(case):
    parameters, _, args, kwargs = case
    plain = outcome(define("f", parameters), *args, **kwargs)
    assert outcome(native(parameters)[0], *args, **kwargs) == plain


def test_the_reference_tells_a_scoped_value_from_a_default():
    assert reference("x, a=1", {"a": 5}, (0,), {}) == {"x": 0, "a": 5}


def test_extra_keyword_may_be_called_like_a_positional_only_argument():
    # Not in the table: Signature.bind of Python 3.11 does not know this.
    for target, call in (kind("x=1, /, **extra") for kind in KINDS):
        with arg_scope(target, x=5):
            assert call(x=7) == {"x": 5, "extra": {"x": 7}}


def test_native_path_calls_the_same_code_without_merging(monkeypatch):
    monkeypatch.setattr(argscope._core.calls, "_merging", None)
    call, _ = native("x, a=1, *, k=2")
    with arg_scope(call, a=5, k=6):
        assert call(0) == {"x": 0, "a": 5, "k": 6}


def test_a_name_the_interpreter_reports_is_that_of_the_function():
    call, _ = native("x, a")
    with arg_scope(call, a=5), pytest.raises(TypeError, match=r"^f\(\) missing 1"):
        call()


def test_a_renamed_function_is_reported_by_its_new_name():
    function = define("f", "x, a")
    function.__qualname__ = "renamed"
    call = add_arg_scope(function)
    with (
        arg_scope(call, a=5),
        pytest.raises(TypeError, match=r"^renamed\(\) missing 1"),
    ):
        call()


def test_a_scope_prepares_a_call_once(monkeypatch):
    call, _ = native("x, a=1")
    with arg_scope(call, a=5):
        call(0)
        monkeypatch.setattr(argscope._core.settings, "with_defaults", None)
        assert call(0) == {"x": 0, "a": 5}


FORCED = {
    "keyword": ("x, a=1", {"a": 5}, (0,), {"a": 9}, {"x": 0, "a": 5}),
    "position": ("x, a=1", {"a": 5}, (0, 9), {}, {"x": 0, "a": 5}),
    "left_out": ("x, a=1", {"a": 5}, (0,), {}, {"x": 0, "a": 5}),
    "positional_only": ("x, a=1, /", {"a": 5}, (0, 9), {}, {"x": 0, "a": 5}),
    "positional_only_left_out": ("x, a=1, /", {"a": 5}, (0,), {}, {"x": 0, "a": 5}),
    "keyword_only": ("x, *, k=1", {"k": 5}, (0,), {"k": 9}, {"x": 0, "k": 5}),
    "extra": ("x, **e", {"a": 5}, (0,), {"a": 9}, {"x": 0, "e": {"a": 5}}),
    "own_default": ("x, a=1", {"a": DEFAULT}, (0,), {"a": 9}, {"x": 0, "a": 1}),
    "no_own_default": ("x, a", {"a": DEFAULT}, (0,), {"a": 9}, {"x": 0, "a": 9}),
}


@pytest.mark.parametrize("kind", [native, wrapped, partial, callable_object])
@pytest.mark.parametrize("case", FORCED.values(), ids=FORCED)
def test_forced_default_beats_the_call(case, kind):
    parameters, values, args, kwargs, expected = case
    target, call = kind(parameters)
    with arg_scope(target, **values) as scope:
        pass
    with arg_scope(scope.forced()):
        assert call(*args, **kwargs) == expected
