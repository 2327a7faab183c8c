"""Scopes in other processes."""

import pickle
import subprocess
import sys
import textwrap
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cloudpickle
import pytest

from argscope import (
    ANY,
    DEFAULT,
    ArgScope,
    UnknownArgumentError,
    add_arg_scope,
    arg_scope,
    current_arg_scope,
)
from argscope.errors import PickleScopeError

MODULE = """
    import functools, json
    from argscope import add_arg_scope, arg_scope

    @add_arg_scope
    def work(x, a=1):
        return x, a

    @add_arg_scope
    @functools.lru_cache
    def cached(x, a=1):
        return x, a

    dumps = add_arg_scope(json.dumps)

    def all_of_them(x):
        return work(x), cached(x), dumps(x)

    async def wait(x):
        return work(x)
"""


@pytest.fixture(scope="module")
def helper(tmp_path_factory):
    """A module that other processes can import too."""
    folder = tmp_path_factory.mktemp("importable")
    (folder / "scoped_helper.py").write_text(textwrap.dedent(MODULE))
    sys.path.insert(0, str(folder))
    try:
        import scoped_helper

        yield scoped_helper
    finally:
        sys.path.remove(str(folder))
        del sys.modules["scoped_helper"]


def scope_of(*targets, **defaults):
    with arg_scope(list(targets), **defaults) as scope:
        return scope


def test_scope_comes_back_equal(helper):
    scope = scope_of(helper.work, helper.cached, ANY, a=[1]) | scope_of(
        helper.work, x=DEFAULT
    )
    for original in (scope, scope.pinned(), scope.forced(), ArgScope()):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(original, protocol)) == original


def test_scope_remembers_where_it_was_opened(helper):
    scope = scope_of(helper.work, a=5)
    assert str(pickle.loads(pickle.dumps(scope))) == str(scope)


def test_unpickling_imports_the_modules_of_the_targets(helper):
    data = pickle.dumps(scope_of(helper.work, a=5))
    program = f"""
        import pickle, sys
        sys.path.insert(0, {sys.path[0]!r})
        import argscope
        with argscope.arg_scope(pickle.loads({data!r})):
            print(sys.modules["scoped_helper"].work(0))
    """
    assert run_python(program) == "(0, 5)\n"


def test_bound_function_runs_under_the_scope_in_a_spawned_process(helper):
    scope = scope_of(helper.work, helper.cached, a=5) | scope_of(helper.dumps, indent=0)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        result = pool.submit(scope.bind(helper.all_of_them), [1]).exception()
        plain = pool.submit(helper.all_of_them, 0).result()
        bound = pool.submit(scope.bind(helper.all_of_them), 0).result()
    assert isinstance(result, TypeError)  # lists cannot be cached: the error travels
    assert plain == ((0, 1), (0, 1), "0")
    assert bound == ((0, 5), (0, 5), "0")


def test_functions_of_the_main_program_are_found_in_spawned_processes(tmp_path):
    script = tmp_path / "program.py"
    script.write_text(
        textwrap.dedent("""
            from multiprocessing import get_context
            from argscope import add_arg_scope, arg_scope

            @add_arg_scope
            def work(x, a=1):
                return x, a

            if __name__ == "__main__":
                with arg_scope([work], a=5) as scope:
                    pass
                with get_context("spawn").Pool(1) as pool:
                    print(pool.map(scope.bind(work), [0, 1]))
        """)
    )
    assert run_python(script=script) == "[(0, 5), (1, 5)]\n"


def run_python(program="", script=None):
    command = [sys.executable, *([script] if script else ["-c", dedent(program)])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def dedent(text):
    return textwrap.dedent(text)


def test_bound_function_leaves_the_scope_of_its_caller_alone(helper):
    bound = scope_of(helper.work, a=5).bind(helper.work)
    with arg_scope([helper.work], a=6) as outer:
        assert (bound(0), bound(x=1, a=7)) == ((0, 5), (1, 7))
        assert current_arg_scope() is outer


def test_bound_function_shows_what_it_binds(helper):
    scope = scope_of(helper.work, a=5)
    bound = scope.bind(len)
    assert (bound.scope, bound.function) == (scope, len)
    assert repr(bound) == f"<{len!r} bound to {scope!r}>"


def test_bound_function_takes_any_argument_name():
    bound = ArgScope().bind(lambda self, function, args: (self, function, args))
    assert bound(self=1, function=2, args=3) == (1, 2, 3)


def test_value_that_does_not_pickle_is_named(helper):
    scope = scope_of(helper.work, x=1, a=lambda: 0)
    with pytest.raises(PickleScopeError) as caught:
        pickle.dumps(scope)
    assert caught.value.facts == {"name": "a", "key": "scoped_helper:work"}


def test_target_without_an_importable_name_does_not_pickle():
    local = add_arg_scope(lambda a=1: a)
    with pytest.raises(PickleScopeError, match="no name"):
        pickle.dumps(scope_of(local, a=5))


def test_stronger_pickler_may_send_values_that_pickle_cannot(helper):
    scope = pickle.loads(cloudpickle.dumps(scope_of(helper.work, a=lambda: 7)))
    with arg_scope(scope):
        assert helper.work(0)[1]() == 7


def test_stronger_pickler_that_is_only_imported_hides_no_error(helper):
    assert "cloudpickle" in sys.modules
    with pytest.raises(PickleScopeError):
        pickle.dumps(scope_of(helper.work, a=lambda: 0))


def test_error_travels_even_if_its_facts_do_not():
    target = add_arg_scope(lambda a=1: a)
    with pytest.raises(UnknownArgumentError) as caught:
        arg_scope([target], b=1)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (UnknownArgumentError, str(caught.value))
