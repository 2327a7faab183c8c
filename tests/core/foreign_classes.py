"""Classes of somebody else, for views."""

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
