"""What there is to set in a program, as facts in no format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from argscope._base.origin import Origin
from argscope.report._facts import UsedValue


@dataclass(frozen=True, slots=True)
class Knob:
    """One argument that settings can set.

    Attributes:
        name: Its name.
        default: The target's own default, described; empty if it has none.
        plain: The own default as plain data; `UNSET` if it has none, or no form in a file.
        annotation: The annotation as it is written; empty if there is none.
        type: What the annotation is; `Any` if there is none, or it cannot be read.
        doc: What the docstring says about it, in one line.
        got: What calls got, if the program was run.
    """

    name: str
    default: str
    plain: Any
    annotation: str
    type: Any
    doc: str
    got: tuple[UsedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetKnobs:
    """A target, and all that settings can set of it.

    Attributes:
        key: Its key, `module:qualname`.
        name: The shortest name by which settings know it.
        doc: The first paragraph of its docstring, in one line.
        defined: Where it is defined.
        knobs: Its arguments.
        takes_more: Whether it takes arguments of any other name, too.
    """

    key: str
    name: str
    doc: str
    defined: Origin
    knobs: tuple[Knob, ...]
    takes_more: bool
