"""Which process writes which tensors, into how many files."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Shard(NamedTuple):
    """What one file is to have."""

    owner: int
    """The process that writes it."""
    names: tuple[str, ...]


def planned(
    sizes: Mapping[str, int], owners: int, limit: float | None
) -> list[list[Shard]]:
    """Return the files in rounds: the first one of each process, then the second ones.

    Every process comes to the same plan by itself.

    Args:
        sizes: Bytes of each tensor by name, in an order that all processes have.
        owners: How many processes write.
        limit: Bytes of the largest file, if not of one tensor that is larger; None:
            each process writes one file.
    """
    of_owners = [
        [Shard(owner, names) for names in filled(each, sizes, limit)]
        for owner, each in enumerate(shared_out(sizes, owners))
    ]
    rounds = itertools.zip_longest(*of_owners)
    return [[shard for shard in shards if shard is not None] for shards in rounds]


def shared_out(sizes: Mapping[str, int], owners: int) -> list[list[str]]:
    """Return the names that each owner gets, in the order of `sizes`.

    The largest tensors first, each to the owner with the least so far: no owner has
    more than another one by more than one tensor.

    Source:
        Graham 1969, "Bounds on multiprocessing timing anomalies": longest first.
    """
    loads = [0] * owners
    home: dict[str, int] = {}
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        home[name] = loads.index(min(loads))
        loads[home[name]] += sizes[name]
    return [[name for name in sizes if home[name] == owner] for owner in range(owners)]


def filled(
    names: Sequence[str], sizes: Mapping[str, int], limit: float | None
) -> list[tuple[str, ...]]:
    """Return the names in groups, one after the other, none larger than the limit.

    A tensor that is larger is alone. It is how the Hugging Face hub fills its files.
    """
    groups: list[list[str]] = []
    room = 0.0
    for name in names:
        if not groups or (limit is not None and sizes[name] > room):
            groups.append([])
            room = limit or 0.0
        groups[-1].append(name)
        room -= sizes[name]
    return [tuple(group) for group in groups]
