"""A command that is several processes ends as if it were one."""

import os
import signal
import textwrap
import time
from threading import Thread

import pytest

from argscope.cli import _start_processes
from argscope.cli._start_processes import start_processes

SIGNALS = [signal.SIGINT, signal.SIGTERM]


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that puts a program in the place of argscope."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_start_processes, "_GRACE", 1.0)

    def write(text):
        start = "import sys, time\nindex = int(sys.argv[-1])\n"
        (tmp_path / "argscope.py").write_text(start + textwrap.dedent(text))

    return write


def test_each_process_is_told_what_was_typed_and_its_number(program, tmp_path):
    program("open(f'told{index}', 'w').write(' '.join(sys.argv[1:]))")
    assert start_processes(["train", "--net", "lenet"], 2) == 0
    told = [(tmp_path / f"told{index}").read_text() for index in range(2)]
    start, port = told[0].removesuffix(" --processes 2 --process 0").rsplit(":", 1)
    assert start == "train --net lenet --coordinator 127.0.0.1"
    assert port.isdecimal()
    assert told[1] == told[0].removesuffix("0") + "1"


def test_first_process_alone_speaks(program, capfd):
    program("print('out', index); print('err', index, file=sys.stderr)")
    assert start_processes([], 3) == 0
    assert capfd.readouterr() == ("out 0\n", "err 0\n")


def test_status_is_that_of_the_first_that_failed_and_its_error_is_told(program, capfd):
    program("""
        if index == 1:
            sys.exit("one is wrong" if sys.argv[1] == "text" else 7)
        time.sleep(600)
    """)
    assert start_processes(["text"], 3) == 1
    assert capfd.readouterr().err == "one is wrong\n"
    assert start_processes(["number"], 3) == 7


def test_error_that_the_first_process_tells_is_not_told_twice(program, capfd):
    program("""
        time.sleep(0.2 if index == 0 else 0)
        sys.exit("one is wrong")
    """)
    assert start_processes([], 2) == 1
    assert capfd.readouterr().err == "one is wrong\n"


def test_process_that_is_killed_counts_as_for_a_shell(program):
    program("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert start_processes([], 2) == 128 + signal.SIGKILL


@pytest.mark.parametrize("number", SIGNALS)
def test_signals_go_to_all_processes(number, program, tmp_path):
    program("""
        import signal
        def note(number, frame):
            open(f"heard{index}", "w").write(str(int(number)))
            sys.exit(128 + number)
        signal.signal(signal.SIGINT, note)
        signal.signal(signal.SIGTERM, note)
        open(f"ready{index}", "w").close()
        time.sleep(600)
    """)

    def send():
        while not all((tmp_path / f"ready{index}").exists() for index in range(2)):
            time.sleep(0.02)
        os.kill(os.getpid(), number)

    Thread(target=send, daemon=True).start()
    assert start_processes([], 2) == 128 + number
    heard = [(tmp_path / f"heard{index}").read_text() for index in range(2)]
    assert heard == [str(int(number))] * 2


def test_handlers_of_signals_are_as_before_afterwards(program):
    before = [signal.getsignal(number) for number in SIGNALS]
    program("")
    start_processes([], 1)
    assert [signal.getsignal(number) for number in SIGNALS] == before
