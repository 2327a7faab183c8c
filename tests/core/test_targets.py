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
from abc import ABC
from dataclasses import dataclass
from functools import lru_cache, partial, singledispatch, wraps

import numpy as np
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
@dataclass
class Point:
    """A point."""

    x: int
    y: int = 2

    def doubled(self):
        return Point(self.x * 2, self.y * 2)


class Layer:
    units: int

    def __init__(self, units, bias=True):
        self.units, self.bias = units, bias

    @classmethod
    def make(cls):
        return cls(7)


ScopedLayer = add_arg_scope(Layer)


@add_arg_scope
@lru_cache
def cached(x, a=1):
    return x, a


@add_arg_scope
async def coroutine(x, a=1):
    return x, a


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


def test_scoping_twice_changes_nothing():
    for target in (function, Point, cached, add_arg_scope(math)):
        assert add_arg_scope(target) is target


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


def test_one_bound_method_can_be_scoped_alone():
    one, other = Layer(1), Layer(2)
    one.describe = add_arg_scope(partial(lambda layer, a=1: (layer.units, a), one))
    with arg_scope([one.describe], a=5):
        assert one.describe() == (1, 5)
    assert not hasattr(other, "describe")


def test_coroutine_function_stays_one():
    assert inspect.iscoroutinefunction(coroutine)
    with arg_scope([coroutine], a=5):
        assert asyncio.run(coroutine(0)) == (0, 5)


def test_plain_function_does_not_become_a_coroutine_function():
    assert not inspect.iscoroutinefunction(function)


def test_class_constructs_through_the_scope():
    with arg_scope([Point], y=5):
        assert Point(1) == Point(1, 5)
        assert Point(1).doubled() == Point(2, 10)
    assert Point(1).y == 2


def test_class_view_works_as_a_class():
    class Special(ScopedLayer):
        pass

    layer = Special(3)
    assert (layer.units, layer.bias, Special.__mro__[1]) == (3, True, Layer)
    assert isinstance(layer, ScopedLayer)
    assert issubclass(Special, ScopedLayer)
    assert issubclass(ScopedLayer, Layer)
    assert issubclass(ScopedLayer, ScopedLayer)
    assert not isinstance(5, ScopedLayer)
    assert isinstance(ScopedLayer, type)


def test_class_view_has_the_attributes_of_the_class():
    assert ScopedLayer.__name__ == "Layer"
    assert ScopedLayer.__doc__ is Layer.__doc__
    assert ScopedLayer.__module__ == Layer.__module__
    assert ScopedLayer.make().units == 7
    assert dir(ScopedLayer) == dir(Layer)
    assert repr(ScopedLayer) == f"<scoped {Layer!r}>"


def test_attributes_set_on_a_class_view_are_those_of_the_class():
    view = add_arg_scope(type("Local", (), {}))
    view.answer = 42
    assert view.__wrapped__.answer == 42
    del view.answer
    assert not hasattr(view.__wrapped__, "answer")


def test_class_view_can_stand_in_a_type_hint():
    assert (ScopedLayer | None) == (Layer | None)
    assert (None | ScopedLayer) == (None | Layer)
    assert add_arg_scope(list)[int] == list[int]


def test_class_and_its_instances_pickle(monkeypatch):
    monkeypatch.setitem(sys.modules, __name__, sys.modules[function.__module__])
    point = pickle.loads(pickle.dumps(Point(1)))
    assert point == Point(1)
    assert type(point) is Point.__wrapped__
    assert pickle.loads(pickle.dumps(Point)) is Point
    assert pickle.loads(pickle.dumps(ScopedLayer)) is ScopedLayer


def test_abstract_base_class_knows_instances_of_a_view():
    class Base(ABC):  # noqa: B024  # a base without methods is enough here
        pass

    view = add_arg_scope(type("Derived", (Base,), {}))
    assert isinstance(view(), Base)


def test_unscoped_subclass_is_constructed_without_the_scope():
    class Special(ScopedLayer):
        pass

    with arg_scope([ScopedLayer], bias=False):
        assert (Special(1).bias, ScopedLayer(1).bias) == (True, False)


def test_builtin_and_c_class_are_targets():
    isclose, integer = add_arg_scope(math.isclose), add_arg_scope(int)
    with arg_scope([isclose], abs_tol=0.5):
        assert isclose(1, 1.4)
    with arg_scope([integer], base=16):
        assert integer("ff") == 255
    assert (isclose.__module__, isclose.__doc__) == ("math", math.isclose.__doc__)


def test_builtin_that_tells_no_parameters_takes_any():
    made = add_arg_scope(dict)
    with arg_scope([made], a=5):
        assert made(b=6) == {"a": 5, "b": 6}


def test_ufunc_is_a_target():
    add = add_arg_scope(np.add)
    with arg_scope([add], dtype=np.float32):
        assert add(1, 2).dtype == np.float32
    assert add.reduce([1, 2, 3]) == 6


def test_partial_object_is_a_target():
    target = add_arg_scope(partial(function, a=3))
    with arg_scope([target], a=5):
        assert (target(0), target(0, a=6), function(0)) == ((0, 5), (0, 6), (0, 1))


def test_cached_function_is_a_target():
    with arg_scope([cached], a=5):
        assert cached(0) == (0, 5)
    assert cached.cache_info().misses >= 1
    assert cached._key_op == f"{__name__}:cached"


def test_cached_method_binds_to_its_object():
    class Model:
        @add_arg_scope
        @lru_cache  # noqa: B019  # the object lives as long as the test
        def layer(self, a=1):
            return a

    with arg_scope([Model.layer], a=5):
        assert Model().layer() == 5


def test_single_dispatch_function_is_a_target():
    @add_arg_scope
    @singledispatch
    def show(x, a=1):
        return "any", a

    show.register(int)(lambda x, a=1: ("int", a))
    with arg_scope([show], a=5):
        assert (show("x"), show(1)) == (("any", 5), ("int", 5))


def test_callable_object_is_a_target():
    class Scale:
        def __call__(self, x, by=2):
            return x * by

    scale = add_arg_scope(Scale())
    with arg_scope([scale], by=3):
        assert scale(5) == 15


def test_weak_references_to_views_work():
    assert weakref.ref(ScopedLayer)() is ScopedLayer


def test_module_view_makes_its_callables_targets():
    view = add_arg_scope(math)
    with arg_scope([view.isclose], abs_tol=0.5):
        assert view.isclose(1, 1.4)
    assert view.isclose is view.isclose
    assert view.pi == math.pi
    assert dir(view) == dir(math)
    assert repr(view) == f"<scoped {math!r}>"


def test_module_view_reaches_submodules_and_spares_exceptions():
    view = add_arg_scope(json)
    assert has_arg_scope(view.decoder.JSONDecoder)
    assert view.JSONDecodeError is json.JSONDecodeError
    assert view._default_decoder is json._default_decoder
    assert not has_arg_scope(view.codecs)


def test_module_view_follows_the_module(monkeypatch):
    module = types.ModuleType("changing")
    monkeypatch.setitem(sys.modules, "changing", module)
    module.f = lambda a=1: a
    view = add_arg_scope(module)
    first = view.f
    module.f = lambda a=2: a
    assert (first(), view.f()) == (1, 2)


def test_module_view_pickles():
    view = pickle.loads(pickle.dumps(add_arg_scope(math)))
    assert view.sqrt(4) == 2


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


def test_redefined_cached_function_keeps_its_defaults_too(monkeypatch):
    notebook = types.ModuleType("notebook")
    monkeypatch.setitem(sys.modules, "notebook", notebook)
    for _ in range(2):
        exec("def cell(a=1): return a", notebook.__dict__)  # noqa: S102
        notebook.cell = add_arg_scope(lru_cache(notebook.cell))
        assert notebook.cell._key_op.startswith("notebook:cell")
    notebook.cell = add_arg_scope(notebook.cell)
    with arg_scope({notebook.cell._key_op: {"a": 5}}):
        assert notebook.cell() == 5


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
