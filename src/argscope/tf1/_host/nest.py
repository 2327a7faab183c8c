"""`tf.nest`: structures of lists, tuples and dictionaries. Those are in order of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from argscope.tf1._graph.op import symbol


@symbol("nest.is_nested", "nest.is_sequence", "contrib.framework.nest.is_sequence")
def is_sequence(seq: Any) -> bool:
    """Return whether something is a list, a tuple or a dictionary."""
    return isinstance(seq, list | tuple | Mapping)


@symbol("nest.flatten", "contrib.framework.nest.flatten")
def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """Return the leaves of a structure in order; a leaf is a structure by itself."""
    del expand_composites
    if not is_sequence(structure):
        return [structure]
    return [leaf for part in _parts(structure) for leaf in flatten(part)]


@symbol("nest.pack_sequence_as", "contrib.framework.nest.pack_sequence_as")
def pack_sequence_as(
    structure: Any, flat_sequence: Sequence[Any], expand_composites: bool = False
) -> Any:
    """Return a structure with other leaves.

    Raises:
        ValueError: There are not as many.
    """
    del expand_composites
    count = len(flatten(structure))
    if len(flat_sequence) != count:
        raise ValueError(
            f"The structure has {count} leaves, but {len(flat_sequence)} were given: "
            f"{structure}."
        )
    return _packed(structure, iter(flat_sequence))


@symbol("nest.map_structure", "contrib.framework.nest.map_structure")
def map_structure(
    func: Callable[..., Any], *structure: Any, check_types: bool = True, **_rest: Any
) -> Any:
    """Return a structure of what a function gives for leaves of structures."""
    first, *others = structure
    for other in others:
        assert_same_structure(first, other, check_types)
    results = [func(*each) for each in zip(*map(flatten, structure), strict=True)]
    return pack_sequence_as(first, results)


@symbol("nest.assert_same_structure", "contrib.framework.nest.assert_same_structure")
def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Refuse structures that differ in more than their leaves.

    Raises:
        TypeError: They differ in types of sequences.
        ValueError: They differ in how many there are.
    """
    del expand_composites
    if is_sequence(nest1) != is_sequence(nest2):
        raise ValueError(_not_alike(nest1, nest2))
    if not is_sequence(nest1):
        return
    if check_types and type(nest1) is not type(nest2):
        raise TypeError(_not_alike(nest1, nest2))
    ones, twos = list(_parts(nest1)), list(_parts(nest2))
    has_other_keys = isinstance(nest1, Mapping) and set(nest1) != set(nest2)
    if len(ones) != len(twos) or has_other_keys:
        raise ValueError(_not_alike(nest1, nest2))
    for one, two in zip(ones, twos, strict=True):
        assert_same_structure(one, two, check_types)


def _not_alike(one: Any, two: Any) -> str:
    return f"The structures are not the same: {one} and {two}."


def _parts(structure: Any) -> Iterator[Any]:
    if isinstance(structure, Mapping):
        return iter([structure[key] for key in sorted(structure)])
    return iter(structure)


def _packed(structure: Any, leaves: Iterator[Any]) -> Any:
    if not is_sequence(structure):
        return next(leaves)
    parts = [_packed(part, leaves) for part in _parts(structure)]
    if isinstance(structure, Mapping):
        by_key = dict(zip(sorted(structure), parts, strict=True))
        return type(structure)({key: by_key[key] for key in structure})  # type: ignore[call-arg]
    if hasattr(structure, "_fields"):
        return type(structure)(*parts)
    return type(structure)(parts)
