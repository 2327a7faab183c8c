"""`arg_scope(...)` as an object: entered many times, and as a decorator."""

import asyncio
import inspect
from contextlib import contextmanager
from functools import wraps

import pytest

from argscope import ArgScope, add_arg_scope, arg_scope, current_arg_scope
from argscope.errors import NotScopedError, TargetTypeError


@add_arg_scope
def f(a=1, b=2):
    return a, b


def test_block_shows_whether_it_was_entered():
    block = arg_scope([f], a=5)
    assert repr(block) == f"<arg_scope at {block.origin}, not entered>"
    with block:
        pass
    assert repr(block) == f"<arg_scope at {block.origin}>"


def test_block_can_be_entered_again():
    block = arg_scope([f], a=5)
    for _ in range(3):
        with block:
            assert f() == (5, 2)
    assert f() == (1, 2)


def test_block_can_be_nested_in_itself():
    block = arg_scope([f], a=5)
    with block:
        with block, arg_scope([f], a=6), block:
            assert f() == (5, 2)
        assert f() == (5, 2)
    assert f() == (1, 2)


def test_block_adds_to_what_is_active_when_it_is_entered():
    block = arg_scope([f], a=5)
    with arg_scope([f], b=6), block:
        assert f() == (5, 6)
    with arg_scope([f], b=7), block:
        assert f() == (5, 7)


def test_exception_passes_through_unchanged():
    error = KeyError("mine")
    with pytest.raises(KeyError) as caught, arg_scope([f], a=5):
        raise error
    assert caught.value is error


def test_decorated_function_makes_its_scope_once_for_each_outer_scope():
    scope_inside = arg_scope([f], a=5)(current_arg_scope)
    with arg_scope([f], b=6):
        first = scope_inside()
        assert scope_inside() is first
    with arg_scope([f], b=7):
        assert scope_inside() is not first


def test_decorated_function_runs_in_the_scope():
    @arg_scope([f], a=5)
    def work(x):
        """Do the work."""
        return x, f()

    assert (work(0), f()) == ((0, (5, 2)), (1, 2))
    assert (work.__name__, work.__doc__) == ("work", "Do the work.")


def test_decorated_function_joins_the_scope_of_its_caller():
    @arg_scope([f], a=5)
    def work():
        return f()

    with arg_scope([f], a=6, b=7):
        assert work() == (5, 7)
    with arg_scope([f], b=8):
        assert work() == (5, 8)
    assert work() == (5, 2)


def test_captured_scope_replaces_the_scope_of_the_caller_in_a_decorated_function():
    @arg_scope({f._key_op: {"a": 5}})
    def work():
        return f()

    with arg_scope([f], b=7):
        assert work() == (5, 2)


def test_decorated_function_can_call_itself():
    @arg_scope([f], a=5)
    def work(depth):
        return f() if depth == 0 else work(depth - 1)

    assert work(50) == (5, 2)


def test_decorated_function_that_fails_leaves_nothing_behind():
    @arg_scope([f], a=5)
    def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert current_arg_scope() == ArgScope()


def test_decorated_method_takes_any_argument_name():
    class Model:
        @arg_scope([f], a=5)
        def run(self, function=0, scope=1):
            return f(), function, scope

    assert Model().run(function=3) == ((5, 2), 3, 1)


def test_decorated_static_and_class_methods():
    class Model:
        @arg_scope([f], a=5)
        @staticmethod
        def static(x):
            return x, f()

        @arg_scope([f], a=5)
        @classmethod
        def of_class(cls, x):
            return cls, x, f()

    assert Model().static(0) == (0, (5, 2))
    assert Model.of_class(0) == (Model, 0, (5, 2))


def test_decorated_generator_is_in_the_scope_at_every_step():
    @arg_scope([f], a=5)
    def work():
        yield f()
        yield f()

    seen = [(inside, f()) for inside in work()]
    assert seen == [((5, 2), (1, 2))] * 2


def test_decorated_generator_keeps_the_scope_of_its_first_call():
    @arg_scope([f], a=5)
    def work():
        yield f()
        yield f()

    with arg_scope([f], b=7):
        steps = work()
    assert list(steps) == [(5, 7), (5, 7)]


def test_decorated_coroutine_function_stays_one():
    @arg_scope([f], a=5)
    async def work():
        await asyncio.sleep(0)
        return f()

    assert inspect.iscoroutinefunction(work)
    assert asyncio.run(work()) == (5, 2)


def test_decorated_coroutine_is_in_the_scope_between_awaits_only():
    @arg_scope([f], a=5)
    async def work():
        await asyncio.sleep(0)
        return f()

    async def main():
        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        return f(), await task, f()

    assert asyncio.run(main()) == ((1, 2), (5, 2), (1, 2))


def test_decorated_async_generator_is_in_the_scope_at_every_step():
    @arg_scope([f], a=5)
    async def work():
        yield f()
        await asyncio.sleep(0)
        yield f()

    async def main():
        return [(inside, f()) async for inside in work()]

    assert asyncio.run(main()) == [((5, 2), (1, 2))] * 2


def test_stacked_decorators_reach_generators_and_coroutines():
    def steps():
        yield f()

    async def once():
        return f()

    async def stream():
        yield f()

    both = [arg_scope([f], a=5)(arg_scope([f], b=6)(x)) for x in (steps, once, stream)]

    async def main():
        return [*both[0](), await both[1](), *[x async for x in both[2]()]]

    assert asyncio.run(main()) == [(5, 6)] * 3


def test_decorated_wrapper_of_a_generator_function_is_in_the_scope():
    def steps():
        yield f()

    @arg_scope([f], a=5)
    @wraps(steps)
    def wrapper():
        return steps()

    assert list(wrapper()) == [(5, 2)]


def test_decorated_context_manager_stays_one():
    @arg_scope([f], a=5)
    @contextmanager
    def opened():
        yield 42

    with opened() as value:
        assert value == 42


def test_decorated_generator_and_coroutine_are_called_as_what_they_are():
    @arg_scope([f], a=5)
    def steps():
        yield 1

    @arg_scope([f], a=5)
    async def once():
        pass

    coroutine = once()
    assert (steps().__name__, coroutine.__name__) == ("steps", "once")
    assert coroutine.__qualname__.endswith(".<locals>.once")
    coroutine.close()


def test_decorated_scoped_function_gets_its_own_defaults():
    @arg_scope([f], a=5)
    @add_arg_scope
    def g(c=3):
        return c, f()

    with arg_scope([g.__wrapped__], c=4):
        assert g() == (4, (5, 2))


def test_decorated_function_can_be_made_a_target():
    @add_arg_scope
    @arg_scope([f], a=5)
    def g(c=3):
        return c, f()

    with arg_scope([g], c=4):
        assert g() == (4, (5, 2))


def test_scopes_of_a_decorator_are_checked_where_it_is_written():
    with pytest.raises(NotScopedError):

        @arg_scope([len], a=5)
        def never():  # pragma: no cover
            pass


@pytest.mark.parametrize("thing", [5, Exception, None])
def test_only_functions_can_be_decorated(thing):
    with pytest.raises(TargetTypeError):
        arg_scope([f], a=5)(thing)


def test_captured_scope_of_a_decorated_call_can_be_used_later():
    captured = []

    @arg_scope([f], a=5)
    def work():
        captured.append(current_arg_scope())

    work()
    with arg_scope(captured[0]):
        assert f() == (5, 2)


def test_body_of_a_decorated_function_cannot_leave_its_callers_scope():
    block = arg_scope([f], a=5)

    @arg_scope([f], b=6)
    def meddle():
        block.__exit__(None, None, None)

    with block:
        with pytest.raises(RuntimeError, match="never entered"):
            meddle()
        assert f() == (5, 2)
