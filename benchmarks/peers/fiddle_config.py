"""Fiddle: a config object is built once; what it builds is a `functools.partial`."""

from __future__ import annotations

from benchmarks.subjects import CALL, CONFIGURED, ENTER, OVERRIDE, make_function
from benchmarks.timing import Case

NEEDS = "fiddle"


def cases() -> list[Case]:
    import fiddle

    f = make_function()
    built = fiddle.build(fiddle.Partial(f, **CONFIGURED))
    names = {
        "f": f,
        "fiddle": fiddle,
        "config": fiddle.Config(f, 1, **CONFIGURED),
    }
    make = "fiddle.Config(f, 1, a=10, b=20, c=30)"
    return [
        Case(CALL, "Fiddle, a built Partial", "f(1)", {"f": built}),
        Case(CALL, "Fiddle, build(Config)", "fiddle.build(config)", names),
        Case(OVERRIDE, "Fiddle, a built Partial", "f(1, b=21)", {"f": built}),
        Case(ENTER, "Fiddle, make a Config", make, names),
    ]
