"""Knobs as plain data for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from argscope._base.markers import UNSET
from argscope.report._facts import UsedValue
from argscope.report._knobs.facts import Knob, TargetKnobs
from argscope.report._showing.json import place_as_dict

VERSION = 1


def as_document(targets: Iterable[TargetKnobs]) -> dict[str, Any]:
    """Return the document that `argscope knobs --json` writes."""
    return {"version": VERSION, "targets": [_target(target) for target in targets]}


def _target(target: TargetKnobs) -> dict[str, Any]:
    return {
        "target": target.key,
        "name": target.name,
        "doc": target.doc,
        "defined": place_as_dict(target.defined),
        "arguments": [_knob(knob) for knob in target.knobs],
        "takes_more": target.takes_more,
    }


def _knob(knob: Knob) -> dict[str, Any]:
    return {
        "name": knob.name,
        "required": not knob.default,
        "default": knob.default or None,
        **({} if knob.plain is UNSET else {"value": knob.plain}),
        "type": knob.annotation or None,
        "doc": knob.doc,
        "got": [_used(used) for used in knob.got],
    }


def _used(used: UsedValue) -> dict[str, Any]:
    return {
        "value": used.value,
        "by": str(used.by),
        "calls": used.calls,
        "origin": place_as_dict(used.origin),
        "first": place_as_dict(used.first),
    }
