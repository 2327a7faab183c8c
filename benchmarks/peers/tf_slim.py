"""TF-Slim's own `arg_scope`, on TensorFlow."""

from __future__ import annotations

from functools import partial
from typing import Final

from benchmarks.subjects import CALL, CONFIGURED, ENTER, OVERRIDE, make_function
from benchmarks.timing import Case

NEEDS = "tf_slim"
SCOPED: Final = "TF-Slim, scope of 3 arguments"


def cases() -> list[Case]:
    from tf_slim import add_arg_scope, arg_scope

    f = add_arg_scope(make_function())
    many = [f, *(add_arg_scope(make_function()) for _ in range(999))]
    three = partial(arg_scope, [f], **CONFIGURED)
    with three() as captured:
        pass
    names = {"arg_scope": arg_scope, "f": f, "many": many, "sc": captured}
    fresh = "with arg_scope([f], a=10, b=20, c=30): pass"
    wide = "with arg_scope(many, a=10, b=20, c=30): pass"
    return [
        Case(CALL, "TF-Slim, outside a scope", "f(1)", names),
        Case(CALL, SCOPED, "f(1)", names, three),
        Case(OVERRIDE, "TF-Slim, by keyword", "f(1, b=21)", names, three),
        Case(ENTER, "TF-Slim, fresh", fresh, names),
        Case(ENTER, "TF-Slim, fresh, and 1 call in it", f"{fresh[:-4]}f(1)", names),
        Case(ENTER, "TF-Slim, captured", "with arg_scope(sc): pass", names),
        Case(ENTER, "TF-Slim, fresh, 1000 targets", wide, names),
    ]
