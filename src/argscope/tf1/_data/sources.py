"""What a data set is made of: constants, or tensors whose values are known later."""

from __future__ import annotations

import glob
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from argscope.tf1._data.elements import Values, as_element, mapped, part_spec, spec_of
from argscope.tf1._graph.structure import leaves
from argscope.tf1._graph.tensor import Symbol
from argscope.tf1._host.statuses import KINDS
from argscope.tf1._types.strings import strings


def symbols_in(*structures: Any) -> list[Symbol]:
    """Return the tensors whose values are known later."""
    found = [leaf for leaf in leaves(structures) if isinstance(leaf, Symbol)]
    return list(dict.fromkeys(found))


def resolved(structure: Any, values: Values) -> Any:
    """Return a structure of arrays for one of constants and tensors."""

    def value(leaf: Any) -> Any:
        return np.asarray(values[leaf]) if isinstance(leaf, Symbol) else leaf

    return mapped(value, as_element(structure))


def number(value: Any, values: Values) -> int:
    """Return a whole number that may be a tensor; -1 for None."""
    if value is None or isinstance(value, int):
        return -1 if value is None else value
    return int(resolved(value, values))


def known(value: Any) -> int | None:
    """Return a whole number if it is known."""
    return None if symbols_in(value) else int(as_element(value))


def names(filenames: Any, values: Values) -> list[str]:
    """Return the names of files: of one, or of several."""
    return [each.decode() for each in strings(resolved(filenames, values)).reshape(-1)]


# --- slices


def slice_spec(structure: Any) -> Any:
    """Return what is known of the slices of a structure along the first axis."""
    return mapped(lambda leaf: part_spec(spec_of(leaf)), as_element(structure))


def slices(structure: Any) -> Iterator[Any]:
    """Yield the slices of a structure of arrays along the first axis.

    Raises:
        InvalidArgumentError: They are not as many in all of them.
    """
    sizes: list[int] = []
    mapped(lambda leaf: sizes.append(len(leaf)), structure)
    if len(set(sizes)) > 1:
        raise KINDS["InvalidArgument"](
            None, None, f"Slices of arrays with {sizes} of them cannot be one element."
        )
    for index in range(sizes[0]):
        yield mapped(lambda leaf, i=index: np.asarray(leaf[i], leaf.dtype), structure)


# --- files


def matching(patterns: Any, seed: int | None = None, *, shuffle: bool) -> list[str]:
    """Return the files that match patterns, in order or not.

    Raises:
        InvalidArgumentError: There is none.
    """
    found = [path for each in patterns for path in sorted(glob.glob(each))]  # noqa: PTH207
    if not found:
        raise KINDS["InvalidArgument"](
            None, None, f"No files matched pattern: {', '.join(patterns)}"
        )
    if shuffle:
        random.Random(seed).shuffle(found)  # noqa: S311  # an order
    return found
