"""Where every argument came from: recording, and showing what was recorded.

`_recording` writes records while a program runs, `_trace` turns them into the plain facts
of `_facts`, and `_showing` writes these as text, JSON, notebook cells and pages. `_running`
finds and runs what `argscope explain` is to tell about.
"""

import typing as _typing

from argscope._base.late_names import late_names as _late_names

if _typing.TYPE_CHECKING:
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

# Loaded when first asked for: who records shows nothing yet, and may never run a program.
_LATE: _typing.Final = {
    "Argument": "argscope.report._facts",
    "By": "argscope.report._facts",
    "Call": "argscope.report._facts",
    "Default": "argscope.report._facts",
    "Explanation": "argscope.report._explain",
    "Knob": "argscope.report._knobs.facts",
    "Knobs": "argscope.report._knobs.knobs",
    "LayerFacts": "argscope.report._facts",
    "Network": "argscope.report._facts",
    "Node": "argscope.report._facts",
    "OpenedScope": "argscope.report._facts",
    "ProgramError": "argscope.report.errors",
    "Record": "argscope.report._facts",
    "Setting": "argscope.report._facts",
    "Strength": "argscope._core.strength",
    "TargetKnobs": "argscope.report._knobs.facts",
    "Trace": "argscope.report._trace",
    "TraceError": "argscope.report.errors",
    "Unused": "argscope.report._facts",
    "UnusedDefaultError": "argscope.report.errors",
    "Used": "argscope.report._used",
    "UsedArgument": "argscope.report._facts",
    "UsedValue": "argscope.report._facts",
    "as_dict": "argscope.report._showing.json",
    "explain": "argscope.report._explain",
    "knobs": "argscope.report._knobs.knobs",
    "page": "argscope.report._showing.page",
    "plain_text": "argscope.report._showing.text",
    "run_network": "argscope.report._running.program",
    "run_program": "argscope.report._running.program",
    "trace": "argscope.report._trace",
}


__getattr__ = _late_names(globals(), _LATE)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
