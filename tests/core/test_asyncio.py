"""Scopes and tasks: a task inherits the scope it was made in, and keeps its own."""

import asyncio
import gc
import inspect
import warnings

import pytest

from argscope import (
    ArgScope,
    add_arg_scope,
    arg_scope,
    current_arg_scope,
    isolated,
)

TASKS = 10_000


@add_arg_scope
def f(x, a=None, b=None):
    return x, a, b


def test_10_000_tasks_see_their_own_values_only():
    async def work(me):
        with arg_scope([f], a=me):
            await asyncio.sleep(0)
            first = f(0)
            with arg_scope([f], b=me):
                await asyncio.sleep(0)
                return first, f(0)

    async def main():
        results = await asyncio.gather(*map(work, range(TASKS)))
        return results, current_arg_scope()

    results, left = asyncio.run(main())
    assert results == [((0, i, None), (0, i, i)) for i in range(TASKS)]
    assert left == ArgScope()


def test_task_inherits_the_scope_it_was_made_in():
    async def main():
        with arg_scope([f], a=1):
            task = asyncio.create_task(asyncio.to_thread(f, 0))
        return await task, f(0)

    assert asyncio.run(main()) == ((0, 1, None), (0, None, None))


def test_scopes_of_two_tasks_may_overlap():
    async def work(me, mine, other):
        with arg_scope([f], a=me):
            mine.set()
            await other.wait()
            return f(0)

    async def main():
        one, two = asyncio.Event(), asyncio.Event()
        return await asyncio.gather(work(1, one, two), work(2, two, one))

    assert asyncio.run(main()) == [(0, 1, None), (0, 2, None)]


def test_bound_coroutine_function_runs_under_the_scope():
    async def work(x):
        await asyncio.sleep(0)
        return f(x)

    with arg_scope([f], a=1) as scope:
        pass
    assert asyncio.run(scope.bind(work)(0)) == (0, 1, None)


def test_cancelled_decorated_coroutine_leaves_nothing_behind():
    @arg_scope([f], a=1)
    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            seen.append(f(0))

    async def main():
        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return f(0)

    seen = []
    assert asyncio.run(main()) == (0, None, None)
    assert seen == [(0, 1, None)]


def test_decorated_coroutine_cancelled_before_its_first_step_gives_no_warning():
    @arg_scope([f], a=1)
    async def work():
        return f(0)  # pragma: no cover

    async def main():
        task = asyncio.create_task(work())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(main())
        gc.collect()


def test_decorated_coroutine_looks_like_the_one_inside():
    @arg_scope([f], a=1)
    async def work():
        pass

    coroutine = work()
    assert coroutine.cr_code is work.__wrapped__.__code__
    assert inspect.isawaitable(coroutine)
    coroutine.close()


def test_decorated_coroutine_can_be_thrown_into():
    @arg_scope([f], a=1)
    async def work():
        try:
            await asyncio.sleep(0)
        except KeyError:
            return f(0)

    coroutine = work()
    coroutine.send(None)
    with pytest.raises(StopIteration) as stopped:
        coroutine.throw(KeyError())
    assert stopped.value.value == (0, 1, None)


def test_isolated_coroutine_keeps_its_scope_to_itself():
    @isolated
    async def work():
        with arg_scope([f], a=1):
            await asyncio.sleep(0)
            return f(0)

    coroutine = work()
    coroutine.send(None)
    assert f(0) == (0, None, None)
    with pytest.raises(StopIteration) as stopped:
        coroutine.send(None)
    assert stopped.value.value == (0, 1, None)


def test_isolated_coroutine_object_keeps_its_scope_to_itself():
    async def work():
        with arg_scope([f], a=1):
            await asyncio.sleep(0)
            return f(0)

    async def main():
        return await isolated(work()), f(0)

    assert asyncio.run(main()) == ((0, 1, None), (0, None, None))


def test_isolated_async_generator_keeps_its_scope_to_itself():
    @isolated
    async def work():
        with arg_scope([f], a=1):
            yield f(0)
            await asyncio.sleep(0)
            yield f(0)

    async def main():
        return [(inside, f(0)) async for inside in work()]

    assert asyncio.run(main()) == [((0, 1, None), (0, None, None))] * 2


async def echo():
    """Send back what is sent, inside a scope, until an error comes."""
    received = None
    with arg_scope([f], a=1):
        try:
            while True:
                received = yield received, f(0)
        except KeyError:
            yield "caught", f(0)
        finally:
            await asyncio.sleep(0)
            LOG.append(f(0))


LOG = []


@pytest.mark.parametrize(
    "wrap", [isolated, arg_scope([f], b=2)], ids=["isolated", "scope"]
)
def test_async_generator_can_be_sent_to_thrown_into_and_closed(wrap):
    async def main():
        steps = wrap(echo)()
        first = await anext(steps)
        sent = await steps.asend(5)
        thrown = await steps.athrow(KeyError())
        await steps.aclose()
        return [x[0] for x in (first, sent, thrown)], f(0)

    LOG.clear()
    assert asyncio.run(main()) == ([None, 5, "caught"], (0, None, None))
    assert [x[1] for x in LOG] == [1]


def test_isolated_async_generator_object_passes_errors_on():
    async def main():
        steps = isolated(echo())
        await anext(steps)
        with pytest.raises(ZeroDivisionError):
            await steps.athrow(ZeroDivisionError())
        return [x async for x in steps], f(0)

    assert asyncio.run(main()) == ([], (0, None, None))


def test_task_that_starts_itself_again_does_not_pile_up_scopes():
    from argscope._core.active import ACTIVE

    @arg_scope([f], a=1)
    async def tick(n):
        depth, link = 0, ACTIVE.get()
        while link is not None:
            depth, link = depth + 1, link[2]
        return depth if n == 0 else await asyncio.create_task(tick(n - 1))

    assert asyncio.run(tick(20)) == 1
