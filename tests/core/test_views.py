"""Views of classes, modules and other callables that are not plain functions."""

import math
import pickle
import weakref
from abc import ABC
from functools import lru_cache, partial, singledispatch

import numpy as np
from tests.core import foreign_classes
from tests.core.foreign_classes import Layer

from argscope import add_arg_scope, arg_scope


@add_arg_scope
def function(x, a=1):
    """Add a to x."""
    return x, a


Point = add_arg_scope(foreign_classes.Point)
ScopedLayer = add_arg_scope(Layer)


@add_arg_scope
@lru_cache
def cached(x, a=1):
    return x, a


def test_class_constructs_through_the_scope():
    with arg_scope([Point], y=5):
        assert Point(1) == Point(1, 5)
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
    assert repr(ScopedLayer) == repr(Layer)


def test_attributes_set_on_a_class_view_are_those_of_the_class():
    view = add_arg_scope(
        type("Local", (), {"__module__": "tests.core.foreign_classes"})
    )
    view.answer = 42
    assert view.__wrapped__.answer == 42
    del view.answer
    assert not hasattr(view.__wrapped__, "answer")


def test_class_view_can_stand_in_a_type_hint():
    assert (ScopedLayer | None) == (Layer | None)
    assert (None | ScopedLayer) == (None | Layer)
    assert add_arg_scope(list)[int] == list[int]


def test_class_and_its_instances_pickle():
    point = pickle.loads(pickle.dumps(Point(1)))
    assert point == Point(1)
    assert type(point) is Point.__wrapped__
    assert pickle.loads(pickle.dumps(Point)) is Point


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


def test_one_bound_method_can_be_scoped_alone():
    one, other = Layer(1), Layer(2)
    one.describe = add_arg_scope(partial(lambda layer, a=1: (layer.units, a), one))
    with arg_scope([one.describe], a=5):
        assert one.describe() == (1, 5)
    assert not hasattr(other, "describe")


def test_scoping_twice_changes_nothing():
    for target in (function, Point, cached, add_arg_scope(math)):
        assert add_arg_scope(target) is target
