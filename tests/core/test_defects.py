"""The defects of TF-Slim's own arg_scope, each one here as what happens instead.

These numbers do not concern the core:
    B05, B06, B27   which layers are targets, and how they call each other: the layers
    B30             tf.function keeps the scope of its first call; a scope is hashable,
                    so that it can be an argument of what is traced (see test_algebra)
"""

import asyncio
import gc
import inspect
import math
import pickle
import threading
from functools import lru_cache, partial, wraps

import numpy as np
import pytest

from argscope import (
    DEFAULT,
    ArgScope,
    ImmutableScopeError,
    NotScopedError,
    UnknownArgumentError,
    add_arg_scope,
    arg_scope,
    arg_scope_func_key,
    arg_scoped_arguments,
    current_arg_scope,
    has_arg_scope,
    isolated,
)


@add_arg_scope
def f(a="own", b="own"):
    return a, b


class Base:
    @add_arg_scope
    def m(self, a="own"):
        return a


class Derived(Base):
    def m(self, a="derived"):
        return super().m(a)


def undecorated(a):
    return a


def test_b01_undecorated_target_does_not_remove_the_outer_scope():
    with arg_scope([f], a="OUTER"):
        with pytest.raises(NotScopedError), arg_scope([undecorated], a=1):
            pass  # pragma: no cover
        assert f() == ("OUTER", "own")


def test_b02_scope_that_fails_at_the_top_leaves_no_scope():
    with pytest.raises(NotScopedError), arg_scope([f, undecorated], a=1):
        pass  # pragma: no cover
    assert current_arg_scope() == ArgScope()


def test_b03_message_is_a_sentence_that_names_the_function():
    with pytest.raises(NotScopedError, match=r"^arg_scope\(\) got undecorated\(\), "):
        arg_scope([undecorated], a=1)
    with pytest.raises(NotScopedError, match=r"^arg_scope\(\) got undecorated\(\), "):
        arg_scope([partial(undecorated)], a=1)


def test_b04_position_wins_over_the_scope():
    with arg_scope([f], a="scope"):
        assert f("call") == ("call", "own")


def test_b07_scope_is_invisible_in_other_threads():
    seen = []
    with arg_scope([f], a="main"):
        thread = threading.Thread(target=lambda: seen.append(f()))
        thread.start()
        thread.join()
    assert seen == [("own", "own")]


def test_b08_interleaved_threads_do_not_run_under_each_others_scopes():
    turns, seen = threading.Barrier(2), {}

    def work(name):
        with arg_scope([f], a=name):
            turns.wait()
            seen[name] = f()
            turns.wait()

    threads = [threading.Thread(target=work, args=[name]) for name in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"A": ("A", "own"), "B": ("B", "own")}


def test_b09_tasks_do_not_leak_into_each_other():
    async def first():
        with arg_scope([f], a="first"):
            await asyncio.sleep(0)

    async def second():
        return f()

    async def main():
        return (await asyncio.gather(first(), second()))[1]

    assert asyncio.run(main()) == ("own", "own")


def test_b10_suspended_generator_does_not_leak_or_take_its_callers_scope():
    @isolated
    def steps():
        with arg_scope([f], a="generator"):
            yield f()

    made = steps()
    with arg_scope([f], a="caller"):
        inside = next(made)
        during = f()
        made.close()
        assert (inside[0], during[0], f()[0]) == ("generator", "caller", "caller")


def test_b11_local_variables_are_not_taken_for_arguments():
    @add_arg_scope
    def layer(x, units, rate=0.5, scope=None):
        first = second = third = x
        return first, second, third, units, rate, scope

    assert arg_scoped_arguments(layer) == ("rate", "scope")


def test_b12_function_without_defaults_has_no_scoped_arguments():
    assert arg_scoped_arguments(add_arg_scope(lambda a, b: (a, b))) == ()


def test_b13_keyword_only_arguments_are_listed():
    scoped = add_arg_scope(lambda x, *, y=1, z: (x, y, z))
    assert arg_scoped_arguments(scoped) == ("y", "z")


def test_b14_typo_is_an_error_where_the_scope_is_opened():
    with pytest.raises(UnknownArgumentError, match="Did you mean 'a'"):
        arg_scope([f], aa=1)


def test_b15_method_call_through_super_wins_over_the_scope():
    with arg_scope([Base.m], a="scope"):
        assert (Base().m(), Derived().m()) == ("scope", "derived")


@pytest.mark.parametrize(
    "thing",
    [
        type("Class", (), {"__init__": lambda self, a=1: None}),
        type("Object", (), {"__call__": lambda self, a=1: a})(),
        partial(undecorated, a=1),
        math.isclose,
        np.add,
        lru_cache(undecorated),
        staticmethod(undecorated),
        classmethod(lambda cls, a=1: a),
    ],
    ids=["class", "object", "partial", "builtin", "ufunc", "cache", "static", "class_"],
)
def test_b16_every_callable_can_be_scoped(thing):
    scoped = add_arg_scope(thing)
    assert has_arg_scope(getattr(scoped, "__func__", scoped))


def test_b17_function_that_is_gone_leaves_its_defaults_to_nobody():
    first = add_arg_scope(lambda a="own": a)
    with arg_scope([first], a="stale"):
        del first
        gc.collect()
        others = [add_arg_scope(lambda a="own": a) for _ in range(100)]
        assert {other() for other in others} == {"own"}


def test_b18_scope_pickles():
    with arg_scope([f], a=1) as scope:
        assert pickle.loads(pickle.dumps(scope)) == scope


def test_b19_scope_that_is_handed_out_cannot_be_changed():
    with pytest.raises(ImmutableScopeError):
        current_arg_scope()["key"] = {}


def test_b20_outer_scope_can_be_kept_under_a_captured_one():
    with arg_scope([f], a="captured") as scope:
        pass
    with arg_scope([f], b="outer"), arg_scope(current_arg_scope() | scope):
        assert f() == ("captured", "outer")
    with arg_scope([f], b="outer"), arg_scope(current_arg_scope() | {}):
        assert f() == ("own", "outer")


def test_b21_scope_can_hand_back_the_functions_own_default():
    with arg_scope([f], a=1), arg_scope([f], a=DEFAULT):
        assert f() == ("own", "own")


def test_b22_scope_is_checked_at_once_and_used_many_times():
    with pytest.raises(TypeError):
        arg_scope("f", a=1)
    block = arg_scope(f, a=1)
    for _ in range(2):
        with block:
            assert f() == (1, "own")


def test_b22b_decorated_generator_runs_in_the_scope():
    @arg_scope([f], a=1)
    def steps():
        yield f()

    assert list(steps()) == [(1, "own")]


def test_b23_decorated_coroutine_runs_in_the_scope():
    @arg_scope([f], a=1)
    async def work():
        await asyncio.sleep(0)
        return f()

    assert asyncio.run(work()) == (1, "own")


def test_b24_scoped_coroutine_function_is_still_one():
    @add_arg_scope
    async def work(a=1):
        return a

    assert inspect.iscoroutinefunction(work)


def test_b25_undecorated_original_is_not_a_target():
    original = f.__wrapped__
    assert arg_scope_func_key(original) != arg_scope_func_key(f)
    with pytest.raises(NotScopedError):
        arg_scope([original], a=1)


def test_b26_wrapper_with_copied_attributes_is_not_a_target():
    wrapper = wraps(f)(lambda: None)
    assert not has_arg_scope(wrapper)
    with pytest.raises(NotScopedError):
        arg_scope([wrapper], a=1)


def test_b28_required_argument_given_by_position_and_by_scope():
    @add_arg_scope
    def convolution2d(inputs, filters, stride=1):
        return inputs, filters, stride

    with arg_scope([convolution2d], filters=8, stride=2):
        assert convolution2d(0, 9, 4) == (0, 9, 4)
        assert convolution2d(0) == (0, 8, 2)
