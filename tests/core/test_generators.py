"""Scopes and generators: a suspended body and its caller run in turns."""

import gc
import threading

import pytest

from argscope import (
    ArgScope,
    ScopeOrderError,
    add_arg_scope,
    arg_scope,
    current_arg_scope,
    isolated,
)
from argscope.errors import TargetTypeError

GENERATORS = 1000


@add_arg_scope
def f(x, a=None, b=None):
    return x, a, b


def leaky(value):
    with arg_scope([f], a=value):
        yield f(0)
        yield f(0)


keeps_to_itself = isolated(leaky)


def test_1000_interleaved_isolated_generators_see_their_own_values_only():
    running = [keeps_to_itself(i) for i in range(GENERATORS)]
    rounds = [[next(steps) for steps in running] for _ in range(2)]
    assert rounds == [[(0, i, None) for i in range(GENERATORS)]] * 2
    assert [list(steps) for steps in running] == [[]] * GENERATORS


def test_1000_interleaved_decorated_generators_see_their_own_values_only():
    def make(i):
        @arg_scope([f], a=i)
        def steps():
            yield f(0)
            yield f(0)

        return steps()

    running = [make(i) for i in range(GENERATORS)]
    rounds = [[next(steps) for steps in running] for _ in range(2)]
    assert rounds == [[(0, i, None) for i in range(GENERATORS)]] * 2
    assert current_arg_scope() == ArgScope()


def test_isolated_generator_is_invisible_to_its_caller():
    seen = [(inside[1], f(0)[1]) for inside in keeps_to_itself(5)]
    assert seen == [(5, None), (5, None)]


def test_isolated_generator_sees_the_scope_it_was_made_in():
    @isolated
    def steps():
        yield f(0)

    with arg_scope([f], b=2):
        made = steps()
    assert next(made) == (0, None, 2)
    made.close()


def test_isolated_generator_object_sees_the_scope_it_was_isolated_in():
    with arg_scope([f], b=2):
        steps = isolated(leaky(5))
    assert list(steps) == [(0, 5, 2)] * 2


def test_isolated_generator_object():
    assert [(inside[1], f(0)[1]) for inside in isolated(leaky(5))] == [(5, None)] * 2


def test_isolated_static_and_class_methods():
    class Data:
        @isolated
        @staticmethod
        def static():
            yield from leaky(1)

        @isolated
        @classmethod
        def of_class(cls):
            yield from leaky(2)

    assert [x[1] for x in (*Data().static(), *Data.of_class())] == [1, 1, 2, 2]


@pytest.mark.parametrize("thing", [5, len, lambda: 0, list])
def test_only_generators_and_coroutines_can_be_isolated(thing):
    with pytest.raises(TargetTypeError):
        isolated(thing)


def test_isolated_generator_passes_sent_thrown_and_returned_values():
    @isolated
    def steps():
        with arg_scope([f], a=1):
            try:
                sent = yield 0
            except KeyError:
                sent = "thrown"
            return sent, f(0)

    def run(resume):
        made = steps()
        next(made)
        with pytest.raises(StopIteration) as stopped:
            resume(made)
        return stopped.value.value

    assert run(lambda made: made.send(5)) == (5, (0, 1, None))
    assert run(lambda made: made.throw(KeyError())) == ("thrown", (0, 1, None))


def test_isolated_generator_closes_inside_its_scope():
    seen = []

    @isolated
    def steps():
        with arg_scope([f], a=1):
            try:
                yield
            finally:
                seen.append(f(0))

    made = steps()
    next(made)
    made.close()
    assert (seen, f(0)) == ([(0, 1, None)], (0, None, None))


def test_isolated_generator_passes_its_errors_on():
    @isolated
    def steps():
        with arg_scope([f], a=1):
            yield
            raise ZeroDivisionError

    made = steps()
    next(made)
    with pytest.raises(ZeroDivisionError):
        next(made)
    assert f(0) == (0, None, None)


def test_isolated_generator_can_be_closed_in_another_thread():
    made = keeps_to_itself(5)
    next(made)
    thread = threading.Thread(target=made.close)
    thread.start()
    thread.join()
    assert list(made) == []


def test_plain_generator_leaks_as_every_context_manager_does():
    steps = leaky(5)
    next(steps)
    assert f(0) == (0, 5, None)
    steps.close()
    assert f(0) == (0, None, None)


def test_scopes_left_out_of_order_are_an_error_and_nothing_stays():
    one, two = leaky(1), leaky(2)
    next(one), next(two)
    with pytest.raises(ScopeOrderError):
        one.close()
    assert f(0) == (0, 2, None)
    two.close()
    assert f(0) == (0, None, None)


def test_error_names_the_last_of_the_scopes_still_open():
    outer = arg_scope([f], a=0)
    inner = [arg_scope([f], a=i) for i in range(3)]
    for block in (outer, *inner):
        block.__enter__()
    with pytest.raises(ScopeOrderError) as caught:
        outer.__exit__(None, None, None)
    assert caught.value.facts["left"] == outer.origin
    assert caught.value.facts["still_open"] == inner[-1].origin
    for block in reversed(inner):
        block.__exit__(None, None, None)


def test_scope_entered_twice_out_of_order_leaves_the_inner_entry():
    once, other = arg_scope([f], a=1), arg_scope([f], b=2)
    for block in (once, once, other):
        block.__enter__()
    with pytest.raises(ScopeOrderError):
        once.__exit__(None, None, None)
    assert f(0) == (0, 1, 2)
    other.__exit__(None, None, None)
    once.__exit__(None, None, None)
    assert f(0) == (0, None, None)


def test_generator_left_over_when_its_callers_scope_ends_is_an_error():
    steps = leaky(5)
    with pytest.raises(ScopeOrderError), arg_scope([f], b=2):
        next(steps)
    steps.close()
    assert f(0) == (0, None, None)


def test_generator_closed_in_another_thread_is_an_error_there():
    steps, errors = leaky(5), []
    next(steps)

    def close():
        try:
            steps.close()
        except ScopeOrderError as error:
            errors.append((error.facts["still_open"], current_arg_scope()))

    thread = threading.Thread(target=close)
    thread.start()
    thread.join()
    assert errors == [(None, ArgScope())]
    from argscope._core.active import ACTIVE

    ACTIVE.set(None)  # the scope it left in this thread has no owner any more


def test_block_left_without_being_entered_is_an_error():
    with pytest.raises(ScopeOrderError), arg_scope([f], a=1):
        arg_scope([f], b=2).__exit__(None, None, None)
    assert f(0) == (0, None, None)


def test_collected_generator_takes_its_scope_along():
    steps = leaky(5)
    next(steps)
    del steps
    gc.collect()
    assert f(0) == (0, None, None)


def test_generator_delegating_to_an_isolated_one_is_isolated_from_it():
    def outer():
        yield from keeps_to_itself(5)
        yield f(0)

    assert list(outer()) == [(0, 5, None), (0, 5, None), (0, None, None)]


def test_generator_cannot_be_entered_while_it_runs():
    @isolated
    def steps():
        with arg_scope([f], a=1):
            yield
            next(made)

    made = steps()
    next(made)
    with pytest.raises(ValueError, match="already executing"):
        next(made)
    assert f(0) == (0, None, None)
