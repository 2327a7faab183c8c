"""The numbers and colours by which scopes are shown."""

from __future__ import annotations

from collections.abc import Iterable

from argscope._base.origin import Origin
from argscope.report._facts import By, Default, OpenedScope, Record

Numbers = dict[Origin, int]
"""The number of each line that set defaults, from 1."""


def scope_numbers(record: Record) -> Numbers:
    """Return a number, from 1, for each line that set defaults, in order of opening."""
    origins = [d.origin for scope in record.scopes for d in scope.defaults]
    for call in record.calls:
        for argument in call.arguments:
            settings = (argument.setting, *argument.shadowed)
            origins += [s.origin for s in settings if s.by is By.SCOPE]
    return {
        origin: number for number, origin in enumerate(dict.fromkeys(origins), start=1)
    }


def own_numbers(scope: OpenedScope, numbers: Numbers) -> list[int]:
    """Return the numbers of the lines whose defaults a scope brought, each once."""
    return list(dict.fromkeys(numbers[default.origin] for default in scope.defaults))


def hue(number: int) -> int:
    """Return the hue of a scope's colour, in degrees; neighbours differ much."""
    return round(205 + number * 137.5) % 360


def defaults_of_line(record: Record, origin: Origin) -> Iterable[Default]:
    """Return what one line set, each default once, however often it was opened."""
    found = {
        (default.key, default.argument, default.value): default
        for scope in record.scopes
        for default in scope.defaults
        if default.origin == origin
    }
    return found.values()
