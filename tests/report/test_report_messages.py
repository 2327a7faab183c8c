"""The whole text of every error of tracing, and of the note on errors of calls."""

import inspect
import traceback

import pytest

from argscope import ArgScopeError, add_arg_scope, arg_scope, trace
from argscope.report import errors, run_program

NET = """\
from argscope import add_arg_scope, arg_scope

@add_arg_scope
def conv(x, size=3):
    if size == 13:
        raise ValueError("unlucky")
    return x

def net():
    with arg_scope([conv], size=13):
        return conv(1)

def needs(x):
    return x

number = 3
"""


@add_arg_scope
def conv(inputs, size=3, *, rate=1):
    if size == 0:
        raise ValueError("size")
    return inputs


@pytest.fixture
def net(tmp_path, monkeypatch):
    """A program in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "net.py").write_text(NET)
    (tmp_path / "broken.py").write_text("x = 1\ny = z\n")
    return tmp_path


MESSAGES = {
    "nett.py:net": "There is no file 'nett.py'. Did you mean 'net.py'?",
    "net.py:nett": (
        "net.py has no 'nett'. Did you mean 'net'?\n  it has:  conv, net, needs"
    ),
    "net.py:number": "net.py:number is 3, which cannot be called.",
    "nowhere:f": (
        "There is no module 'nowhere' here. For a file write its name with .py, as in "
        "nowhere.py:FUNCTION."
    ),
    "broken.py:f": (
        "broken.py does not import: NameError: name 'z' is not defined\n"
        "  at:      broken.py:2"
    ),
    "json": "a function is missing: write json:FUNCTION, got 'json'.",
}


@pytest.mark.usefixtures("net")
@pytest.mark.parametrize("target", MESSAGES)
def test_a_program_that_cannot_be_run_is_told(target):
    with pytest.raises(errors.ProgramError) as caught:
        run_program(target)
    assert str(caught.value) == MESSAGES[target]


@pytest.mark.usefixtures("net")
def test_a_scope_that_is_none_is_told():
    with pytest.raises(errors.ProgramError) as caught:
        run_program("net.py:net", scope="number")
    assert str(caught.value) == (
        "--scope number gives 3, which is not a captured scope."
    )


def test_unused_defaults_of_a_strict_trace_are_listed():
    line = inspect.currentframe().f_lineno + 4
    with (
        pytest.raises(errors.UnusedDefaultError) as caught,
        trace(strict=True),
        arg_scope(conv, size=5, rate=2),
    ):
        conv("x", 1, rate=1)
    where = f"tests/report/test_report_messages.py:{line} in {{}}()".format(
        "test_unused_defaults_of_a_strict_trace_are_listed"
    )
    assert str(caught.value) == (
        "trace(strict=True) found 2 scoped defaults that no call used. Remove them from "
        "their scopes, or look for calls that were meant to get them.\n"
        f"  unused:  size=5 for conv(), arg_scope at {where}\n"
        f"  unused:  rate=2 for conv(), arg_scope at {where}"
    )


def test_an_error_in_a_call_tells_what_came_from_scopes():
    line = inspect.currentframe().f_lineno + 3
    with (
        pytest.raises(ValueError, match="size") as caught,
        arg_scope(conv, size=0, rate=2),
    ):
        conv("x", rate=3)
    where = f"tests/report/test_report_messages.py:{line}"
    assert caught.value.__notes__ == [
        "conv() got these arguments from scopes:\n"
        f"  size=0  set by arg_scope at {where} in "
        "test_an_error_in_a_call_tells_what_came_from_scopes()"
    ]


def test_an_error_in_a_call_without_scoped_arguments_gets_no_note():
    with pytest.raises(ValueError, match="size") as caught, arg_scope(conv, size=1):
        conv("x", 0)
    assert not hasattr(caught.value, "__notes__")


def test_a_note_is_part_of_the_printed_traceback_but_not_of_the_error():
    with pytest.raises(ValueError, match="size") as caught, arg_scope(conv, size=0):
        conv("x")
    printed = "".join(traceback.format_exception(caught.value))
    assert "conv() got these arguments from scopes" in printed
    assert str(caught.value) == "size"


def test_an_error_object_that_is_raised_again_and_again_does_not_grow():
    @add_arg_scope
    def fails(error, serial=0):
        raise error

    error = KeyError()
    for serial in range(100):
        with pytest.raises(KeyError), arg_scope(fails, serial=serial):
            fails(error)
    assert len(error.__notes__) == 8


def test_every_error_is_an_error_of_the_package_and_a_builtin_one():
    for name in errors.__all__:
        cls = getattr(errors, name)
        assert issubclass(cls, ArgScopeError)
        assert len(cls.__bases__) == 2
        assert str(cls("text")) == "text"
