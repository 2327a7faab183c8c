"""Classes and functions of somebody else, for views."""

from dataclasses import dataclass


@dataclass
class Point:
    """A point."""

    x: int
    y: int = 2


class Layer:
    units: int

    def __init__(self, units, bias=True):
        self.units, self.bias = units, bias

    @classmethod
    def make(cls):
        return cls(7)

    def summary(self):
        return f"{self.units} units"


increased = lambda a=1: a + 1  # noqa: E731  # as some libraries write it


def called(function):
    """Call something while this module is running."""
    return function()
