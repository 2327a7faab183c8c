"""Functions and methods of somebody else, to be adopted."""

import functools
import warnings


class Base:
    """A class of somebody else."""

    def method(self, a=1):
        return "base", a

    def by_super(self, a=1):
        return a

    @classmethod
    def made(cls, a=1):
        return cls, a

    @staticmethod
    def static(a=1):
        return a

    alias = method


class Child(Base):
    def by_super(self, a=2):
        return super().by_super(a), a


class Held:
    def __init__(self):
        self.value = 5

    def closed_over(self, a=1):
        return __class__, a


def make_counter(start):
    def count(step=1):
        nonlocal start
        start += step
        return start

    return count


def positional(a, b=2, /, c=3, *rest, d=4, **others):  # all kinds
    """Take arguments of every kind."""
    return a, b, c, rest, d, others


async def awaited(a=1):
    return a


def generated(a=1):
    yield a


async def generated_async(a=1):
    yield a


@functools.wraps(positional)
def wrapping(*args, **kwargs):
    return positional(*args, **kwargs)


def recursive(n, a=1):
    return a if n == 0 else recursive(n - 1)


def warning(text="old"):
    warnings.warn(text, stacklevel=2)
