"""Code that looks at its caller finds the user's line, and not the machinery of scopes."""

import asyncio
import collections
import io
import logging
import pickle
import sys
import warnings

import pytest

from argscope import add_arg_scope, arg_scope, isolated


def warn_of_caller():
    warnings.warn("old", DeprecationWarning, stacklevel=3)


@add_arg_scope
def warns(x=1, **_rest):
    warn_of_caller()


@add_arg_scope
class Warns:
    def __init__(self, x=1):
        warn_of_caller()


@add_arg_scope
class WarnsEarly(tuple):
    __slots__ = ()

    def __new__(cls, x=1):
        warn_of_caller()
        return super().__new__(cls)


@add_arg_scope
class Inherits(Warns):
    pass


class Plain:
    def __call__(self, x=1):
        warn_of_caller()


view = add_arg_scope(Plain())


def scope_of(target, **defaults):
    with arg_scope([target], **defaults) as scope:
        return scope


def plain():
    warn_of_caller()


async def waits():
    warn_of_caller()


decorated = arg_scope([warns], x=2)(plain)
bound = scope_of(warns, x=2).bind(plain)

CALLED = {
    "function": (warns, {}),
    "function in a scope": (warns, {"x": 2}),
    "argument that the scope has to merge": (warns, {"other": 2}),
    "class": (Warns, {"x": 2}),
    "class that constructs in __new__": (WarnsEarly, {"x": 2}),
    "class that inherits": (Inherits, {"x": 2}),
    "view": (view, {}),
    "view in a scope": (view, {"x": 2}),
}


def line_before():
    """Return the line before the one that calls this."""
    return sys._getframe(1).f_lineno - 1


@pytest.mark.parametrize(("call", "defaults"), CALLED.values(), ids=list(CALLED))
@pytest.mark.parametrize("forced", [False, True], ids=["", "forced"])
def test_warning_points_to_the_line_that_called_a_target(call, defaults, forced):
    scope = scope_of(call, **defaults)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with arg_scope(scope.forced() if forced else scope):
            call()
            line = line_before()
    assert [(w.filename, w.lineno) for w in caught] == [(__file__, line)]


@pytest.mark.parametrize("call", [decorated, bound], ids=["decorated", "bound"])
def test_warning_points_to_the_line_that_called_what_runs_in_a_scope(call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
        line = line_before()
    assert [(w.filename, w.lineno) for w in caught] == [(__file__, line)]


def test_warning_in_a_coroutine_points_to_the_line_that_awaits_it():
    wrapped = [isolated(waits), arg_scope([warns], x=2)(waits)]
    wrapped.append(scope_of(warns, x=2).bind(waits))

    async def main():
        lines = []
        for function in wrapped:
            await function()
            lines.append(line_before())
        return lines

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        lines = asyncio.run(main())
    assert [(w.filename, w.lineno) for w in caught] == [(__file__, n) for n in lines]


def test_deprecation_in_a_target_is_shown_in_the_main_program():
    # What Python shows by default depends on the module that the warning points to.
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        warnings.filterwarnings("ignore")
        warnings.filterwarnings("default", module=__name__.replace(".", r"\."))
        warns()
    assert len(caught) == 1


def test_log_through_the_view_of_a_module_names_the_line_that_logs():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(pathname)s:%(lineno)d"))
    log = logging.getLogger("test_frames")
    log.addHandler(handler)
    log.propagate = False
    warning = add_arg_scope(log.warning)
    with arg_scope([warning], extra={"a": 1}):
        warning("careful")
        line = line_before()
    assert stream.getvalue() == f"{__file__}:{line}\n"


def test_type_made_through_a_view_needs_its_module_named():
    made = add_arg_scope(collections).namedtuple("Pair", "a b", module=__name__)
    assert made.__module__ == __name__


Pair = add_arg_scope(collections).namedtuple("Pair", "a b", module=__name__)


def test_type_with_its_module_named_pickles():
    assert pickle.loads(pickle.dumps(Pair(1, 2))) == (1, 2)
