"""gin-config: values bound to names, looked up and deep-copied at each call."""

from __future__ import annotations

from functools import partial

from benchmarks.subjects import CALL, CONFIGURED, ENTER, OVERRIDE, make_function
from benchmarks.timing import Case

NEEDS = "gin-config"


def cases() -> list[Case]:
    import gin

    free = gin.configurable("bench_free")(make_function("bench_free"))
    bound = gin.configurable("bench_bound")(make_function("bench_bound"))
    named = gin.configurable("bench_named")(make_function("bench_named"))
    for name, value in CONFIGURED.items():
        gin.bind_parameter(f"bench_bound.{name}", value)
        gin.bind_parameter(f"s/bench_named.{name}", value)
    in_s = partial(gin.config_scope, "s")
    enter = "with config_scope('s'): pass"
    return [
        Case(CALL, "gin, no binding", "f(1)", {"f": free}),
        Case(CALL, "gin, 3 bindings", "f(1)", {"f": bound}),
        Case(CALL, "gin, 3 bindings of a config_scope", "f(1)", {"f": named}, in_s),
        Case(OVERRIDE, "gin, 3 bindings", "f(1, b=21)", {"f": bound}),
        Case(
            ENTER, "gin, config_scope('s')", enter, {"config_scope": gin.config_scope}
        ),
    ]
