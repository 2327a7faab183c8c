"""No library: direct calls, and `functools.partial`, which the bars refer to."""

from __future__ import annotations

import functools
import math
from typing import Final

from benchmarks.subjects import (
    BUILTIN,
    CALL,
    CLASS,
    CONFIGURED,
    OVERRIDE,
    Point,
    make_function,
)
from benchmarks.timing import Case

NEEDS = None
DIRECT: Final = "direct call"
PARTIAL: Final = "functools.partial"


def cases() -> list[Case]:
    f = make_function()
    part = functools.partial(f, **CONFIGURED)
    point = functools.partial(Point, **CONFIGURED)
    isclose = functools.partial(math.isclose, rel_tol=0.1, abs_tol=0.2)
    return [
        Case(CALL, DIRECT, "f(1)", {"f": f}),
        Case(CALL, "direct call, 3 keywords", "f(1, a=10, b=20, c=30)", {"f": f}),
        Case(CALL, PARTIAL, "f(1)", {"f": part}),
        Case(OVERRIDE, DIRECT, "f(1, b=21)", {"f": f}),
        Case(OVERRIDE, PARTIAL, "f(1, b=21)", {"f": part}),
        Case(CLASS, DIRECT, "f(1)", {"f": Point}),
        Case(CLASS, PARTIAL, "f(1)", {"f": point}),
        Case(BUILTIN, DIRECT, "f(1.0, 1.5)", {"f": math.isclose}),
        Case(BUILTIN, PARTIAL, "f(1.0, 1.5)", {"f": isclose}),
    ]
