"""Cloudpickle, dill and loky send what a main program or a notebook defines.

A program pickles; another process, which has another main program, loads and calls.
"""

import functools
import gc
import json
import subprocess
import sys
import textwrap

import cloudpickle
import pytest

from argscope import (
    ANY,
    ArgScope,
    PickleScopeError,
    add_arg_scope,
    arg_scope,
    has_arg_scope,
)
from argscope._core.target import all_targets, find_target

PROGRAM = """
import asyncio, functools, json, pickle, sys
from argscope import add_arg_scope, arg_scope, current_arg_scope, isolated


@add_arg_scope
def work(x, a=1):
    return x, a


def helper(x):
    return work(x)


@add_arg_scope
async def waits(x, a=1):
    return x, a


@add_arg_scope
@functools.lru_cache
def cached(x, a=1):
    return x, a


@add_arg_scope
@functools.lru_cache
def fibonacci(n, a=1):
    return a if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def local():
    @add_arg_scope
    def inner(x, a=1):
        return x, a

    return inner


inner = local()
part = add_arg_scope(functools.partial(work.__wrapped__, 7))


@add_arg_scope
class Item:
    def __init__(self, x=0, a=1):
        self.x, self.a = x, a

    @classmethod
    def made(cls):
        return cls()

    @add_arg_scope
    def method(self, a=1):
        return a


@add_arg_scope
class Inherits(Item):
    pass


class Calls(Item):
    def __init__(self):
        Item.__init__(self, 5)


@add_arg_scope
class Pair(tuple):
    def __new__(cls, a=1):
        return super().__new__(cls, (a, a))


def constructs():
    return Item().a


@arg_scope([work], a=9)
def decorated(x):
    return work(x)


@arg_scope([work], a=9)
async def decorated_waits(x):
    return work(x)


@isolated
def steps():
    with arg_scope([work], a=8):
        yield work(0)


@functools.wraps(work)
def wrapper(*args, **kwargs):
    return work(*args, **kwargs)


targets = [work, waits, cached, fibonacci, inner, part, Item, Inherits, Pair, Item.method]
with arg_scope(targets, a=5) as scope:
    pass
"""

DUMP = """
if __name__ == "__main__":
    pickler = __import__(sys.argv[1])
    options = {"recurse": True} if sys.argv[1] == "dill" else {}
    sent = [
        pickler.dumps(eval(expression), **options).hex()
        for expression in json.loads(sys.stdin.read())
    ]
    print(json.dumps(sent))
"""

LOAD = """
import asyncio, json, sys, argscope
pickler = __import__(sys.argv[1])
outcomes = []
for data, check in json.loads(sys.stdin.read()):
    try:
        it = pickler.loads(bytes.fromhex(data))
        outcomes.append(repr(eval(check)))
    except Exception as error:
        outcomes.append(f"{type(error).__name__}: {error}")
print(json.dumps(outcomes))
"""

# What is sent, what is done with it there, and what comes of that.
TABLE = {
    "function": ("work", "it(2)", "(2, 1)"),
    "helper": ("helper", "it(2)", "(2, 1)"),
    "coroutine function": ("waits", "asyncio.run(it(2))", "(2, 1)"),
    "cached function": ("cached", "it(2)", "(2, 1)"),
    "cached function that calls itself": ("fibonacci", "it(4)", "5"),
    "local function": ("inner", "it(2)", "(2, 1)"),
    "view of a partial": ("part", "it()", "(7, 1)"),
    "class": ("Item", "(it().a, it.made().a)", "(1, 1)"),
    "object": ("Item(5)", "(it.x, it.method())", "(5, 1)"),
    "class that inherits": ("Inherits", "it().a", "1"),
    "class that calls its base": ("Calls", "it().x", "5"),
    "class that constructs in __new__": ("Pair", "it()", "(1, 1)"),
    "method": ("Item.method", "it(None)", "1"),
    "method of an object": ("Item().method", "it()", "1"),
    "decorated function": ("decorated", "it(2)", "(2, 9)"),
    "decorated coroutine": ("decorated_waits", "asyncio.run(it(2))", "(2, 9)"),
    "isolated generator": ("steps", "list(it())", "[(0, 8)]"),
    "wrapper": ("wrapper", "it(2)", "(2, 1)"),
    "bound function": ("scope.bind(work)", "it(2)", "(2, 5)"),
    "bound helper": ("scope.bind(helper)", "it(2)", "(2, 5)"),
    "bound coroutine": ("scope.bind(waits)", "asyncio.run(it(2))", "(2, 5)"),
    "bound cached function": ("scope.bind(cached)", "it(2)", "(2, 5)"),
    "bound recursion": ("scope.bind(fibonacci)", "it(4)", "25"),
    "bound local function": ("scope.bind(inner)", "it(2)", "(2, 5)"),
    "bound view of a partial": ("scope.bind(part)", "it()", "(7, 5)"),
    "bound class": ("scope.bind(Item)", "it().a", "5"),
    "bound class that inherits": ("scope.bind(Inherits)", "it().a", "5"),
    "bound class with __new__": ("scope.bind(Pair)", "it()", "(5, 5)"),
    "bound class method": ("scope.bind(Item.made)", "it().a", "5"),
    "bound method of an object": ("scope.bind(Item().method)", "it()", "5"),
    "bound constructor": ("scope.bind(constructs)", "it()", "5"),
    "explicit call of the base's __init__": ("scope.bind(Calls)", "it().a", "1"),
    "scope beside its target": ("(work, scope)", "it[1].bind(it[0])(2)", "(2, 5)"),
    "scope that is opened there": (
        "(Item, scope.only(Item))",
        "(argscope.arg_scope([it[0]], x=3)(lambda: (it[0]().a, it[0]().x))(),"
        " argscope.has_arg_scope(it[0]), it[1].origin(it[0], 'a').function)",
        "((1, 3), True, '<module>')",
    ),
}


def run(program, *arguments, given):
    command = [sys.executable, str(program), *arguments]
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=["cloudpickle", "dill"])
def outcomes(request, tmp_path_factory):
    """What came of each row, all sent by one program and loaded by another."""
    pytest.importorskip(request.param, reason="an extra of development")
    folder = tmp_path_factory.mktemp("by_value")
    (folder / "sender.py").write_text(PROGRAM + DUMP)
    (folder / "receiver.py").write_text(LOAD)
    expressions = [expression for expression, _, _ in TABLE.values()]
    sent = run(folder / "sender.py", request.param, given=expressions)
    checks = [check for _, check, _ in TABLE.values()]
    pairs = list(zip(sent, checks, strict=True))
    came = run(folder / "receiver.py", request.param, given=pairs)
    return dict(zip(TABLE, came, strict=True))


@pytest.mark.parametrize("row", TABLE)
def test_what_a_main_program_defines_works_in_another_process(outcomes, row):
    assert outcomes[row] == TABLE[row][2]


def test_loky_runs_functions_of_a_main_program_under_their_scope(tmp_path):
    pytest.importorskip("joblib", reason="an extra of development")
    script = tmp_path / "program.py"
    script.write_text(
        PROGRAM
        + textwrap.dedent("""
            from joblib import Parallel, delayed

            functions = [work, helper, scope.bind(helper), scope.bind(Item)]
            results = Parallel(n_jobs=2, backend="loky")(delayed(f)(2) for f in functions)
            print(json.dumps([*results[:3], [results[3].x, results[3].a]]))
        """)
    )
    assert run(script, given=None) == [[2, 1], [2, 1], [2, 5], [2, 5]]


def sent(thing):
    return cloudpickle.loads(cloudpickle.dumps(thing))


def make():
    """Return a function and a class that no name leads to."""

    @add_arg_scope
    def work(x, a=1):
        return x, a

    @add_arg_scope
    class Kind:
        def __init__(self, a=1):
            self.a = a

    return work, Kind


def scope_of(*targets, **defaults):
    with arg_scope(list(targets), **defaults) as scope:
        return scope


def test_target_and_scope_that_are_sent_one_after_the_other_fit():
    work, kind = make()
    scope = sent(scope_of(work, kind, a=5))
    with arg_scope(scope):
        assert sent(work)(0) == (0, 5)
        assert sent(kind)().a == 5
        assert work(0) == (0, 5)


def test_two_functions_of_one_name_do_not_share_their_scope():
    (one, _), (other, _) = make(), make()
    with arg_scope(sent(scope_of(one, a=5))):
        assert (sent(one)(0), sent(other)(0), other(0)) == ((0, 5), (0, 1), (0, 1))


def test_function_that_was_sent_can_be_scoped_there():
    work, kind = map(sent, make())
    with arg_scope([work, kind], a=6):
        assert (work(0), kind().a) == ((0, 6), 6)
    with arg_scope(ANY, a=7):
        assert (work(0), kind().a) == ((0, 7), 7)
    assert (work(0), kind().a) == ((0, 1), 1)


def test_function_that_was_sent_is_sent_on():
    work, kind = make()
    scope = scope_of(work, kind, a=5)
    with arg_scope(sent(sent(scope))):
        assert (sent(sent(work))(0), sent(sent(kind))().a) == ((0, 5), 5)


def test_view_comes_back_to_its_program_as_itself():
    view = add_arg_scope(make()[0].__get__(3))
    assert sent(view) is view


def test_original_is_known_after_its_copies_are_gone():
    work, _ = make()
    key = find_target(work).key
    copies = [sent(work) for _ in range(3)]
    assert [has_arg_scope(copy) for copy in copies] == [True] * 3
    assert [target.key for target in all_targets()].count(key) == 1
    del copies
    gc.collect()
    assert ArgScope({key: {"a": 5}}).bind(work)(0) == (0, 5)


def test_copy_is_known_after_the_original_is_gone():
    work, _ = make()
    key = find_target(work).key
    copy = sent(work)
    del work
    gc.collect()
    assert ArgScope({key: {"a": 5}}).bind(copy)(0) == (0, 5)


def test_target_that_was_sent_has_the_attributes_of_a_target_and_no_more():
    target = find_target(sent(make()[0]))
    assert (target.name, target.lasting) == ("make.<locals>.work()", False)
    with pytest.raises(AttributeError, match="nothing"):
        _ = target.nothing


def test_copies_leave_nothing_behind():
    work, _ = make()
    key = find_target(work).key
    copies = [sent(work) for _ in range(3)]
    with arg_scope(ANY, a=5):
        assert [copy(0) for copy in copies] == [(0, 5)] * 3
    del work, copies, _
    gc.collect()
    assert key not in [target.key for target in all_targets()]


def test_module_that_is_registered_by_value_is_sent_itself():
    this = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(this)
    try:
        data = cloudpickle.dumps(scope_of(by_name, a=5).bind(by_name))
    finally:
        cloudpickle.unregister_pickle_by_value(this)
    copy = cloudpickle.loads(data)
    assert copy.function is not by_name
    assert copy(0) == (0, 5)


def test_function_with_a_name_is_sent_by_it():
    assert sent(by_name) is by_name


def test_wrapper_that_is_sent_finds_by_name_the_target_that_it_wraps(monkeypatch):
    target = by_name

    @functools.wraps(target)
    def wrapper(x):
        return target(x)

    data = cloudpickle.dumps(wrapper)
    copy = cloudpickle.loads(data)
    assert (copy(2), copy.__wrapped__) == ((2, 1), by_name)
    assert copy.__argscope_target__ is find_target(by_name)
    monkeypatch.setattr(sys.modules[__name__], "by_name", by_name.__wrapped__)
    with pytest.raises(PickleScopeError, match="it is not scoped here"):
        cloudpickle.loads(data)


@pytest.mark.parametrize(
    "make_view",
    [
        lambda: add_arg_scope(functools.partial(max, 1)),
        lambda: add_arg_scope(functools.lru_cache(make()[0])),
    ],
    ids=["partial", "cached function"],
)
def test_view_that_is_gone_comes_back_with_its_key(make_view):
    view = make_view()
    key, data = find_target(view).key, cloudpickle.dumps(view)
    del view
    gc.collect()
    again = cloudpickle.loads(data)
    assert (find_target(again).key, again(3, 2)) == (key, make_view()(3, 2))


@add_arg_scope
def by_name(x, a=1):
    return x, a
