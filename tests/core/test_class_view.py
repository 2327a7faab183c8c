"""The view of a class of somebody else: all that works with the class works with it."""

import abc
import collections.abc
import copy
import dataclasses
import functools
import inspect
import pickle
import pydoc
import threading
import types
import typing
from fractions import Fraction

import pytest
from tests.core import foreign_classes
from tests.core.foreign_classes import Layer, Point

from argscope import add_arg_scope, arg_scope, signature

View = add_arg_scope(foreign_classes.Layer)
PointView = add_arg_scope(Point)


class Registered(abc.ABC):  # noqa: B024  # a base without methods is enough here
    pass


Registered.register(Layer)


def called_by_name(cls):
    class Sub(cls):
        def __init__(self):
            cls.__init__(self, 5, bias=False)

    return vars(Sub())


def made_by_new(cls):
    class Sub(cls):
        def __new__(cls_):
            return cls.__new__(cls_)

        def __init__(self):
            super().__init__(3)

    return vars(Sub())


def dispatched(cls):
    show = functools.singledispatch(lambda value: "any")
    show.register(cls, lambda value: "layer")
    return show(Layer(1)), show(1)


def subclass(cls):
    class Sub(cls):
        pass

    return Sub


def refusal(call, kind=TypeError):
    with pytest.raises(kind) as caught:
        call()
    return str(caught.value)


PROTOCOLS = {
    "repr": repr,
    "text": str,
    "name": lambda c: (c.__name__, c.__qualname__, c.__module__),
    "doc": inspect.getdoc,
    "hash": hash,
    "equal": lambda c: (c == Layer, Layer == c, c != Layer),
    "unequal": lambda c: (c == Point, c != Point, c == 5),
    "key of a dict": lambda c: ({Layer: 1}[c], {c: 1}[Layer], {c, Layer}),
    "truth": bool,
    "is a type": lambda c: (isinstance(c, type), inspect.isclass(c), callable(c)),
    "isinstance": lambda c: (isinstance(Layer(1), c), isinstance(1, c)),
    "isinstance of several": lambda c: isinstance(Layer(1), (int, c)),
    "issubclass": lambda c: (issubclass(Layer, c), issubclass(c, Layer)),
    "issubclass of itself": lambda c: issubclass(c, c),
    "abstract base": lambda c: isinstance(c(1), Registered),
    "type of an object": lambda c: ({c: 1}[type(c(1))], type(c(1))),
    "subclass": lambda c: subclass(c).__mro__[1:],
    "mro": lambda c: (c.__mro__, c.mro(), inspect.getmro(c)),
    "base constructor by name": called_by_name,
    "new by name": made_by_new,
    "bare object": lambda c: type(c.__new__(c)),
    "constructor": lambda c: (c.__init__, c.__init__ is Layer.__init__),
    "special methods": lambda c: (c.__repr__, c.__eq__, c.__hash__, c.__setattr__),
    "variables": lambda c: dict(vars(c)),
    "attributes": dir,
    "class method": lambda c: vars(c.make()),
    "method": lambda c: c.summary(Layer(1)),
    "signature": inspect.signature,
    "hints": typing.get_type_hints,
    "source": inspect.getsource,
    "members": lambda c: [m for m in inspect.getmembers(c) if m[0] not in OWN],
    "union": lambda c: (c | None, None | c, typing.Optional[c]),  # noqa: UP045
    "alias": lambda c: list[c] == list[Layer],
    "iteration": lambda c: refusal(lambda: iter(c)),
    "length": lambda c: refusal(lambda: len(c)).replace("ScopedClass", "type"),
    "copy": lambda c: (copy.copy(c), copy.deepcopy([c])),
    "pickle": lambda c: pickle.loads(pickle.dumps(c)),
    "pickle of an object": lambda c: vars(pickle.loads(pickle.dumps(c(1)))),
    "dispatch": dispatched,
    "partial": lambda c: vars(functools.partial(c, bias=7)(1)),
    "no arguments": refusal,
    "too many arguments": lambda c: refusal(lambda: c(1, 2, 3)),
    "attribute that is missing": lambda c: refusal(lambda: c.missing, AttributeError),
}


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_view_behaves_as_the_class(protocol):
    assert protocol(View) == protocol(Layer)


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
def test_and_so_it_does_inside_a_scope_of_another_class(protocol):
    with arg_scope([PointView], y=3):
        assert protocol(View) == protocol(Layer)


OWN = ("__new__", "__reduce__", "__reduce_ex__")

# What a view does not do, and what does instead: `view.__wrapped__`, the class.
EXCEPTED = {
    "it is another object": lambda: View is not Layer,
    "an abstract class asks only types": lambda: (
        "must be a class"
        in refusal(
            lambda: issubclass(add_arg_scope(Fraction), collections.abc.Hashable)
        )
    ),
    "super() takes only types": lambda: (
        "must be a type" in refusal(lambda: super(View, Layer(1)))
    ),
    "a class is made of it by a class statement only": lambda: (
        "use types.new_class" in refusal(lambda: type("Sub", (View,), {}))
        and "arguments" in refusal(lambda: types.new_class("Sub", (View,)))
    ),
    "help() takes only types": lambda: (
        "ScopedClass" in refusal(lambda: pydoc.render_doc(View))
    ),
    "it shows the class as its base": lambda: View.__bases__ == (Layer,),
    "it pickles by itself": lambda: View.__reduce_ex__(2) != Layer.__reduce_ex__,
}


@pytest.mark.parametrize("exception", EXCEPTED.values(), ids=EXCEPTED)
def test_documented_exception_holds(exception):
    assert exception()


def test_calling_the_base_constructor_constructs_nothing_else():
    before = dict(vars(Layer))
    called_by_name(View)
    assert dict(vars(Layer)) == before
    assert vars(View(2)) == {"units": 2, "bias": True}
    assert View.__argscope_target__.function is Layer


def test_thread_is_subclassed_through_a_view():
    thread = add_arg_scope(threading.Thread)
    ran = []

    class Worker(thread):
        def __init__(self):
            thread.__init__(self, name="worker")

        def run(self):
            ran.append(self.name)

    worker = Worker()
    worker.start()
    worker.join()
    assert ran == ["worker"]
    assert isinstance(worker, threading.Thread)


def test_scoped_values_show_in_the_signature():
    with arg_scope([View], bias=False):
        assert str(signature(View)) == str(inspect.signature(View))
        assert signature(View).parameters["bias"].default is False


def test_dataclass_of_somebody_else_is_a_dataclass():
    assert dataclasses.is_dataclass(PointView)
    assert dataclasses.fields(PointView) == dataclasses.fields(Point)
    assert dataclasses.replace(PointView(1), y=9) == Point(1, 9)


def test_attribute_set_on_a_view_is_set_on_the_class():
    view = add_arg_scope(type("Local", (), {"__module__": foreign_classes.__name__}))
    view.answer = 42
    assert view.__wrapped__.answer == 42
    del view.answer
    assert not hasattr(view.__wrapped__, "answer")
