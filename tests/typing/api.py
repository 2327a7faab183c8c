"""What type checkers know. This file is checked, not run.

Where a line ends in `type: ignore[code]`, the checker has to complain: an ignore that
is not needed is an error too.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import assert_type

from argscope import (
    ANY,
    ArgScope,
    Origin,
    ScopeDiff,
    add_arg_scope,
    adopt,
    arg_scope,
    arg_scope_func_key,
    arg_scoped_arguments,
    current_arg_scope,
    has_arg_scope,
    isolated,
)


@add_arg_scope
def conv(x: float, filters: int, *, padding: str = "VALID") -> list[float]:
    return [x] * filters if padding else []


@add_arg_scope
async def fetch(url: str, retries: int = 3) -> bytes:
    return url.encode() * retries


@add_arg_scope
def count(start: int = 0) -> Iterator[int]:
    yield start


class Net:
    @add_arg_scope
    def run(self, rate: float = 0.5) -> float:
        return rate

    @add_arg_scope
    @staticmethod
    def static(rate: float = 0.5) -> float:
        return rate

    @add_arg_scope
    @classmethod
    def make(cls, rate: float = 0.5) -> "Net":
        return cls()


@add_arg_scope
class Layer:
    def __init__(self, units: int, bias: bool = True) -> None:
        self.units = units
        self.bias = bias


# A scoped callable has exactly the type it had.
assert_type(conv(1.0, 2), list[float])
assert_type(conv(1.0, filters=2, padding="SAME"), list[float])
assert_type(count(), Iterator[int])
assert_type(Net().run(rate=0.1), float)
assert_type(Net.static(0.1), float)
assert_type(Net.make(rate=0.1), Net)
assert_type(Layer(3, bias=False), Layer)
assert_type(Layer(3).units, int)
conv("text", 2)  # type: ignore[arg-type]
conv(1.0, 2, paddding="SAME")  # type: ignore[call-arg]
conv(1.0)  # type: ignore[call-arg]
Net().run(rate="fast")  # type: ignore[arg-type]
Layer("3")  # type: ignore[arg-type]


class Dense(Layer):
    pass


assert_type(Dense(3), Dense)
assert isinstance(Dense(3), Layer)


# A block yields a scope.
with arg_scope([conv, Net.run], padding="SAME") as scope:
    assert_type(scope, ArgScope)
with arg_scope(scope) as again, arg_scope(ANY, rate=0.1), arg_scope(conv):
    assert_type(again, ArgScope)


# An entry made with partial is checked as the call would be.
with arg_scope([partial(conv, padding="SAME"), partial(Net.run, rate=0.1)]):
    pass
partial(conv, padding=1)  # type: ignore[arg-type]
partial(conv, stride=1)  # type: ignore[call-arg]


# A decorated function keeps its type.
@arg_scope([conv], padding="SAME")
def work(x: float) -> str:
    return str(conv(x, 1))


@arg_scope(scope)
async def wait(x: float) -> str:
    return str(x)


@arg_scope(scope)
async def stream(x: float) -> AsyncIterator[float]:
    yield x


@isolated
def steps(n: int) -> Iterator[int]:
    with arg_scope([conv], padding="SAME"):
        yield n


assert_type(work(1.0), str)
assert_type(stream(1.0), AsyncIterator[float])
assert_type(steps(3), Iterator[int])
work("text")  # type: ignore[arg-type]
steps()  # type: ignore[call-arg]


async def awaited() -> None:
    assert_type(await fetch("x", retries=1), bytes)
    assert_type(await wait(1.0), str)
    assert_type([x async for x in stream(1.0)], list[float])
    await fetch(5)  # type: ignore[arg-type]


# A bound function too.
bound = scope.bind(conv)
assert_type(bound(1.0, 2, padding="SAME"), list[float])
bound("text", 2)  # type: ignore[arg-type]
callback: Callable[[float], str] = scope.bind(work)


# Scopes are values.
assert_type(scope | again, ArgScope)
assert_type(scope - conv, ArgScope)
assert_type(scope.only(conv, ANY), ArgScope)
assert_type(scope.pinned(), ArgScope)
assert_type(scope.forced(), ArgScope)
assert_type(scope.diff(again), ScopeDiff)
assert_type(hash(scope), int)
assert_type(current_arg_scope(), ArgScope)
assert_type(ArgScope.from_dict(scope.to_dict()), ArgScope)
assert_type(arg_scope([conv]).origin, Origin)
assert_type(arg_scoped_arguments(conv), tuple[str, ...])
assert_type(arg_scope_func_key(conv), str)
assert_type(has_arg_scope(conv), bool)


with adopt(json.dumps, json.JSONEncoder.encode) as adoption:
    assert_type(adoption.undo(), None)

adopt()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
