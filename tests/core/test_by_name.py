"""What has a name pickles as it: it is imported where it is loaded, or an error says why not."""

import copy
import functools
import gc
import json
import math
import pickle
import subprocess
import sys
import textwrap

import pytest

from argscope import (
    ArgScope,
    PickleScopeError,
    add_arg_scope,
    arg_scope,
    has_arg_scope,
)
from argscope._core.target import find_target

MODULE = """
import functools, json, math
from argscope import add_arg_scope, arg_scope


@add_arg_scope
def work(x, a=1):
    return x, a


@add_arg_scope
async def waits(x, a=1):
    return x, a


@add_arg_scope
@functools.lru_cache
def cached(x, a=1):
    return x, a


def another():
    @functools.lru_cache
    def again(x, a=1):
        return x, a

    again.__qualname__ = "cached"
    return add_arg_scope(again)


@add_arg_scope
class Item:
    def __init__(self, x=0, a=1):
        self.x, self.a = x, a

    @add_arg_scope
    def method(self, a=1):
        return a

    @add_arg_scope
    @functools.lru_cache
    def cached_method(self, a=1):
        return a

    @classmethod
    @add_arg_scope
    def made(cls, a=1):
        return a


part = add_arg_scope(functools.partial(max, 1))
isclose = add_arg_scope(math.isclose)
encoder = add_arg_scope(json.JSONEncoder)
maths = add_arg_scope(math)

targets = [work, waits, cached, Item, Item.method, Item.cached_method, Item.made]
with arg_scope(targets, a=5) as scope, arg_scope(isclose, abs_tol=2) as scope:
    pass
with arg_scope(work, a=cached) as of_targets:
    pass
"""

# What is sent, what is done with it there, and what comes of that.
TABLE = {
    "function": (lambda m: m.work, "it(2)", "(2, 1)"),
    "coroutine function": (lambda m: m.waits, "asyncio.run(it(2))", "(2, 1)"),
    "cached function": (lambda m: m.cached, "it(2)", "(2, 1)"),
    "class": (lambda m: m.Item, "it().a", "1"),
    "object": (lambda m: m.Item(5), "(it.x, it.a)", "(5, 1)"),
    "method": (lambda m: m.Item.method, "it(None)", "1"),
    "bound method": (lambda m: m.Item().method, "it()", "1"),
    "cached method": (lambda m: m.Item.cached_method, "it(None)", "1"),
    "bound cached method": (lambda m: m.Item().cached_method, "it.__self__.a", "1"),
    "class method": (lambda m: m.Item.made, "it()", "1"),
    "view of a partial": (lambda m: m.part, "it(3)", "3"),
    "view of a builtin": (
        lambda m: m.isclose,
        "it(1, 2), argscope.has_arg_scope(it)",
        "(False, True)",
    ),
    "view of a class": (lambda m: m.encoder, "it().encode(1)", "'1'"),
    "view of a module": (lambda m: m.maths, "it.isclose(1, 2)", "False"),
    "target of the view of a module": (
        lambda m: m.maths.isclose,
        "it(1, 2)",
        "False",
    ),
    "in a dict": (lambda m: {"a": [m.cached, m.Item]}, "it['a'][1]().a", "1"),
    "scope": (lambda m: m.scope, "sorted(it)[0]", "'importable:Item'"),
    "value of a scope": (
        lambda m: m.of_targets,
        "it['importable:work']['a'] is sys.modules['importable'].cached",
        "True",
    ),
    "bound function": (lambda m: m.scope.bind(m.work), "it(2)", "(2, 5)"),
    "bound coroutine function": (
        lambda m: m.scope.bind(m.waits),
        "asyncio.run(it(2))",
        "(2, 5)",
    ),
    "bound cached function": (lambda m: m.scope.bind(m.cached), "it(2)", "(2, 5)"),
    "bound class": (lambda m: m.scope.bind(m.Item), "it().a", "5"),
    "method of an object, bound": (
        lambda m: m.scope.bind(m.Item().method),
        "it()",
        "5",
    ),
    "bound class method": (lambda m: m.scope.bind(m.Item.made), "it()", "5"),
    "bound partial": (
        lambda m: m.scope.bind(functools.partial(m.work, 7)),
        "it()",
        "(7, 5)",
    ),
    "bound view": (lambda m: m.scope.bind(m.isclose), "it(1, 2)", "True"),
}

LOAD = """
import asyncio, json, pickle, sys
sys.path.insert(0, sys.argv[1])
import argscope
outcomes = []
for data, check in json.loads(sys.stdin.read()):
    sys.modules.pop("importable", None)  # as in a process that has not imported it
    try:
        it = pickle.loads(bytes.fromhex(data))
        outcomes.append(repr(eval(check)))
    except Exception as error:
        outcomes.append(f"{type(error).__name__}: {error}")
print(json.dumps(outcomes))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a module that other processes can import too."""
    path = tmp_path_factory.mktemp("by_name")
    (path / "importable.py").write_text(MODULE)
    return path


@pytest.fixture(scope="module")
def module(folder):
    sys.path.insert(0, str(folder))
    try:
        import importable

        yield importable
    finally:
        sys.path.remove(str(folder))
        del sys.modules["importable"]


def loaded(folder, pairs):
    """Return what comes of each pickle and check in a process that imports from `folder`."""
    command = [sys.executable, "-c", LOAD, str(folder)]
    done = subprocess.run(
        command, input=json.dumps(pairs), capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def outcomes(folder, module):
    pairs = [
        (pickle.dumps(sent(module)).hex(), check) for sent, check, _ in TABLE.values()
    ]
    return dict(zip(TABLE, loaded(folder, pairs), strict=True))


@pytest.mark.parametrize("row", TABLE)
def test_what_is_scoped_is_imported_where_it_is_loaded(outcomes, row):
    assert outcomes[row] == TABLE[row][2]


@pytest.mark.parametrize(
    "row",
    [
        "function",
        "coroutine function",
        "cached function",
        "class",
        "method",
        "cached method",
        "view of a partial",
        "view of a builtin",
        "view of a class",
        "target of the view of a module",
    ],
)
def test_target_comes_back_to_its_process_as_itself(module, row):
    sent = TABLE[row][0](module)
    assert has_arg_scope(sent)
    assert pickle.loads(pickle.dumps(sent)) is sent


# It cannot be had.


@pytest.mark.parametrize(
    "sent",
    [lambda m: m.cached, lambda m: m.scope, add_arg_scope],
    ids=["cached function", "scope", "view of a module"],
)
def test_pickle_of_what_is_not_importable_there_says_what_is_missing(
    module, tmp_path, sent
):
    data = pickle.dumps(sent(module)).hex()
    (outcome,) = loaded(tmp_path, [(data, "it")])
    assert outcome.startswith("PickleScopeError: This pickle needs importable")
    assert "(ModuleNotFoundError: No module named 'importable')" in outcome


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        ("", "AttributeError: module 'importable' has no attribute 'work'"),
        ("def work(x, a=1): ...", "it is not scoped here"),
    ],
)
def test_scope_of_a_target_that_is_another_version_there_is_an_error(
    module, tmp_path, there, reason
):
    (tmp_path / "importable.py").write_text(there)
    with arg_scope(module.work, a=5) as scope:
        data = pickle.dumps(scope).hex()
    (outcome,) = loaded(tmp_path, [(data, "it")])
    assert outcome.startswith(
        f"PickleScopeError: This pickle needs importable:work, which cannot be had in this "
        f"process ({reason})."
    )


@pytest.mark.usefixtures("only_own_targets")
def test_scope_of_a_target_that_is_gone_is_an_error_in_the_same_process(
    module, monkeypatch
):
    with arg_scope(module.work, a=5) as scope:
        data = pickle.dumps(scope)
    monkeypatch.setattr(module, "work", module.work.__wrapped__)
    with pytest.raises(PickleScopeError, match="it is not scoped here"):
        pickle.loads(data)


def test_scope_of_a_view_needs_only_what_is_viewed(module, tmp_path):
    (tmp_path / "importable.py").write_text("")
    data = pickle.dumps(module.scope.only(module.isclose)).hex()
    (outcome,) = loaded(tmp_path, [(data, "it['math:isclose']")])
    assert outcome == "{'abs_tol': 2}"


@pytest.mark.usefixtures("only_own_targets")
def test_scope_of_a_view_that_is_gone_can_be_loaded(module):
    scope = module.scope.only(module.isclose)
    assert pickle.loads(pickle.dumps(scope)) == scope


def test_view_of_what_pickle_cannot_send_is_an_error():
    view = add_arg_scope(functools.partial(lambda a=1: a))
    with pytest.raises(PickleScopeError, match="use cloudpickle"):
        pickle.dumps(view)


def test_cached_function_that_was_redefined_is_an_error(module):
    old, module.cached = module.cached, module.another()
    try:
        with pytest.raises(PickleScopeError, match="not the same object"):
            pickle.dumps(old)
        assert pickle.loads(pickle.dumps(module.cached)) is module.cached
    finally:
        module.cached = old


def test_target_is_no_business_of_plain_pickle():
    local = add_arg_scope(lambda a=1: a)
    with pytest.raises(PickleScopeError, match="would not find it by a name"):
        pickle.dumps(find_target(local))
    target = find_target(local)
    del local
    gc.collect()
    with pytest.raises(PickleScopeError, match="would not find it by a name"):
        pickle.dumps(target)


# Copies.

COPIED = {
    "function": add_arg_scope(lambda a=1: a),
    "view": add_arg_scope(math.isclose),
    "partial": add_arg_scope(functools.partial(max, key=abs)),
    "class of others": add_arg_scope(json.JSONEncoder),
    "module": add_arg_scope(textwrap),
}


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy], ids=["copy", "deepcopy"])
@pytest.mark.parametrize("kind", COPIED)
def test_copy_of_what_is_scoped_is_the_same(kind, make):
    target = find_target(COPIED[kind])
    assert make(target) is target
    assert make({"x": COPIED[kind]})["x"] is COPIED[kind]
    assert make(COPIED[kind]) is COPIED[kind]


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy], ids=["copy", "deepcopy"])
def test_copy_of_a_bound_function_is_bound_to_the_same(make):
    view = COPIED["view"]
    with arg_scope(view, abs_tol=2) as scope:
        bound = make(scope.bind(view))
    assert (bound.function, bound.scope) == (view, scope)
    assert bound(1, 2)


def test_deep_copy_of_what_binds_an_object_binds_a_copy_of_it():
    held = [1]
    bound = ArgScope().bind(functools.partial(list, held))
    copied = copy.deepcopy(bound)
    held.append(2)
    assert (bound(), copied()) == ([1, 2], [1])
