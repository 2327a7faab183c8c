"""What the processes of a run are told of the one that ends first."""

import signal
import socket

import pytest

from argscope import ArgScopeError
from argscope._base.stopping import Stopped
from argscope._distribution.echo import is_echo
from argscope._distribution.ending import Ending

HERE = socket.gethostname()


def raised(error):
    with pytest.raises(type(error)) as caught:
        fail(error)
    return caught.value


def fail(error):
    raise error


def test_an_error_comes_with_the_place_where_it_was_raised():
    ending = Ending.by(raised(KeyError("no picture 17")), 2)
    first, *_, place, line = ending.text.splitlines()
    assert first == f"Process 2 on {HERE} failed: KeyError: 'no picture 17'"
    assert place.startswith(f'  File "{__file__}", line ')
    assert line.strip() == "raise error"
    assert (ending.process, ending.status) == (2, 1)


def test_an_error_of_ours_says_what_to_do_and_needs_no_place():
    ending = Ending.by(raised(ArgScopeError("data must be >= 1.")), 2)
    assert ending.text == f"Process 2 on {HERE}: data must be >= 1."
    assert ending.status == 1


def test_a_long_error_is_cut_to_one_screen():
    text = "\n".join(f"{line} of the program {'x' * 1000}" for line in range(500))
    ending = Ending.by(RuntimeError(text), 0)
    lines = ending.text.splitlines()
    assert len(lines) == 15
    assert max(map(len, lines)) < 400
    assert lines[1].startswith("1 of the program")
    assert lines[7] == "..."
    assert lines[-1].startswith("499 of the program")


@pytest.mark.parametrize(
    ("error", "name", "status"),
    [
        (KeyboardInterrupt(), "SIGINT", 130),
        (Stopped(signal.SIGTERM, "after a step"), "SIGTERM", 143),
    ],
)
def test_a_stop_has_the_status_of_its_signal(error, name, status):
    ending = Ending.by(error, 1)
    assert ending.text == (
        f"Process 1 on {HERE} was stopped by {name}, and the others with it."
    )
    assert ending.status == status


@pytest.mark.parametrize(("code", "status"), [(3, 3), ("no data", 1)])
def test_an_exit_has_its_own_status(code, status):
    ending = Ending.by(SystemExit(code), 1)
    assert ending.text == f"Process 1 on {HERE} left with exit status {code}."
    assert ending.status == status


def test_what_one_process_tells_the_others_read():
    ending = Ending(3, "first line\nand more", 143)
    assert Ending.from_json(ending.to_json()) == ending
    assert ending.first_line == "first line"


class DistBackendError(RuntimeError):
    """As torch names it."""


@pytest.mark.parametrize(
    "error",
    [
        ValueError("UNKNOWN: Gloo AllGather failed: Connection closed by peer"),
        DistBackendError("NCCL error in: ProcessGroupNCCL.cpp"),
        RuntimeError("[pair.cc:534] Connection reset by peer"),
        RuntimeError("Broken pipe"),
        TimeoutError("agreed/3"),
    ],
)
def test_errors_of_the_talk_between_processes_are_echoes(error):
    assert is_echo(error)


def test_an_error_that_an_echo_caused_is_one():
    error = KeyError("accuracy")
    error.__cause__ = RuntimeError("Socket closed")
    assert is_echo(error)


@pytest.mark.parametrize(
    "error",
    [
        KeyError("connection"),
        RuntimeError("out of memory"),
        ValueError("timeout must be >= 0"),
        ArgScopeError("coordination of sizes"),
        KeyboardInterrupt("gloo"),
    ],
)
def test_other_errors_are_none(error):
    assert not is_echo(error)
