"""What stands in what: how deep calls and scopes are nested, and which calls are folded."""

from __future__ import annotations

from collections.abc import Sequence

from argscope.report._facts import Call, OpenedScope

Folded = dict[int, list[Call]]
"""The calls that are shown within another one, by the number of that one."""


def depths(nested: Sequence[Call] | Sequence[OpenedScope]) -> list[int]:
    """Return how many others each of some calls, or of some scopes, is in."""
    found: list[int] = []
    for each in nested:  # what is around another has a smaller number
        found.append(0 if each.parent is None else found[each.parent] + 1)
    return found


def folded_calls(calls: Sequence[Call]) -> Folded:
    """Return the calls that the program did not make itself, with all that those made.

    The layer that somebody called calls others, such as its normalizer.
    """
    folded: Folded = {}
    within: set[int] = set()
    for call in calls:
        if call.parent is None:
            continue
        if call.parent in within or made_by_its_line(call, calls[call.parent]):
            within.add(call.index)
            folded.setdefault(call.parent, []).append(call)
    return folded


def listed_calls(calls: Sequence[Call], folded: Folded) -> list[tuple[Call, int]]:
    """Return the calls that are not folded, and how many others each is in."""
    within = {call.index for inner in folded.values() for call in inner}
    pairs = zip(calls, depths(calls), strict=True)
    return [(call, depth) for call, depth in pairs if call.index not in within]


def made_by_its_line(call: Call, parent: Call) -> bool:
    """Return whether a call was made by a call of the same line, as a normalizer is.

    A function that calls itself does so on one line too, and is no machinery.
    """
    return parent.site == call.site and parent.key != call.key
