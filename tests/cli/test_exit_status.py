"""How commands end: mistakes are one message, bugs are shown, and nothing is hidden."""

import os
import subprocess
import sys
import time

import pytest

from argscope.cli._exit_status import BUG
from argscope.errors import ArgScopeError


@pytest.fixture
def raising(monkeypatch):
    """Return a function that lets the next training raise an error."""

    def let(error):
        def train(_config):
            raise error

        monkeypatch.setattr("argscope.train.train", train)

    return let


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ArgScopeError("This and that is wrong."), "This and that is wrong."),
        (FileNotFoundError(2, "No such file", "a/b"), "a/b: No such file."),
        (OSError("the disk is full"), "the disk is full"),
    ],
)
def test_mistake_is_one_message_and_a_failure(error, message, raising, called):
    raising(error)
    assert called("train") == (1, "", f"argscope: {message}\n")


@pytest.mark.parametrize(
    "error", [KeyError("conv1"), ValueError("axes"), TypeError("f()"), MemoryError()]
)
def test_bug_is_shown_with_its_traceback_and_where_to_report_it(error, raising, called):
    raising(error)
    status, _, err = called("train")
    *trace, last = err.splitlines()
    assert status == 1
    assert trace[0] == "Traceback (most recent call last):"
    assert "raise error" in trace[-2]
    assert trace[-1].startswith(type(error).__name__)
    assert last == (
        "argscope: this looks like a bug. Unless the error is in your own code, please "
        "report the lines above and what `argscope --version` prints: "
        "https://github.com/argscope/argscope/issues"
    )


@pytest.mark.parametrize(
    "arguments", [["--traceback", "train"], ["train", "--traceback"]]
)
def test_traceback_is_shown_if_it_is_asked_for(arguments, raising, called):
    raising(ArgScopeError("This and that is wrong."))
    _, _, err = called(*arguments)
    *trace, last = err.splitlines()
    assert trace[0] == "Traceback (most recent call last):"
    assert trace[-1] == "argscope.errors.ArgScopeError: This and that is wrong."
    assert last == "argscope: This and that is wrong."


def test_traceback_can_be_asked_for_after_an_action_of_a_command(called):
    _, _, err = called("checkpoint", "ls", "none.ckpt", "--traceback")
    assert err.startswith("Traceback (most recent call last):")


@pytest.mark.parametrize(
    ("command", "module", "line"),
    [
        (["train"], "rich.console", "pip install 'argscope[layers,train]'"),
        (["predict", "run", "1.png"], "PIL", "pip install 'argscope[layers,train]'"),
        (["export", "run", "--format", "onnx"], "keras",
         "pip install 'argscope[layers,train]'"),
        (["explain", "a.py:f"], "jax", "pip install 'argscope[layers]'"),
        (["checkpoint", "ls", "m"], "numpy", "pip install 'argscope[checkpoint]'"),
    ],
)  # fmt: skip
def test_missing_package_of_an_extra_is_named_with_the_line_that_installs_it(
    command, module, line, monkeypatch, called
):
    def missing(_options):
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setattr(f"argscope.cli._{command[0]}._run", missing, raising=False)
    monkeypatch.setattr("argscope.cli._checkpoint._list", missing)
    assert called(*command) == (
        1,
        "",
        f"argscope: No module named {module!r}.\nInstall what this command needs: {line}\n",
    )


def test_missing_module_of_nobody_is_a_bug(raising, called):
    raising(ModuleNotFoundError("No module named 'kears'", name="kears"))
    _, _, err = called("train")
    assert err.startswith("Traceback")
    assert err.endswith(f"{BUG}\n")


def test_interrupt_is_one_line_and_the_status_of_an_interrupt(raising, called):
    raising(KeyboardInterrupt())
    assert called("train") == (130, "", "argscope: stopped\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("argument", ["nets", "--help", "--version"])
def test_reader_that_leaves_early_is_no_error(argument, unbuffered):
    with subprocess.Popen(
        [sys.executable, "-m", "argscope", argument],
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    # The writer of help texts hides from us that nobody reads.
    hidden = argument == "--help" and unbuffered
    assert process.returncode == (0 if hidden else 141)


def test_success_is_zero(called, monkeypatch):
    result = {"test_accuracy": 0.5, "seconds": time.perf_counter()}
    monkeypatch.setattr("argscope.train.train", lambda _config: result)
    assert called("train")[0] == 0
