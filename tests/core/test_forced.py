"""Forced defaults: stronger than the call, and than the captured scopes entered inside."""

import asyncio
import threading

import pytest

from argscope import (
    ANY,
    DEFAULT,
    ArgScope,
    add_arg_scope,
    arg_scope,
    current_arg_scope,
    isolated,
)


@add_arg_scope
def f(a=1, b=2):
    return a, b


@add_arg_scope
def g(a=1, c=3):
    return a, c


def scope_of(*targets, **defaults):
    with arg_scope({}), arg_scope(list(targets), **defaults) as scope:
        return scope


ABLATION = scope_of(f, a=5).forced()
CAPTURED = scope_of(f, a=6, b=7)


def with_statement(scope):
    with arg_scope(scope):
        return f(a=8)


def decorated(scope):
    return arg_scope(scope)(lambda: f(a=8))()


def decorated_generator(scope):
    @arg_scope(scope)
    def steps():
        yield f(a=8)

    return next(steps())


def decorated_coroutine(scope):
    @arg_scope(scope)
    async def work():
        await asyncio.sleep(0)
        return f(a=8)

    return asyncio.run(work())


def isolated_generator(scope):
    @isolated
    def steps():
        with arg_scope(scope):
            yield f(a=8)

    return next(steps())


def bound(scope):
    return scope.bind(f)(a=8)


def bound_generator(scope):
    def steps():
        yield f(a=8)

    return next(scope.bind(steps)())


def task(scope):
    async def work():
        with arg_scope(scope):
            return f(a=8)

    async def main():
        return await asyncio.create_task(work())

    return asyncio.run(main())


WAYS = [
    with_statement,
    decorated,
    decorated_generator,
    decorated_coroutine,
    isolated_generator,
    bound,
    bound_generator,
    task,
]


@pytest.mark.parametrize("enter", WAYS)
def test_forced_stays_in_force_in_a_captured_scope(enter):
    assert enter(CAPTURED) == (8, 7)
    with arg_scope(ABLATION):
        assert enter(CAPTURED) == (5, 7)


@pytest.mark.parametrize("enter", WAYS)
def test_captured_scope_that_forces_the_same_wins(enter):
    with arg_scope(ABLATION):
        assert enter(CAPTURED.forced()) == (6, 7)


@pytest.mark.parametrize("enter", WAYS)
def test_captured_scope_still_replaces_what_is_not_forced(enter):
    other = scope_of(g, a=6)
    with arg_scope([f], b=9), arg_scope(current_arg_scope() | ABLATION):
        assert enter(other) == (5, 2)


def test_forced_stays_in_force_in_captured_scopes_in_each_other():
    other = scope_of(f, b=3)
    with arg_scope(ABLATION), arg_scope(CAPTURED), arg_scope([f], b=4):
        with arg_scope(other):
            assert f(a=8) == (5, 3)
        with arg_scope(ArgScope()):
            assert f(a=8) == (5, 2)


def test_forced_for_any_stays_in_force():
    with arg_scope(scope_of(ANY, a=5).forced()), arg_scope(CAPTURED):
        assert (f(a=8), g(a=8)) == ((5, 7), (5, 3))


def test_forced_stays_in_force_in_a_captured_scope_for_any():
    for_any = scope_of(ANY, a=6)
    with arg_scope(ABLATION), arg_scope(for_any):
        assert (f(a=8), g()) == ((5, 2), (6, 3))


def test_captured_scope_that_forces_for_any_wins():
    for_any = scope_of(ANY, a=6).forced()
    with arg_scope(ABLATION), arg_scope(for_any):
        assert f(a=8) == (6, 2)


def test_own_default_can_be_forced():
    with arg_scope(scope_of(f, a=DEFAULT).forced()), arg_scope(CAPTURED):
        assert f(a=8) == (1, 7)


def test_forced_does_not_reach_other_threads():
    results = []
    with arg_scope(ABLATION):
        work = CAPTURED.bind(lambda: results.append(f(a=8)))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert results == [(8, 7)]


def test_generator_belongs_to_where_it_was_made():
    @arg_scope(CAPTURED)
    def steps():
        yield f(a=8)

    outside = steps()
    with arg_scope(ABLATION):
        inside = steps()
        assert next(outside) == (8, 7)
    assert next(inside) == (5, 7)


def test_scope_captured_inside_carries_the_force_along():
    with arg_scope(ABLATION), arg_scope(CAPTURED) as both:
        assert both is current_arg_scope()
    with arg_scope(both):
        assert f(a=8) == (5, 7)


def test_forced_keeps_its_place_of_origin():
    with arg_scope(ABLATION), arg_scope(CAPTURED) as both:
        pass
    assert both.origin(f, "a") == ABLATION.origin(f, "a")
    assert both.origin(f, "b") == CAPTURED.origin(f, "b")


def test_captured_scope_is_itself_where_nothing_is_forced():
    with arg_scope([f], b=9), arg_scope(CAPTURED) as again:
        assert again is CAPTURED


def test_calls_stay_prepared_for_a_captured_scope_in_a_forced_one():
    seen = set()
    with arg_scope(ABLATION):
        for _ in range(3):
            with arg_scope(CAPTURED) as both:
                f()
                seen.add((id(both), id(both._calls[f.__argscope_target__])))
        assert CAPTURED.bind(current_arg_scope)() is both
    assert len(seen) == 1


def test_captured_scope_is_combined_anew_in_another_forced_one():
    block = arg_scope(CAPTURED)
    for value in (3, 4):
        with arg_scope(scope_of(f, a=value).forced()), block:
            assert f(a=8) == (value, 7)
    with block:
        assert f(a=8) == (8, 7)
