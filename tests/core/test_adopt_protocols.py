"""What is adopted behaves as before, and is afterwards exactly what it was."""

import copy
import inspect
import json
import pickle

import pytest
from tests.core import foreign_functions
from tests.core.foreign_functions import (
    Base,
    Held,
    awaited,
    generated,
    generated_async,
    make_counter,
    positional,
    recursive,
    wrapping,
)

from argscope import adopt, has_arg_scope

FUNCTIONS = {
    "function": positional,
    "of another library": json.dumps,
    "method": Base.method,
    "class method": Base.made.__func__,
    "static method": Base.static,
    "using its class": Held.closed_over,
    "closure": make_counter(0),
    "lambda": lambda a, b=1: (a, b),
    "coroutine function": awaited,
    "generator function": generated,
    "async generator function": generated_async,
    "wrapper": wrapping,
    "recursive": recursive,
}

PROTOCOLS = {
    "name": lambda f: (f.__name__, f.__qualname__, f.__module__),
    "doc": lambda f: (f.__doc__, inspect.getdoc(f)),
    "text": repr,
    "type": type,
    "signature": inspect.signature,
    "defaults": lambda f: (f.__defaults__, f.__kwdefaults__),
    "annotations": lambda f: f.__annotations__,
    "closure": lambda f: (f.__closure__, f.__globals__ is vars(foreign_functions)),
    "kind": lambda f: (
        inspect.iscoroutinefunction(f),
        inspect.isgeneratorfunction(f),
        inspect.isasyncgenfunction(f),
        inspect.isroutine(f),
    ),
    "source": inspect.getsource,
    "line": lambda f: inspect.getsourcelines(f)[1],
    "hash": hash,
    "copy": lambda f: (copy.copy(f), copy.deepcopy(f)),
    "pickle": lambda f: attempt(lambda: pickle.loads(pickle.dumps(f))),
    "too many arguments": lambda f: attempt(lambda: f(*range(50), unknown=object())),
    "binding": lambda f: f.__get__(5).__self__,
}


def attempt(call):
    try:
        return str(call())
    except Exception as error:  # noqa: BLE001  # of any kind
        return type(error), str(error)


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)
@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_adopted_function_behaves_as_before(function, protocol):
    before = protocol(function)
    with adopt(function):
        assert protocol(function) == before
    assert protocol(function) == before


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_undone_function_is_exactly_what_it_was(function):
    code, attributes = function.__code__, dict(vars(function))
    with adopt(function):
        assert has_arg_scope(function)
        assert function.__code__ is not code
    assert function.__code__ is code
    assert vars(function) == attributes
    assert not has_arg_scope(function)


def test_full_argument_specification_is_that_of_the_function():
    before = inspect.getfullargspec(json.dumps)
    with adopt(json.dumps):
        assert inspect.getfullargspec(json.dumps) == before
