"""Settings for a whole program: in force in every thread and task, and watched."""

import asyncio
import json
import threading
from contextvars import Context

import pytest

from argscope import (
    ANY,
    DEFAULT,
    ArgScope,
    add_arg_scope,
    adopt,
    arg_scope,
    arg_scope_func_key,
    current_arg_scope,
    trace,
)
from argscope._core.everywhere import Everywhere


@add_arg_scope
def f(a=1, b=2):
    return a, b


@add_arg_scope
class Point:
    def __init__(self, x=0, *, y=0):
        self.at = x, y


@add_arg_scope
class Made:
    def __new__(cls, *, x=0):
        made = super().__new__(cls)
        made.x = x
        return made


@add_arg_scope
class Both:
    def __new__(cls, x=0):
        return super().__new__(cls)

    def __init__(self, x=0):
        self.x = x


dumps = add_arg_scope(json.dumps)


def scope(target, **defaults):
    """Return a scope without what is active."""
    return ArgScope({"*" if target is ANY else arg_scope_func_key(target): defaults})


@pytest.fixture
def everywhere():
    """Return a function that opens a scope everywhere, until the test is over."""
    opened = []

    def open_everywhere(settings):
        opened.append(Everywhere(settings))
        opened[-1].enter()
        return opened[-1]

    yield open_everywhere
    for each in reversed(opened):
        each.leave()


def in_thread(work):
    """Return what a new thread makes of `work()`."""
    results = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]


def told(opened):
    """Return what had no effect: argument, calls that gave it, who overruled it."""
    return [
        (each.default.name, each.calls, each.overruled is not None)
        for each in opened.without_effect
    ]


# In force.


def test_it_is_in_force_in_this_thread_in_others_and_in_tasks(everywhere):
    everywhere(scope(f, a=7))

    async def task():
        return await asyncio.create_task(asyncio.to_thread(f))

    assert f() == in_thread(f) == Context().run(f) == asyncio.run(task()) == (7, 2)


def test_it_is_below_the_scopes_of_a_thread_unless_it_is_pinned(everywhere):
    def work():
        with arg_scope([f], a=5, b=5):
            return f()

    everywhere(scope(f, a=7))
    everywhere(scope(f, b=8).pinned())
    assert work() == in_thread(work) == (5, 8)
    assert f() == in_thread(f) == (7, 8)


def test_what_is_pinned_stays_in_captured_scopes_and_bound_functions(everywhere):
    captured = scope(f, a=5, b=5)
    everywhere(scope(f, a=7).pinned())

    def work():
        with arg_scope(captured):
            return f()

    bound = captured.bind(f)
    assert work() == in_thread(work) == bound() == in_thread(bound) == (7, 5)


def test_what_is_forced_wins_over_calls_of_all_threads(everywhere):
    everywhere(scope(f, a=7).forced())
    assert f(a=1) == in_thread(lambda: f(a=1)) == (7, 2)


def test_it_is_over_when_it_is_left_also_in_threads_that_began_before():
    opened = Everywhere(scope(f, a=7))
    go, seen = threading.Semaphore(0), []

    def work():
        for _ in range(3):
            go.acquire()
            seen.append(f())
            done.release()

    done = threading.Semaphore(0)
    thread = threading.Thread(target=work)
    thread.start()
    for step in (lambda: None, opened.enter, opened.leave):
        step()
        go.release()
        done.acquire()
    thread.join()
    assert seen == [(1, 2), (7, 2), (1, 2)]
    assert f() == (1, 2)
    assert current_arg_scope() == in_thread(current_arg_scope) == ArgScope()


def test_a_scope_that_was_open_before_goes_on():
    opened = Everywhere(scope(f, a=7))
    with arg_scope([f], b=5):
        opened.enter()
        assert f() == (7, 5)
        assert in_thread(f) == (7, 2)
        with arg_scope([f], b=6):
            assert f() == (7, 6)
        opened.leave()
        assert f() == (1, 5)


def test_a_trace_in_a_thread_sees_it(everywhere):
    everywhere(scope(f, a=7))

    def work():
        with trace() as t:
            f()
        return t

    for t in (work(), in_thread(work)):
        assert [opened.before for opened in t.scopes] == [True]
        assert {a.name: a.setting.value for a in t.calls[0].arguments} == {
            "a": "7",
            "b": "2",
        }


# Watched.


def test_what_a_call_leaves_out_has_an_effect(everywhere):
    opened = everywhere(scope(f, a=7, b=8).pinned())
    f(1)
    assert told(opened) == [("a", 1, False)]
    f(2, 3)
    assert told(opened) == [("a", 2, False)]
    in_thread(f)
    assert told(opened) == []


def test_what_every_call_gives_has_none_and_the_first_is_told(everywhere):
    opened = everywhere(scope(f, a=7).pinned())
    for _ in range(3):
        f(a=1)  # the line
    (setting,) = opened.without_effect
    assert setting.calls == 3
    with open(__file__) as source:  # noqa: PTH123
        assert "# the line" in source.readlines()[setting.first.line - 1]


def pad(sizes: tuple[int, ...] = (1, 1), shape=None):
    return sizes, shape


def test_what_calls_give_again_has_an_effect_in_the_form_of_files_too(everywhere):
    typed = ["pad.sizes=[3, 4]", "pad.shape=[[1], 2]"]
    opened = everywhere(ArgScope.from_assignments(typed, late=True).pinned())
    add_arg_scope(pad)((3, 4), ([1], 2))
    assert told(opened) == []


def test_other_items_than_those_of_a_list_are_told(everywhere):
    scoped = add_arg_scope(pad)
    opened = everywhere(scope(scoped, shape=[1, 2]).pinned())
    for shape in [(1, 2, 3), (1, 3), 1, None]:
        scoped(shape=shape)
    assert told(opened) == [("shape", 4, False)]


def test_what_is_forced_has_an_effect_in_every_call(everywhere):
    opened = everywhere(scope(f, a=7).forced())
    f(a=1)
    assert told(opened) == []


def test_what_is_overruled_inside_has_none(everywhere):
    opened = everywhere(scope(f, a=7).pinned())
    with arg_scope(scope(f, a=5).pinned()):
        assert f() == (5, 2)
    assert told(opened) == [("a", 0, True)]
    with arg_scope([f], a=5):
        assert f() == (7, 2)
    assert told(opened) == []


def test_of_two_names_of_a_target_the_one_that_gives_way_has_none(everywhere):
    short = ArgScope.from_dict({"*": {"a": 5}}) | ArgScope.from_dict(
        {arg_scope_func_key(f): {"a": 7}}
    )
    opened = everywhere(short.pinned())
    assert f() == (7, 2)
    assert told(opened) == [("a", 0, True)]


def test_a_thread_with_a_scope_of_its_own_from_before_goes_on_without(everywhere):
    entered, go, seen = threading.Event(), threading.Event(), []

    def work():
        with arg_scope([f], b=5):
            entered.set()
            go.wait()
            seen.append(f())
        seen.append(f())

    thread = threading.Thread(target=work)
    thread.start()
    entered.wait()
    opened = everywhere(scope(f, a=7).pinned())
    go.set()
    thread.join()
    assert seen == [(1, 5), (1, 2)]
    assert told(opened) == [("a", 0, False)]


def test_what_is_handed_back_is_an_effect(everywhere):
    opened = everywhere(scope(f, a=DEFAULT).pinned())
    with arg_scope([f], a=5):
        assert f() == (1, 2)
    assert told(opened) == []


def test_what_is_for_all_targets_has_an_effect_in_any(everywhere):
    opened = everywhere(scope(ANY, a=7, x=3).pinned())
    f()
    assert told(opened) == [("x", 0, False)]
    assert Point().at == (3, 0)
    assert told(opened) == []


def test_classes_are_watched_where_they_are_constructed(everywhere):
    settings = scope(Point, x=1, y=2) | scope(Made, x=3) | scope(Both, x=4)
    opened = everywhere(settings.pinned())
    Point(5), Made(x=5), Both(5)
    assert told(opened) == [("x", 1, False)] * 3
    assert (Point(y=5).at, Made().x, Both().x) == ((1, 5), 3, 4)
    assert told(opened) == []


def test_views_are_watched(everywhere):
    opened = everywhere(scope(dumps, indent=2).pinned())
    dumps([], indent=4)
    assert told(opened) == [("indent", 1, False)]
    assert dumps([1]) == "[\n  1\n]"
    assert told(opened) == []


def test_adopted_functions_are_told_at_the_line_that_calls_them(everywhere):
    def shout(text, mark="!"):
        return text + mark

    with adopt(shout):
        opened = everywhere(scope(shout, mark="?").pinned())
        shout("no", mark=".")
        assert opened.without_effect[0].first.filename == __file__


def test_a_watched_call_is_recorded_all_the_same(everywhere):
    opened = everywhere(scope(f, a=7, b=8).pinned())
    with trace() as t:
        f(1), f(1)
    assert len(t.calls) == 2
    assert told(opened) == [("a", 2, False)]


def test_each_of_two_is_watched(everywhere):
    outer = everywhere(scope(f, a=7).pinned())
    inner = everywhere(scope(f, b=8).pinned())
    f(a=1)
    assert (told(outer), told(inner)) == ([("a", 1, False)], [])
    f()
    assert told(outer) == []


def test_nothing_watches_once_all_had_an_effect(everywhere):
    everywhere(scope(f, a=7).pinned())
    f()
    (prepared,) = current_arg_scope()._calls.values()
    assert prepared.__code__ is f.__wrapped__.__code__
