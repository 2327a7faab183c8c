"""How strong defaults are: plain, pinned (beats scopes inside), forced (beats the call).

What is more than plain also stays in the captured scopes that are entered inside.
"""

import asyncio
import threading
from itertools import product

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


def plain(scope):
    return scope


# From weak to strong.
STRENGTHS = [plain, ArgScope.pinned, ArgScope.forced]
STRONG = STRENGTHS[1:]
PAIRS = list(product(STRENGTHS, STRENGTHS))

strong = pytest.mark.parametrize("strong", STRONG)
pairs = pytest.mark.parametrize(("outer", "inner"), PAIRS)


CAPTURED = scope_of(f, a=6, b=7)
ABLATION = scope_of(f, a=5).forced()

# Which of two scopes decides.


@pairs
@pytest.mark.parametrize("outer_target", [f, ANY], ids=["own", "any"])
@pytest.mark.parametrize("inner_target", [f, ANY], ids=["own", "any"])
def test_stronger_scope_wins_and_of_equal_ones_the_inner(
    outer, inner, outer_target, inner_target
):
    outer_scope = outer(scope_of(outer_target, a=5))
    inner_scope = inner(scope_of(inner_target, a=6))
    outer_wins = STRENGTHS.index(outer) > STRENGTHS.index(inner)
    with arg_scope(outer_scope | inner_scope):
        assert f() == (5 if outer_wins else 6, 2)


@pytest.mark.parametrize(("for_any", "for_f"), PAIRS)
def test_in_one_scope_the_target_wins_over_any_unless_that_is_stronger(for_any, for_f):
    both = for_any(scope_of(ANY, a=5)) | for_f(scope_of(f, a=6))
    any_wins = STRENGTHS.index(for_any) > STRENGTHS.index(for_f)
    with arg_scope(both):
        assert (f()[0], g()[0]) == (5 if any_wins else 6, 5)


@pytest.mark.parametrize(
    ("strength", "expected"), list(zip(STRENGTHS, [8, 8, 5], strict=True))
)
@pytest.mark.parametrize("target", [f, ANY], ids=["own", "any"])
def test_call_wins_over_all_but_what_is_forced(strength, expected, target):
    with arg_scope(strength(scope_of(target, a=5))):
        assert f(a=8) == f(8) == (expected, 2)
        assert f() == (5, 2)


@strong
def test_inner_scope_still_sets_what_is_plain(strong):
    with arg_scope(strong(scope_of(f, a=5))), arg_scope([f], a=6, b=7):
        assert f() == (5, 7)


@strong
def test_own_default_can_be_what_is_strong(strong):
    with arg_scope(strong(scope_of(f, a=DEFAULT))), arg_scope(CAPTURED):
        assert f() == (1, 7)


def test_call_wins_over_a_pinned_own_default_but_not_over_a_forced_one():
    own = scope_of(f, a=DEFAULT)
    with arg_scope(own.pinned()):
        assert f(a=8) == (8, 2)
    with arg_scope(own.forced()):
        assert f(a=8) == (1, 2)


# Making defaults stronger.


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda s: s.pinned().forced(), lambda s: s.forced()),
        (lambda s: s.forced().pinned(), lambda s: s.forced()),
        (lambda s: s.pinned().pinned(), lambda s: s.pinned()),
        (lambda s: s.forced().forced(), lambda s: s.forced()),
    ],
)
def test_defaults_only_become_stronger(change, same):
    scope = scope_of(f, ANY, a=5)
    assert change(scope) == same(scope)


def test_pinning_keeps_the_rest_of_a_partly_forced_scope_as_strong_as_it_was():
    scope = scope_of(f, b=5).forced() | scope_of(f, a=6)
    with arg_scope(scope.pinned()), arg_scope([f], a=7, b=7):
        assert (f(), f(a=8, b=8)) == ((6, 5), (8, 5))


@strong
@pytest.mark.parametrize("then", STRONG)
def test_what_was_overruled_does_not_come_back_to_life(strong, then):
    scope = strong(scope_of(ANY, a=5)) | scope_of(f, a=6)
    with arg_scope(then(scope)):
        assert f() == (5, 2)


def test_what_is_left_of_a_scope_is_as_strong_as_it_was():
    pinned, forced = scope_of(f, a=5).pinned(), scope_of(g, a=6).forced()
    both = pinned | forced
    assert (both - g, both.only(g)) == (pinned, forced)


@strong
def test_any_does_not_reach_what_goes_into_keywords(strong):
    @add_arg_scope
    def h(**extra):
        return extra

    for_h, for_any = strong(scope_of(h, a=5)), scope_of(ANY, a=6).forced()
    with arg_scope(for_h | for_any), arg_scope([h], a=7):
        assert h() == {"a": 5}


def test_strengths_are_parts_of_what_a_scope_is():
    scope = scope_of(f, a=5)
    different = [strength(scope) for strength in STRENGTHS]
    assert [x == y for x, y in product(different, different)] == [
        x is y for x, y in product(STRENGTHS, STRENGTHS)
    ]
    assert len({hash(each) for each in different}) == 1  # of the same names


# Captured scopes.


def with_statement(scope, **call):
    with arg_scope(scope):
        return f(**call)


def decorated(scope, **call):
    return arg_scope(scope)(lambda: f(**call))()


def decorated_generator(scope, **call):
    @arg_scope(scope)
    def steps():
        yield f(**call)

    return next(steps())


def decorated_coroutine(scope, **call):
    @arg_scope(scope)
    async def work():
        await asyncio.sleep(0)
        return f(**call)

    return asyncio.run(work())


def isolated_generator(scope, **call):
    @isolated
    def steps():
        with arg_scope(scope):
            yield f(**call)

    return next(steps())


def bound(scope, **call):
    return scope.bind(f)(**call)


def bound_generator(scope, **call):
    def steps():
        yield f(**call)

    return next(scope.bind(steps)())


def task(scope, **call):
    async def work():
        with arg_scope(scope):
            return f(**call)

    async def main():
        return await asyncio.create_task(work())

    return asyncio.run(main())


ways = pytest.mark.parametrize(
    "enter",
    [
        with_statement,
        decorated,
        decorated_generator,
        decorated_coroutine,
        isolated_generator,
        bound,
        bound_generator,
        task,
    ],
)


@ways
@pairs
def test_captured_scope_replaces_only_what_is_plain_or_weaker(enter, outer, inner):
    kept = outer is not plain and STRENGTHS.index(outer) > STRENGTHS.index(inner)
    with arg_scope(outer(scope_of(f, a=5))):
        assert enter(inner(CAPTURED)) == (5 if kept else 6, 7)


@ways
def test_call_in_a_captured_scope_wins_over_all_but_what_is_forced(enter):
    with arg_scope(scope_of(f, a=5).pinned()):
        assert enter(CAPTURED, a=8) == (8, 7)
    with arg_scope(scope_of(f, a=5).forced()):
        assert enter(CAPTURED, a=8) == (5, 7)


@ways
@strong
def test_captured_scope_still_replaces_what_is_plain_beside_it(enter, strong):
    other = scope_of(g, a=6)
    ablation = strong(scope_of(f, a=5))
    with arg_scope([f], b=9), arg_scope(current_arg_scope() | ablation):
        assert enter(other) == (5, 2)


@strong
def test_what_is_strong_stays_in_captured_scopes_in_each_other(strong):
    other = scope_of(f, b=3)
    with arg_scope(strong(scope_of(f, a=5))), arg_scope(CAPTURED), arg_scope([f], b=4):
        with arg_scope(other):
            assert f() == (5, 3)
        with arg_scope(ArgScope()):
            assert f() == (5, 2)


@strong
def test_what_is_strong_for_any_stays_in_captured_scopes(strong):
    with arg_scope(strong(scope_of(ANY, a=5))), arg_scope(CAPTURED):
        assert (f(), g()) == ((5, 7), (5, 3))


@strong
def test_what_is_strong_stays_in_a_captured_scope_for_any(strong):
    for_any = scope_of(ANY, a=6)
    with arg_scope(strong(scope_of(f, a=5))):
        with arg_scope(for_any):
            assert (f(), g()) == ((5, 2), (6, 3))
        with arg_scope(strong(for_any)):
            assert (f(), g()) == ((6, 2), (6, 3))


@strong
def test_what_is_strong_does_not_reach_other_threads(strong):
    results = []
    with arg_scope(strong(scope_of(f, a=5))):
        work = CAPTURED.bind(lambda: results.append(f()))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert results == [(6, 7)]


def test_generator_belongs_to_where_it_was_made():
    @arg_scope(CAPTURED)
    def steps():
        yield f()

    outside = steps()
    with arg_scope(scope_of(f, a=5).pinned()):
        inside = steps()
        assert next(outside) == (6, 7)
    assert next(inside) == (5, 7)


def test_scope_captured_inside_carries_the_strength_along():
    with arg_scope(ABLATION), arg_scope(CAPTURED) as both:
        assert both is current_arg_scope()
    with arg_scope(both):
        assert f(a=8) == (5, 7)


def test_what_is_strong_keeps_its_place_of_origin():
    with arg_scope(ABLATION), arg_scope(CAPTURED) as both:
        pass
    assert both.origin(f, "a") == ABLATION.origin(f, "a")
    assert both.origin(f, "b") == CAPTURED.origin(f, "b")


def test_captured_scope_is_itself_where_all_is_plain():
    with arg_scope([f], b=9), arg_scope(CAPTURED) as again:
        assert again is CAPTURED


def test_calls_stay_prepared_for_a_captured_scope_in_a_strong_one():
    seen = set()
    with arg_scope(ABLATION):
        for _ in range(3):
            with arg_scope(CAPTURED) as both:
                f()
                seen.add((id(both), id(both._calls[f.__argscope_target__])))
        assert CAPTURED.bind(current_arg_scope)() is both
    assert len(seen) == 1


def test_captured_scope_is_combined_anew_in_another_strong_one():
    block = arg_scope(CAPTURED)
    for value in (3, 4):
        with arg_scope(scope_of(f, a=value).pinned()), block:
            assert f() == (value, 7)
    with block:
        assert f() == (6, 7)
