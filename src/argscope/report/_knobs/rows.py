"""Knobs as rows of a table for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from argscope._base.describe import shortened, visible
from argscope._base.table import Rows
from argscope.report._facts import By, UsedValue
from argscope.report._knobs.facts import Knob, TargetKnobs
from argscope.report._showing.wording import NO_VALUE, place

_DOC: Final = 60  # characters: a table is to fit on a screen
_TYPE: Final = 30


def knob_rows(targets: Sequence[TargetKnobs]) -> Rows:
    """Return a header and one row per argument; with what calls got, if that is known."""
    ran = any(knob.got for target in targets for knob in target.knobs)
    header = (
        "target",
        "argument",
        "default",
        "type",
        *(["set by"] if ran else []),
        "about",
    )
    return [header, *(row for t in targets for row in _rows(t, ran=ran))]


def _rows(target: TargetKnobs, *, ran: bool) -> Iterable[tuple[str, ...]]:
    empty = ("",) if ran else ()
    yield target.name, "", "", "", *empty, _cut(target.doc)
    for knob in target.knobs:
        set_by = (_set_by(knob.got),) if ran else ()
        yield (
            target.name,
            visible(knob.name),
            *_cells(knob),
            *set_by,
            _cut(knob.doc),
        )
    if target.takes_more:
        yield target.name, "...", "", "", *empty, "any other name"


def _cells(knob: Knob) -> tuple[str, str]:
    return knob.default or NO_VALUE, shortened(knob.annotation, _TYPE)


def _set_by(got: Iterable[UsedValue]) -> str:
    """Return who set an argument: lines of scopes, and of calls."""
    return ", ".join(
        f"{used.value} at {place(used.origin)}"
        for used in got
        if used.by is not By.DEFAULT
    )


def _cut(text: str) -> str:
    return visible(textwrap.shorten(text, _DOC, placeholder=" ..."))
