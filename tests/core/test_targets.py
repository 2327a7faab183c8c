"""`add_arg_scope`: what can be a target, and what else stays as it was."""

import asyncio
import gc
import inspect
import json
import math
import operator
import pickle
import sys
import types
import weakref
from functools import lru_cache, wraps

import pytest

from argscope import add_arg_scope, arg_scope, has_arg_scope
from argscope.errors import TargetTypeError, UnknownArgumentError


@add_arg_scope
def function(x, a=1):
    """Add a to x."""
    return x, a


class Shapes:
    factor = 10

    @add_arg_scope
    def method(self, x, a=1):
        return self.factor, x, a

    @add_arg_scope
    @staticmethod
    def static_below(x, a=1):
        return x, a

    @staticmethod
    @add_arg_scope
    def static_above(x, a=1):
        return x, a

    @add_arg_scope
    @classmethod
    def class_below(cls, x, a=1):
        return cls.factor, x, a

    @classmethod
    @add_arg_scope
    def class_above(cls, x, a=1):
        return cls.factor, x, a


class Inherits(Shapes):
    factor = 20

    def method(self, x, a=2):
        return super().method(x, a)


@add_arg_scope
async def coroutine(x, a=1):
    return x, a


@pytest.mark.parametrize("kind", ["generator", "async generator"])
def test_scoped_generator_function_is_still_one(kind):
    def generator(x, a=1):
        yield x, a

    async def async_generator(x, a=1):
        yield x, a

    is_one, function = {
        "generator": (inspect.isgeneratorfunction, generator),
        "async generator": (inspect.isasyncgenfunction, async_generator),
    }[kind]
    scoped = add_arg_scope(function)
    assert is_one(scoped)
    assert is_one(arg_scope(scoped, a=2)(scoped))


def test_function_keeps_its_name_doc_and_module():
    kept = (function.__name__, function.__qualname__, function.__doc__)
    assert kept == ("function", "function", "Add a to x.")
    assert function.__module__ == __name__
    assert function.__wrapped__(0) == (0, 1)


def test_function_is_a_real_function():
    assert isinstance(function, types.FunctionType)
    assert inspect.signature(function.__wrapped__) == inspect.signature(function)


def test_function_pickles_by_its_name(monkeypatch):
    monkeypatch.setitem(sys.modules, __name__, sys.modules[function.__module__])
    assert pickle.loads(pickle.dumps(function)) is function


def test_third_party_callable_has_one_scoped_form():
    assert add_arg_scope(math.isclose) is add_arg_scope(math.isclose)
    assert add_arg_scope(json.dumps) is add_arg_scope(json.dumps)


def test_third_party_function_is_not_changed():
    dumps = add_arg_scope(json.dumps)
    with arg_scope([dumps], indent=0):
        assert (dumps([1]), json.dumps([1])) == ("[\n1\n]", "[1]")


def test_method_is_scoped_for_all_objects():
    with arg_scope([Shapes.method], a=5):
        assert Shapes().method(0) == (10, 0, 5)


def test_super_call_gets_what_the_override_gives():
    with arg_scope([Shapes.method], a=5):
        assert Inherits().method(0) == (20, 0, 2)


@pytest.mark.parametrize("name", ["static_below", "static_above"])
def test_static_method_in_either_order(name):
    with arg_scope([getattr(Shapes, name)], a=5):
        assert getattr(Shapes, name)(0) == getattr(Shapes(), name)(0) == (0, 5)


@pytest.mark.parametrize("name", ["class_below", "class_above"])
def test_class_method_in_either_order(name):
    with arg_scope([getattr(Shapes, name)], a=5):
        assert getattr(Shapes, name)(0) == (10, 0, 5)
        assert getattr(Inherits(), name)(0) == (20, 0, 5)


def test_coroutine_function_stays_one():
    assert inspect.iscoroutinefunction(coroutine)
    with arg_scope([coroutine], a=5):
        assert asyncio.run(coroutine(0)) == (0, 5)


def test_plain_function_does_not_become_a_coroutine_function():
    assert not inspect.iscoroutinefunction(function)


def test_wrapper_that_copies_the_attributes_is_not_a_target():
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    assert not has_arg_scope(wrapper)
    assert wrapper._key_op == function._key_op


def test_scoped_wrapper_is_a_target_of_its_own():
    @add_arg_scope
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    with arg_scope([wrapper], a=5):
        assert (wrapper(0), function(0)) == ((0, 5), (0, 1))


def test_redefined_function_keeps_its_defaults_in_a_scope():
    def define():
        namespace = {"__name__": "notebook"}
        exec("def cell(a=1, b=2): return a, b", namespace)  # noqa: S102
        return add_arg_scope(namespace["cell"])

    first = define()
    with arg_scope([first], a=5) as scope:
        pass
    second = define()
    with arg_scope(scope):
        assert (first(), second()) == ((5, 2), (5, 2))


def test_redefined_cached_function_keeps_its_name(monkeypatch):
    notebook = types.ModuleType("notebook")
    notebook.decorate = lambda function: add_arg_scope(lru_cache(function))
    monkeypatch.setitem(sys.modules, "notebook", notebook)
    for _ in range(2):
        exec("@decorate\ndef cell(a=1): return a", notebook.__dict__)  # noqa: S102
        assert notebook.cell._key_op == "notebook:cell"


def test_redefinition_without_the_argument_is_reported_at_the_call():
    def define(parameters):
        namespace = {"__name__": "notebook"}
        exec(f"def changed({parameters}): return locals()", namespace)  # noqa: S102
        return add_arg_scope(namespace["changed"])

    with arg_scope([define("a=1")], a=5) as scope:
        pass
    changed = define("b=1")
    with arg_scope(scope), pytest.raises(UnknownArgumentError, match="'a'"):
        changed()


def test_unrelated_local_functions_do_not_share_defaults():
    def make(value):
        return add_arg_scope(lambda a=value: a)

    one, other = make(1), make(2)
    with arg_scope([one], a=5):
        assert (one(), other()) == (5, 2)


def test_objects_of_one_class_do_not_share_defaults():
    one, other = (add_arg_scope(operator.itemgetter(0)) for _ in range(2))
    assert one._key_op != other._key_op


def test_decorated_function_is_freed_without_the_garbage_collector():
    gc.disable()
    try:
        scoped = add_arg_scope(lambda a=1: a)
        gone = weakref.ref(scoped)
        del scoped
        assert gone() is None
    finally:
        gc.enable()


def test_object_that_wraps_without_end_is_no_danger():
    class Endless:
        def __call__(self):
            return 1

        @property
        def __wrapped__(self):
            return Endless()

    assert arg_scope([])(Endless())() == 1
    with pytest.raises(ValueError, match="not a scoped callable"):
        arg_scope([Endless()])


@pytest.mark.parametrize("thing", [5, "conv", None, [function]])
def test_what_is_not_callable_is_not_a_target(thing):
    with pytest.raises(TargetTypeError):
        add_arg_scope(thing)
