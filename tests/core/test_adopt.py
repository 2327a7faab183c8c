"""`adopt`: functions of somebody else become targets in place, and what they were again."""

import asyncio
import functools
import json
import math
import sys
import threading
import traceback
import types
from json import dumps

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.foreign_functions import (
    Base,
    Child,
    Held,
    awaited,
    generated,
    generated_async,
    make_counter,
    positional,
    recursive,
    warning,
)

from argscope import (
    NotScopedError,
    TargetTypeError,
    add_arg_scope,
    adopt,
    arg_scope,
    has_arg_scope,
    signature,
)


def test_every_caller_and_alias_calls_through_the_scope():
    held = {"key": dumps}
    with adopt(json.dumps), arg_scope([dumps], sort_keys=True):
        texts = [f({"b": 1, "a": 2}) for f in (dumps, json.dumps, held["key"])]
    assert texts == ['{"a": 2, "b": 1}'] * 3
    assert dumps({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'


def test_methods_are_adopted_for_subclasses_and_aliases():
    with (
        adopt(Base.method, Base.by_super, Base.made, Base.static),
        arg_scope([Base.method, Base.by_super, Base.made, Base.static], a=7),
    ):
        assert Child().method() == Child().alias() == ("base", 7)
        assert Child().by_super() == (2, 2)  # its call of the base gives the argument
        assert Base().by_super() == 7
        assert (Child.made(), Child.static()) == ((Child, 7), 7)
        assert Child().method(a=3) == ("base", 3)


def test_closures_and_super_work_as_before():
    count = make_counter(10)
    with adopt(count, Held.closed_over):
        with arg_scope([count], step=5):
            assert (count(), count(1)) == (15, 16)
        assert Held().closed_over() == (Held, 1)
    assert count() == 17


def test_coroutines_and_generators_are_made_in_the_scope():
    with (
        adopt(awaited, generated, generated_async),
        arg_scope([awaited, generated, generated_async], a=5),
    ):
        assert asyncio.run(awaited()) == 5
        assert list(generated()) == [5]
        assert asyncio.run(anext(generated_async())) == 5


def test_recursion_goes_through_the_scope():
    with adopt(recursive), arg_scope([recursive], a=9):
        assert recursive(3) == 9


def test_traceback_ends_in_the_lines_of_the_function():
    with adopt(json.dumps), pytest.raises(TypeError) as caught:
        json.dumps(object())
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [frame.filename for frame in frames if frame.name == "dumps"][-1] == (
        json.__file__
    )


def test_warnings_name_the_line_that_called():
    with adopt(warning), pytest.warns(UserWarning, match="old") as caught:
        warning()
    assert [found.filename for found in caught] == [__file__]


def test_errors_tell_what_came_from_scopes():
    with (
        adopt(json.dumps),
        arg_scope([json.dumps], separators=5),
        pytest.raises(TypeError) as caught,
    ):
        json.dumps({})
    assert "separators=5  set by arg_scope at" in caught.value.__notes__[0]


def test_signature_shows_the_scoped_values():
    with adopt(positional), arg_scope([positional], d=9):
        assert signature(positional).parameters["d"].default == 9


def test_a_call_without_with_lasts_until_it_is_undone():
    adoption = adopt(positional)
    with arg_scope([positional], d=9):
        assert positional(1)[4] == 9
    assert repr(adoption) == "<adoption of positional>"
    adoption.undo()
    assert repr(adoption) == "<adoption of nothing>"
    adoption.undo()
    assert not has_arg_scope(positional)


def test_a_function_is_adopted_until_all_who_did_undo_it():
    first, second = adopt(positional), adopt(positional)
    first.undo()
    first.undo()
    assert has_arg_scope(positional)
    second.undo()
    assert not has_arg_scope(positional)


def test_a_target_stays_a_target():
    @add_arg_scope
    def mine(a=1):
        return a

    with adopt(mine), arg_scope([mine], a=2):
        assert mine() == 2
    with arg_scope([mine], a=3):
        assert mine() == 3


def test_what_the_function_notes_on_itself_is_kept():
    def counted():
        counted.calls += 1

    counted.calls = 0
    with adopt(counted):
        counted()
        counted()
    assert vars(counted) == {"calls": 2}


def test_views_go_on_through_an_adoption():
    view = add_arg_scope(json)
    with arg_scope([view.dumps], sort_keys=True):
        assert view.dumps({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'
    with adopt(json.dumps):
        assert view.dumps == json.dumps
        with arg_scope([view.dumps], sort_keys=True):
            assert view.dumps({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'
            assert json.dumps({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'
    with arg_scope([view.dumps], sort_keys=True):
        assert view.dumps({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'
        assert json.dumps({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'


def test_a_view_made_while_adopted_goes_on_after_it():
    view = add_arg_scope(json)
    with adopt(json.dumps):
        assert view.dumps is json.dumps
    with arg_scope([view.dumps], sort_keys=True):
        assert view.dumps({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'
        assert json.dumps({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'


def test_a_view_given_to_adopt_stands_for_what_it_views():
    view = add_arg_scope(json.dumps)
    with adopt(view):
        assert has_arg_scope(json.dumps)
    assert not has_arg_scope(json.dumps)


def test_a_builtin_is_replaced_in_its_module():
    module = types.ModuleType("lent")
    module.isclose = module.same = math.isclose
    original = math.isclose
    with adopt(math.isclose):
        assert math.isclose is not original
        assert math.isclose == original
        with arg_scope([math.isclose], abs_tol=1):
            assert math.isclose(1, 1.5)
            assert not module.same(1, 1.5)  # imported before, from another module
    assert math.isclose is original


def test_a_builtin_is_replaced_under_all_its_names_there(monkeypatch):
    monkeypatch.setattr(math, "near", math.isclose, raising=False)
    original = math.isclose
    with adopt(math.isclose), arg_scope([math.near], abs_tol=1):
        assert math.near(1, 1.5)
        assert math.isclose(1, 1.5)
    assert math.near is math.isclose is original


def test_a_builtin_that_has_a_view_gets_that_in_its_place():
    view = add_arg_scope(math.isclose)
    with adopt(math.isclose), arg_scope([view], abs_tol=1):
        assert math.isclose is view
        assert math.isclose(1, 1.5)


def test_what_somebody_else_put_there_meanwhile_stays(monkeypatch):
    monkeypatch.setattr(math, "isclose", math.isclose)
    with adopt(math.isclose):
        math.isclose = "replaced"
    assert math.isclose == "replaced"


def test_method_of_somebody_else_is_told_of_adopt():
    with pytest.raises(NotScopedError) as caught:
        arg_scope([Child.method], a=1)
    assert str(caught.value).startswith(
        "arg_scope() got Base.method(), which is not a scoped callable. Decorate it with "
        "@add_arg_scope or, if Base is not yours, call argscope.adopt(Base.method) first.\n"
    )


REFUSED = {
    "number": (5, "adopt() expected functions and methods, got 5 of type int."),
    "class": (
        Base,
        "adopt() expected functions and methods, got Base of type type. Give add_arg_scope "
        "the class, or adopt its __init__.",
    ),
    "list": (
        [dumps],
        "adopt() expected functions and methods, got [dumps()] of type list. Give them one "
        "by one, without brackets.",
    ),
    "text": (
        "json.dumps",
        "adopt() expected functions and methods, got 'json.dumps' of type str. Write the "
        "name without quotes.",
    ),
    "module": (
        types.ModuleType("lent"),
        "adopt() expected functions and methods, got <module 'lent'> of type module. Give "
        "add_arg_scope the module, or adopt functions of it.",
    ),
    "method in C": (
        str.upper,
        "adopt() expected a function whose class can be changed, got str.upper() of type "
        "method_descriptor. str is written in C. Make a subclass with a method of that name "
        "under @add_arg_scope, or scope one bound method with add_arg_scope.",
    ),
    "callable without a place": (
        functools.partial(dumps, indent=2),
        "adopt() expected what is found by the name that it has, got "
        "functools.partial(<function dumps>, indent=2) of type partial. Use add_arg_scope, "
        "which makes a view of it, and call the view.",
    ),
}


@pytest.mark.parametrize(("given", "text"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_adopted_is_refused_with_what_to_do(given, text):
    with pytest.raises(TargetTypeError) as caught:
        adopt(given)
    assert str(caught.value) == text


def test_nothing_is_adopted_if_one_is_refused():
    with pytest.raises(TargetTypeError):
        adopt(positional, 5)
    assert not has_arg_scope(positional)


def test_threads_adopt_and_undo_at_once():
    code = positional.__code__
    wrong = []

    def work():
        for _ in range(200):
            with adopt(positional), arg_scope([positional], d=9):
                if positional(1)[4] != 9:
                    wrong.append(1)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert (wrong, positional.__code__) == ([], code)


# Random programs: who adopts and undoes what, against a list of what is adopted.

POOL = [positional, Base.method, Base.static, recursive, json.dumps, math.isclose]
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("adopt"), st.lists(st.integers(0, 5), min_size=1, max_size=3)
        ),
        st.tuples(st.just("undo"), st.integers(0, 9)),
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_what_is_adopted_is_what_somebody_has_not_undone(steps):
    isclose, codes = math.isclose, [f.__code__ for f in POOL[:-1]]
    made = []
    for step, what in steps:
        if step == "adopt":
            made.append((adopt(*(POOL[i] for i in what)), set(what)))
        elif made:
            adoption, held = made[what % len(made)]
            adoption.undo()
            held.clear()
        expected = {index for _, held in made for index in held}
        found = {i for i, f in enumerate(POOL[:-1]) if has_arg_scope(f)}
        found |= {5} if math.isclose is not isclose else set()
        assert found == expected
    for adoption, _ in made:
        adoption.undo()
    assert math.isclose is isclose
    assert [f.__code__ for f in POOL[:-1]] == codes
