"""What a trace records: calls, origins, what was shadowed, what was never used."""

import asyncio
import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from argscope import (
    ANY,
    DEFAULT,
    ScopeOrderError,
    UnusedDefaultError,
    add_arg_scope,
    arg_scope,
    current_arg_scope,
    isolated,
    trace,
)


@add_arg_scope
def conv(inputs, size=3, padding="VALID", *, rate=1):
    return inputs, size, padding, rate


@add_arg_scope
def block(inputs, depth=1):
    for _ in range(depth):
        inputs = conv(inputs)
    return inputs


@add_arg_scope
def anything(first, /, *rest, **named):
    return first, rest, named


@add_arg_scope
class Point:
    def __init__(self, x, y=0):
        self.at = x, y


def told(call):
    """Return value, who set it, and what it shadowed, by argument."""
    return {
        a.name: (a.setting.value, str(a.setting.by), [s.value for s in a.shadowed])
        for a in call.arguments
    }


def test_the_call_shadows_scopes_and_scopes_shadow_the_own_default():
    with trace() as t, arg_scope(conv, size=5, padding="SAME"), arg_scope(conv, size=7):
        conv("x", padding="FULL")
    assert told(t.calls[0]) == {
        "inputs": ("'x'", "call", []),
        "size": ("7", "scope", ["5", "3"]),
        "padding": ("'FULL'", "call", ["'SAME'", "'VALID'"]),
        "rate": ("1", "default", []),
    }


def test_origins_are_the_lines_of_call_scope_and_function():
    with trace() as t, arg_scope(conv, size=5):
        conv("x")
    inputs, size, padding, _ = t.calls[0].arguments
    here = test_origins_are_the_lines_of_call_scope_and_function.__code__
    lines = [here.co_firstlineno + 1, here.co_firstlineno + 2]
    assert [size.setting.origin.line, inputs.setting.origin.line] == lines
    assert t.calls[0].site.function == here.co_name
    assert padding.setting.origin.function == "conv"


def test_calls_outside_of_all_scopes_are_recorded_too():
    with trace() as t:
        conv("x", 1)
    assert told(t.calls[0])["size"] == ("1", "call", ["3"])


def test_calls_in_calls_are_nested():
    with trace() as t:
        block("x", depth=2)
    assert [(c.name, c.parent) for c in t.calls] == [
        ("block()", None),
        ("conv()", 0),
        ("conv()", 0),
    ]


def test_a_captured_scope_hides_the_scopes_around_it():
    with arg_scope(conv, size=5) as five:
        pass
    with trace() as t, arg_scope(conv, padding="SAME"), arg_scope(five):
        conv("x")
    assert told(t.calls[0])["padding"] == ("'VALID'", "default", ["'SAME'"])
    assert [scope.replaces for scope in t.scopes] == [False, True]


def test_a_default_handed_back_is_told_with_the_scope_that_did_it():
    with trace() as t, arg_scope(conv, size=5), arg_scope(conv, size=DEFAULT):
        conv("x")
    assert told(t.calls[0])["size"] == ("3", "scope", ["5", "3"])


def test_positions_beyond_the_signature_and_free_names_are_told():
    with trace() as t, arg_scope(anything, b=2):
        anything(0, 1, 2, a=3)
    assert told(t.calls[0]) == {
        "first": ("0", "call", []),
        "*0": ("1", "call", []),
        "*1": ("2", "call", []),
        "a": ("3", "call", []),
        "b": ("2", "scope", []),
    }


def test_constructors_are_recorded():
    with trace() as t, arg_scope(Point, y=4):
        assert Point(1).at == (1, 4)
    assert told(t.calls[0])["y"] == ("4", "scope", ["0"])


def test_a_decorated_function_opens_a_scope_and_hides_nothing_from_the_trace():
    @arg_scope(conv, size=7)
    def net():
        conv("x")

    with trace() as t, arg_scope(conv, size=5):
        net()
    assert told(t.calls[0])["size"] == ("7", "scope", ["5", "3"])


def test_scopes_open_before_the_trace_are_told_but_never_called_unused():
    with arg_scope(conv, size=5, padding="SAME"), trace() as t:
        conv("x", padding="FULL")
    assert [scope.before for scope in t.scopes] == [True]
    assert t.unused == ()
    assert told(t.calls[0])["size"][1] == "scope"


def test_defaults_that_no_call_used_are_told():
    with trace() as t, arg_scope(conv, size=5, rate=2):
        conv("x", 1)
    assert [(u.argument, u.value) for u in t.unused] == [("size", "5")]


def test_a_default_for_several_targets_is_used_if_one_uses_it():
    @add_arg_scope
    def other(size=1):
        return size

    with trace() as t, arg_scope([conv, other], size=5):
        other()
    assert t.unused == ()
    assert [d.uses for d in t.scopes[0].defaults] == [0, 1]


def test_a_captured_scope_counts_for_the_line_that_set_it():
    with trace() as t:
        with arg_scope(conv, size=5) as five:
            pass
        with arg_scope(five):
            conv("x")
    assert t.unused == ()


def test_a_default_for_any_target_is_told_as_such():
    with trace() as t, arg_scope(ANY, rate=4):
        conv("x")
    assert t.calls[0].arguments[3].setting.key == "*"


def test_a_strict_trace_refuses_unused_defaults():
    with (
        pytest.raises(UnusedDefaultError, match="1 scoped default that no call used"),
        trace(strict=True),
        arg_scope(conv, size=5),
    ):
        conv("x", 1)


def test_a_strict_trace_lets_the_error_of_the_block_through():
    with pytest.raises(ZeroDivisionError), trace(strict=True), arg_scope(conv, size=5):
        raise ZeroDivisionError


def test_errors_are_recorded_and_passed_on():
    @add_arg_scope
    def fails(x=1):
        raise ValueError(x)

    with trace() as t, pytest.raises(ValueError, match="1"):
        fails()
    assert (t.calls[0].result, t.calls[0].error) == (None, "ValueError: 1")


def test_a_call_that_does_not_fit_the_function_is_still_an_error_of_python():
    with trace() as t, pytest.raises(TypeError, match="missing 1 required"):
        conv()
    assert t.calls[0].error.startswith("TypeError")


def test_values_are_described_when_the_call_begins():
    @add_arg_scope
    def empties(items):
        items.clear()

    with trace() as t:
        empties([1, 2])
    assert told(t.calls[0])["items"][0] == "[1, 2]"


def test_values_are_not_kept_alive():
    class Big:
        pass

    big = Big()
    gone = weakref.ref(big)
    with trace() as t, arg_scope(conv, rate=big):
        conv(big)
    del big
    gc.collect()
    assert gone() is None
    assert told(t.calls[0])["inputs"][0] == "<Big object>"


def test_a_broken_repr_does_not_break_the_call():
    class Broken:
        def __repr__(self):
            raise RuntimeError

    with trace() as t:
        conv(Broken())
    assert "repr fails" in told(t.calls[0])["inputs"][0]


def test_nested_traces_record_both():
    with trace() as outer:
        conv("a")
        with trace() as inner:
            conv("b")
        conv("c")
    assert (len(outer.calls), len(inner.calls)) == (3, 1)


def test_nothing_is_recorded_after_the_block():
    with trace() as t:
        context = copy_context()
    context.run(conv, "x")
    conv("y")
    assert t.calls == ()


def test_the_scope_is_what_it_is_without_a_trace():
    with arg_scope(conv, size=5) as scope, trace():
        assert current_arg_scope() is scope
        with arg_scope(conv, rate=2) as inner:
            assert current_arg_scope() is inner
    assert current_arg_scope() == {}


def test_threads_that_inherit_the_context_are_recorded():
    with trace() as t, arg_scope(conv, size=5), ThreadPoolExecutor(1) as pool:
        pool.submit(copy_context().run, conv, "x").result()
        pool.submit(conv, "not recorded").result()
    assert [told(call)["size"][0] for call in t.calls] == ["5"]
    assert t.calls[0].thread != "MainThread"


def test_tasks_are_recorded_each_in_its_own_scope():
    async def work(size):
        with arg_scope(conv, size=size):
            await asyncio.sleep(0)
            conv("x")

    async def both():
        await asyncio.gather(work(5), work(6))

    with trace() as t:
        asyncio.run(both())
    assert sorted(told(call)["size"][0] for call in t.calls) == ["5", "6"]


def test_an_isolated_generator_is_recorded_in_its_scope():
    @isolated
    def steps():
        with arg_scope(conv, size=5):
            yield conv("x")

    with trace() as t:
        list(steps())
        conv("y")
    assert [told(call)["size"][0] for call in t.calls] == ["5", "3"]


def test_a_trace_left_before_a_scope_opened_in_it_is_an_error():
    t = trace()
    t.__enter__()
    scope = arg_scope(conv, size=5)
    scope.__enter__()
    with pytest.raises(ScopeOrderError, match="left before a scope"):
        t.__exit__(None, None, None)
    scope.__exit__(None, None, None)


def test_while_it_runs_a_trace_shows_what_was_recorded_so_far():
    with trace() as t:
        conv("x")
        assert len(t.calls) == 1
        conv("y")
        assert len(t.calls) == 2


def test_the_construction_of_a_decorated_class_is_one_call():
    @add_arg_scope
    class Point:
        def __init__(self, x, y=2):
            self.x, self.y = x, y

        def __repr__(self):
            return f"Point({self.x}, {self.y})"

    with trace() as t, arg_scope([Point], y=5):
        Point(1)
    (call,) = t.calls
    assert [(a.name, a.setting.value, str(a.setting.by)) for a in call.arguments] == [
        ("x", "1", "call"),
        ("y", "5", "scope"),
    ]
    assert (call.result, call.site.function) == ("Point(1, 5)", call.site.function)


def test_a_class_with_both_constructors_is_recorded_once_and_an_error_with_it():
    @add_arg_scope
    class Picky:
        def __new__(cls, *args, **kwargs):
            return super().__new__(cls)

        def __init__(self, size=1):
            if size > 1:
                raise ValueError("too large")

    with trace() as t, arg_scope([Picky], size=1):
        Picky()
        with pytest.raises(ValueError, match="too large"):
            Picky(2)
    fine, failed = t.calls
    assert [a.setting.value for a in fine.arguments] == ["1"]
    assert (failed.error, failed.result) == ("ValueError: too large", None)
