"""Scopes and threads: each thread has its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from argscope import ArgScope, add_arg_scope, arg_scope, current_arg_scope

THREADS, SCOPES = 64, 2000


@add_arg_scope
def f(x, a=None, b=None):
    return x, a, b


def in_threads(count, work):
    """Run `work(0)` to `work(count - 1)`, each in a thread; return the results."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count), timeout=60))


def test_64_threads_with_2000_scopes_see_their_own_values_only():
    start = threading.Barrier(THREADS)

    def work(me):
        start.wait()
        wrong = 0
        for i in range(SCOPES):
            with arg_scope([f], a=(me, i)):
                wrong += f(0) != (0, (me, i), None)
        return wrong, current_arg_scope()

    assert in_threads(THREADS, work) == [(0, ArgScope())] * THREADS


def test_threads_share_one_captured_scope_and_one_block():
    block = arg_scope([f], a=1)
    start = threading.Barrier(16)

    def work(me):
        start.wait()
        wrong = 0
        for _ in range(500):
            with arg_scope([f], b=me), block as scope, arg_scope(scope):
                wrong += f(0) != (0, 1, me)
        return wrong

    assert in_threads(16, work) == [0] * 16


def test_thread_starts_without_a_scope():
    with arg_scope([f], a=1):
        assert in_threads(1, f) == [(0, None, None)]


def test_bound_function_carries_the_scope_into_a_thread():
    with arg_scope([f], a=1) as scope:
        assert in_threads(3, scope.bind(f)) == [(i, 1, None) for i in range(3)]


def test_context_carries_the_scope_into_a_thread():
    with arg_scope([f], a=1):
        context = copy_context()
    assert in_threads(1, lambda x: context.run(f, x)) == [(0, 1, None)]


def test_thread_that_dies_in_a_scope_harms_nobody():
    def work(_):
        arg_scope([f], a=1).__enter__()

    with arg_scope([f], a=2):
        in_threads(1, work)
        assert f(0) == (0, 2, None)


def test_functions_can_be_made_targets_in_many_threads():
    def work(me):
        scoped = add_arg_scope(lambda a=None: a)
        with arg_scope([scoped], a=me):
            return scoped()

    assert in_threads(64, work) == list(range(64))
