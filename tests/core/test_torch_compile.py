"""How a program that uses PyTorch is made to be compiled, without PyTorch.

`make test-third-party` compiles such functions.
"""

import json
import sys
import threading
import types

import cloudpickle
import pytest

from argscope import ArgScope, add_arg_scope, arg_scope
from argscope._core.everywhere import Everywhere


class Compiler:
    """A stand-in for `torch.compiler`, of which one can say that it is compiling."""

    def __init__(self):
        self.compiling = False

    def is_dynamo_compiling(self):
        return self.compiling


@pytest.fixture
def compiler(monkeypatch):
    torch = types.ModuleType("torch")
    torch.compiler = Compiler()
    monkeypatch.setitem(sys.modules, "torch", torch)
    return torch.compiler


def scaled():
    @add_arg_scope
    def scale(x, by=2):
        if by == 0:
            raise ValueError("nothing is left")
        return x * by

    return scale


@pytest.mark.parametrize("compiling", [False, True])
def test_calls_are_as_ever(compiler, compiling):
    compiler.compiling = compiling
    scale = scaled()
    assert scale(3) == 6
    for by in (5, 7):
        with arg_scope([scale], by=by):
            assert (scale(3), scale(3), scale(3, by=1)) == (3 * by, 3 * by, 3)
    assert scale(3) == 6


def test_compiled_calls_are_kept_for_their_scope(compiler):
    compiler.compiling = True
    scale = scaled()
    with arg_scope([scale], by=5) as first, arg_scope([scale], by=7) as second:
        pass
    for _ in range(2):
        for scope, result in ((first, 15), (second, 21)):
            with arg_scope(scope):
                assert scale(3) == result


def test_errors_tell_what_came_from_scopes(compiler):
    scale = scaled()
    with arg_scope([scale], by=0), pytest.raises(ValueError, match="left") as caught:
        scale(3)
    assert "by=0  set by arg_scope at" in caught.value.__notes__[0]


def test_such_a_function_is_sent_by_cloudpickle(compiler):
    compiler.compiling = True
    scale = scaled()
    with arg_scope([scale], by=5):
        assert scale(3) == 15
        assert cloudpickle.loads(cloudpickle.dumps(scale))(3) == 15
    assert cloudpickle.loads(cloudpickle.dumps(scale))(3) == 6


def test_a_thread_that_never_opened_a_scope_has_none(compiler):
    scale, found = scaled(), []
    thread = threading.Thread(target=lambda: found.append(scale(3)))
    with arg_scope([scale], by=5):
        thread.start()
        thread.join()
    assert found == [6]


@pytest.mark.parametrize("compiling", [False, True])
def test_settings_are_in_force_in_such_a_thread(compiler, compiling):
    compiler.compiling = compiling
    scale, found = scaled(), []
    settings = Everywhere(ArgScope({scale._key_op: {"by": 5}}).pinned())
    thread = threading.Thread(target=lambda: found.append(scale(3)))
    settings.enter()
    thread.start()
    thread.join()
    settings.leave()
    assert found == [15]
    assert settings.without_effect == []
    assert scale(3) == 6


def test_a_compiler_is_not_watched(compiler):
    compiler.compiling = True
    scale = scaled()
    settings = Everywhere(ArgScope({scale._key_op: {"by": 5}}).pinned())
    settings.enter()
    assert [scale(3, by=7), scale(3)] == [21, 15]
    settings.leave()
    assert settings.without_effect == []


def test_views_say_what_the_compiler_is_to_follow(compiler):
    view = add_arg_scope(json.dumps)
    with arg_scope([view], sort_keys=True):
        assert view._torchdynamo_inline({"b": 1, "a": 2}) == '{"a": 2, "b": 1}'
