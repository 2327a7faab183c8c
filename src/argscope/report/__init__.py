"""Where every argument came from: recording, and showing what was recorded.

`_recorder` makes records, `_trace` turns them into the plain facts of `_parts`, and
`_text`, `_json`, `_page` and `_notebook` write those down.
"""

from argscope.report._explain import explain
from argscope.report._facts import (
    Argument,
    By,
    Call,
    Default,
    Explanation,
    LayerFacts,
    Network,
    Node,
    OpenedScope,
    Record,
    Setting,
    Unused,
)
from argscope.report._running.program import run_network, run_program
from argscope.report._showing.json import as_dict
from argscope.report._showing.page import page
from argscope.report._showing.text import plain_text
from argscope.report._trace import Trace, trace
from argscope.report.errors import ProgramError, UnusedDefaultError

__all__ = [
    "Argument",
    "By",
    "Call",
    "Default",
    "Explanation",
    "LayerFacts",
    "Network",
    "Node",
    "OpenedScope",
    "ProgramError",
    "Record",
    "Setting",
    "Trace",
    "Unused",
    "UnusedDefaultError",
    "as_dict",
    "explain",
    "page",
    "plain_text",
    "run_network",
    "run_program",
    "trace",
]
