"""Where every argument came from: recording, and showing what was recorded.

`_recording` writes records while a program runs, `_trace` turns them into the plain facts
of `_facts`, and `_showing` writes these as text, JSON, notebook cells and pages. `_running`
finds and runs what `argscope explain` is to tell about.
"""

from argscope._core.strength import Strength
from argscope.report._explain import Explanation, explain
from argscope.report._facts import (
    Argument,
    By,
    Call,
    Default,
    LayerFacts,
    Network,
    Node,
    OpenedScope,
    Record,
    Setting,
    Unused,
    UsedArgument,
    UsedValue,
)
from argscope.report._knobs.facts import Knob, TargetKnobs
from argscope.report._knobs.knobs import Knobs, knobs
from argscope.report._running.program import run_network, run_program
from argscope.report._showing.json import as_dict
from argscope.report._showing.page import page
from argscope.report._showing.text import plain_text
from argscope.report._trace import Trace, trace
from argscope.report._used import Used
from argscope.report.errors import ProgramError, TraceError, UnusedDefaultError

__all__ = [
    "Argument",
    "By",
    "Call",
    "Default",
    "Explanation",
    "Knob",
    "Knobs",
    "LayerFacts",
    "Network",
    "Node",
    "OpenedScope",
    "ProgramError",
    "Record",
    "Setting",
    "Strength",
    "TargetKnobs",
    "Trace",
    "TraceError",
    "Unused",
    "UnusedDefaultError",
    "Used",
    "UsedArgument",
    "UsedValue",
    "as_dict",
    "explain",
    "knobs",
    "page",
    "plain_text",
    "run_network",
    "run_program",
    "trace",
]
