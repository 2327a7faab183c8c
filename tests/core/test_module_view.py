"""The view of a module: its functions and classes are targets, all else is handed out."""

import asyncio
import builtins
import collections
import contextlib
import copy
import datetime as dt
import decimal
import enum
import functools
import http
import inspect
import json
import logging
import math
import operator
import pickle
import random
import statistics
import sys
import types
import typing
import urllib.parse

import cloudpickle
import numpy as np
import pytest
from tests.core import foreign_classes

from argscope import TargetTypeError, add_arg_scope, arg_scope, has_arg_scope


def test_module_view_makes_its_callables_targets():
    view = add_arg_scope(math)
    with arg_scope([view.isclose], abs_tol=0.5):
        assert view.isclose(1, 1.4)
    assert view.isclose is view.isclose
    assert view.pi == math.pi
    assert dir(view) == dir(math)
    assert repr(view) == f"<scoped {math!r}>"
    assert (view, hash(view)) == (math, hash(math))


def test_module_view_reaches_submodules_and_spares_exceptions():
    view = add_arg_scope(json)
    assert has_arg_scope(view.decoder.JSONDecoder)
    assert view.decoder == json.decoder
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


def module_of(**attributes):
    module = types.ModuleType("lent")
    for name, value in attributes.items():
        setattr(module, name, value)
    return module


class Meta(type):
    pass


class Dynamic:
    """An object that is called, and has whatever attribute it is asked for."""

    def __call__(self, name):
        return name

    def __getattr__(self, name):
        if name.startswith("__"):
            pytest.fail(f"it was asked for {name}")
        return name


class WithArguments:
    def __init__(self, a=1):
        self.a = a


class Generic(typing.Generic[typing.TypeVar("T")]):
    def __init__(self, a=1):
        self.a = a


TARGETS = {
    "function": json.dumps,
    "coroutine function": asyncio.sleep,
    "lambda": foreign_classes.increased,
    "builtin": math.isclose,
    "bound method": random.randint,
    "method of a class in C": str.upper,
    "cached function": functools.lru_cache(json.dumps),
    "ufunc": np.add,
    "function of NumPy": np.concatenate,
    "class": WithArguments,
    "generic class": Generic,
    "abstract class": collections.ChainMap,
}

HANDED_OUT = {
    "number": 5,
    "class in C": int,
    "class made of one in C": collections.Counter,
    "record array": np.recarray,
    "number type": np.float32,
    "class without a constructor": type("Empty", (), {}),
    "class with a metaclass": Meta("Value", (), {"__init__": lambda self: None}),
    "metaclass": Meta,
    "enumeration": http.HTTPStatus,
    "exception": json.JSONDecodeError,
    "class of special methods in C": decimal.Decimal,
    "alias": list[int],
    "type alias": typing.Optional[int],  # noqa: UP045
    "special form": typing.Any,
    "object with attributes of any name": Dynamic(),
    "callable object": operator.itemgetter(0),
    "partial": functools.partial(json.dumps, indent=2),
    "base that is a function": typing.NamedTuple,
    "module of others": sys,
}


@pytest.mark.parametrize("value", TARGETS.values(), ids=TARGETS)
def test_functions_and_plain_classes_are_targets(value):
    seen = add_arg_scope(module_of(value=value)).value
    assert has_arg_scope(seen)
    assert (seen, value, hash(seen)) == (value, seen, hash(value))
    assert isinstance(seen, type(value))
    assert (repr(seen), str(seen)) == (repr(value), str(value))


@pytest.mark.parametrize("value", HANDED_OUT.values(), ids=HANDED_OUT)
def test_all_else_is_handed_out_as_it_is(value):
    assert add_arg_scope(module_of(value=value)).value is value


@pytest.mark.parametrize("value", [np.float32, np.recarray, collections.Counter])
def test_what_is_left_out_can_be_given_itself(value):
    assert has_arg_scope(add_arg_scope(value))


PROTOCOLS = {
    "name": lambda f: (f.__name__, f.__qualname__, f.__module__),
    "doc": inspect.getdoc,
    "kind": lambda f: (
        inspect.isfunction(f),
        inspect.isbuiltin(f),
        inspect.isroutine(f),
        inspect.ismethod(f),
        inspect.iscoroutinefunction(f),
    ),
    "signature": inspect.signature,
    "attributes": dir,
    "truth": bool,
    "key of a dict": lambda f: {f: 1}[f],
    "copy": lambda f: (copy.copy(f), copy.deepcopy([f])),
    "pickle": lambda f: pickle.loads(pickle.dumps(f)),
    "partial": lambda f: functools.partial(f).func,
}

FUNCTIONS = {
    "function": json.dumps,
    "decorated function": contextlib.contextmanager,
    "function with annotations": statistics.quantiles,
    "coroutine function": asyncio.sleep,
    "builtin": math.isclose,
    "bound method": collections.ChainMap.fromkeys,
    "ufunc": np.add,
    "function of NumPy": np.concatenate,
}


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
@pytest.mark.parametrize("original", FUNCTIONS.values(), ids=FUNCTIONS)
def test_view_of_a_function_behaves_as_the_function(original, protocol):
    assert protocol(add_arg_scope(original)) == protocol(original)


def test_attribute_set_on_the_view_of_a_function_is_set_on_the_function():
    view = add_arg_scope(foreign_classes.called)
    view.note = 5
    assert foreign_classes.called.note == view.note == 5
    del view.note
    assert not hasattr(foreign_classes.called, "note")


def test_view_of_a_function_that_cloudpickle_sent_calls_it_through_the_scope():
    view = add_arg_scope(json.dumps)
    sent = cloudpickle.loads(cloudpickle.dumps(view))
    with arg_scope([view], sort_keys=True):
        assert sent({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'
    assert sent({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'


def test_two_views_of_one_thing_are_equal():
    partial = functools.partial(json.dumps, indent=2)
    first, second = add_arg_scope(partial), add_arg_scope(partial)
    assert first == second
    assert {first: 1}[second] == 1


def test_copy_of_a_module_view_is_the_view():
    view = add_arg_scope(json)
    assert copy.copy(view) is copy.deepcopy([view])[0] is view


def test_view_of_a_coroutine_function_is_awaited():
    sleep = add_arg_scope(asyncio.sleep)
    with arg_scope([sleep], result=5):
        assert asyncio.run(sleep(0)) == 5


def test_view_of_a_function_binds_as_a_method():
    class Encoder:
        encode = add_arg_scope(foreign_classes.Layer.summary)
        units = 3

    assert Encoder().encode() == "3 units"


def test_dates_enumerations_and_types_are_values():
    dates, kinds, web = map(add_arg_scope, (dt, types, http))
    assert type(dates.datetime(2020, 1, 1)) is dates.datetime
    assert isinstance(json.dumps, kinds.FunctionType)
    assert web.HTTPStatus(200) is web.HTTPStatus.OK
    assert issubclass(add_arg_scope(enum).IntEnum, enum.Enum)


def test_numpy_works_with_what_its_view_hands_out():
    view = add_arg_scope(np)
    assert view.zeros(3, view.float32).dtype == view.float32
    assert view.iinfo(view.int32).max == np.iinfo(np.int32).max
    assert view.add.reduce([1, 2]) == 3
    assert type(view.zeros(2).view(view.recarray)) is np.recarray
    assert isinstance(view.add, np.ufunc)
    records = view.zeros(2).view(view.recarray)
    assert pickle.loads(pickle.dumps(records)).tolist() == [0, 0]
    with arg_scope([view.zeros, view.add], dtype=view.float32):
        assert view.zeros(2).dtype == view.add(1, 2).dtype == np.float32


def test_lazy_module_stays_lazy():
    asked = []

    def load(name):
        asked.append(name)
        return json.dumps

    view = add_arg_scope(module_of(__getattr__=load))
    dir(view)
    assert asked == []
    assert has_arg_scope(view.late)
    assert asked == ["late"]


def test_what_a_module_lacks_is_told_by_the_module():
    with pytest.raises(AttributeError, match="module 'math' has no attribute 'sqroot'"):
        add_arg_scope(math).sqroot  # noqa: B018


def test_attribute_set_on_a_view_is_set_on_the_module():
    module = module_of(rate=1)
    view = add_arg_scope(module)
    view.rate = 2
    assert module.rate == 2
    del view.rate
    assert not hasattr(module, "rate")


def test_a_view_that_is_put_back_leaves_the_original_in_place():
    module = module_of(function=math.isclose, cls=WithArguments)
    view = add_arg_scope(module)
    view.function, view.cls = view.function, view.cls
    assert module.function is math.isclose
    assert module.cls is WithArguments


def test_module_view_has_the_facts_of_the_module():
    view = add_arg_scope(json)
    facts = ("__doc__", "__file__", "__name__", "__package__", "__path__", "__spec__")
    assert [getattr(view, f) for f in facts] == [getattr(json, f) for f in facts]


def test_making_views_changes_nothing_in_the_original():
    modules = [builtins, collections, json, logging, math, np, typing, urllib.parse]
    for module in modules:
        for name in dir(module):
            getattr(module, name, None)  # some are loaded when first asked for
    before = [snapshot(module) for module in modules]
    for module in modules:
        view = add_arg_scope(module)
        for name in dir(module):
            getattr(view, name, None)
    assert [snapshot(module) for module in modules] == before


def snapshot(module):
    return {name: facts(value) for name, value in vars(module).items()}


def facts(value):
    if not isinstance(value, type):
        return id(value)
    names = (value.__name__, value.__qualname__, value.__module__)
    return id(value), names, {n: id(v) for n, v in vars(value).items()}


def test_the_snapshot_notices_a_renamed_class():
    module = module_of(cls=type("Renamed", (), {}))
    before = snapshot(module)
    module.cls.__qualname__ = "Other"
    assert snapshot(module) != before


def test_script_of_torch_gets_the_plain_function_outside_of_scopes_only():
    view = add_arg_scope(json.dumps)
    assert view.__prepare_scriptable__() is json.dumps
    with (
        arg_scope([view], indent=2),
        pytest.raises(TargetTypeError, match="Leave the scope") as caught,
    ):
        view.__prepare_scriptable__()
    assert str(caught.value) == (
        "torch.jit.script() expected functions without scoped arguments, got dumps() of "
        "type function. Leave the scope, or call dumps() of the plain module and give it "
        "the arguments."
    )


def test_a_class_of_a_module_that_is_running_is_not_changed():
    view = add_arg_scope(foreign_classes)
    before = dict(vars(foreign_classes.Layer))
    assert foreign_classes.called(lambda: view.Layer) == foreign_classes.Layer
    assert dict(vars(foreign_classes.Layer)) == before
