"""The program that makes the mistakes."""

import math

from argscope import add_arg_scope, arg_scope


@add_arg_scope
def conv(x, filters=1, padding="VALID"):
    return x


@add_arg_scope
def dense(x, units=1):
    return x


class Start:
    @add_arg_scope
    def __init__(self, size=1):
        pass


class Net:
    @add_arg_scope
    def run(self, rate=1):
        pass

    @add_arg_scope
    def stop(self, after=1):
        pass


class Activation:
    @add_arg_scope
    def __call__(self, slope=1):
        pass


@add_arg_scope
class Layer:
    pass


def net_arg_scope(rate=0.1):
    with arg_scope([conv], padding="SAME") as scope:
        return scope


def no_return():
    pass


def build():
    return net_arg_scope()


view = add_arg_scope(math)
scope = net_arg_scope()
number, layer = 3, Layer()
block = arg_scope([conv], filters=2)
CONV = conv._key_op


def enter(scope):
    with scope:
        pass


async def enter_asynchronously():
    async with arg_scope([conv], padding="SAME"):
        pass


def decorate():
    @arg_scope
    def train():
        pass
