"""`tf.data.Dataset`: elements that are made on the host, one after the other."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

import numpy as np

from argscope.tf1._data import batching, interleaving
from argscope.tf1._data.elements import (
    Values,
    classes_of,
    mapped,
    merged,
    shapes_of,
    types_of,
)
from argscope.tf1._data.functions import ElementFunction
from argscope.tf1._data.shuffling import Shuffle
from argscope.tf1._data.sources import known, resolved, sliced, symbols_in
from argscope.tf1._data.threads import Ahead, Mapped
from argscope.tf1._graph.host import Spec
from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.structure import leaves
from argscope.tf1._graph.tensor import Symbol

Start = Callable[[Values], Iterator[Any]]
"""What begins to iterate over the elements, anew each time."""

AUTOTUNE = -1
_THREADS = 4
"""How many threads are taken where the program leaves it open."""
