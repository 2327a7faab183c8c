"""SIGINT and SIGTERM: the first stops a command in order, the second at once."""

import signal
import subprocess
import sys
import threading
import time

import pytest

from argscope._base.stopping import Stopped, stoppable
from argscope.cli._stop_signals import stop_signals

SIGNALS = [signal.SIGINT, signal.SIGTERM]


def ask(number):
    """Raise a signal, and wait until the run has heard it."""
    with stoppable() as request:
        signal.raise_signal(number)
        until = time.monotonic() + 10
        while request.number is None and time.monotonic() < until:
            time.sleep(0.001)


@pytest.mark.parametrize("number", SIGNALS)
def test_run_is_told_of_a_signal(number, capfd):
    with pytest.raises(Stopped) as stopped, stop_signals():
        ask(number)
    assert str(stopped.value) == "stopped when all was done"
    assert stopped.value.number == number
    assert capfd.readouterr().err == (
        "argscope: stopping after this step; the next signal stops at once\n"
    )


@pytest.mark.parametrize("number", SIGNALS)
def test_status_is_that_of_the_signal_even_if_all_was_done(number, monkeypatch, called):
    def train(_config):
        ask(number)
        return {"test_accuracy": 0.5, "seconds": 1.0}

    monkeypatch.setattr("argscope.train.train", train)
    status, out, err = called("train")
    assert status == 128 + number
    assert out.endswith("test accuracy 0.5000 after 1 s\n")
    assert err == "argscope: stopped when all was done\n"


def test_handlers_are_as_before_afterwards():
    before = [signal.getsignal(number) for number in SIGNALS]
    with stop_signals():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_ignored_signal_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stop_signals(), stoppable() as request:
            signal.raise_signal(signal.SIGINT)
            assert request.number is None
    finally:
        signal.signal(signal.SIGINT, before)


def test_command_may_run_in_another_thread():
    entered = []

    def run():
        with stop_signals():
            entered.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert entered == [True]


# Like a compiler, this leaves Python running and never looks at signals.
DEAF = """
import hashlib, signal, threading, time
from argscope.cli._stop_signals import stop_signals

def send():
    for _ in range({count}):
        time.sleep(0.1)
        signal.pthread_kill(threading.main_thread().ident, {number})

with stop_signals(at_once={count} == 1):
    threading.Thread(target=send, daemon=True).start()
    hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)
"""


NOTED = "argscope: stopping after this step; the next signal stops at once\n"


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize(("count", "noted"), [(2, NOTED), (1, "")])
def test_signal_ends_a_program_that_hears_nothing(count, noted, number):
    """The second one; the first where there are no steps."""
    run = subprocess.run(
        [sys.executable, "-c", DEAF.format(number=int(number), count=count)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode == 128 + number
    assert run.stderr == f"{noted}argscope: stopped at once\n"
