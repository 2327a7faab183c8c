"""Two processes, of which one dies, fails or is stopped: both end, soon."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import keras
import pytest
from tests.distribution.started import ROOT, free_port

pytestmark = pytest.mark.skipif(
    keras.backend.backend() == "tensorflow", reason="it has one process"
)

_PROGRAM = Path(__file__).with_name("one_that_ends.py")
_LIMIT = 240  # seconds: many times what it takes, as the machine may be busy

# What two processes say to each other is the same on all backends: the rest is their own.
on_jax = pytest.mark.skipif(
    keras.backend.backend() != "jax", reason="as on JAX, where it takes less time"
)

Ended = tuple[int, str]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(port: int) -> Iterator:
    started = []

    def start(process: int, what: str = "forever", **settings: object):
        words = [f"{name}={value}" for name, value in settings.items()]
        command = [sys.executable, _PROGRAM, process, port, what, *words]
        program = subprocess.Popen(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={
                **os.environ,
                "KERAS_BACKEND": keras.backend.backend(),
                "OMP_NUM_THREADS": "1",
                "PYTHONPATH": str(ROOT / "src"),
            },
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.wait()
        program.stdout.close()


def ended(*programs: subprocess.Popen) -> list[Ended]:
    until = time.monotonic() + _LIMIT
    found = []
    for program in programs:
        said, _ = program.communicate(timeout=max(1, until - time.monotonic()))
        found.append((program.returncode, said))
    return found


def last_line(said: str) -> str:
    return said.strip().splitlines()[-1]


def test_one_that_waits_at_the_end_ends_in_order(start):
    (status, said), (other_status, other_said) = ended(
        start(0, "finishes"), start(1, "finishes_late")
    )
    assert (status, other_status) == (0, 0), said + other_said
    assert "argscope:" not in said + other_said


def test_the_first_tells_of_one_that_was_killed(start):
    (status, said), (killed, _) = ended(start(0), start(1, "killed"))
    assert killed == -signal.SIGKILL
    assert status == 1
    assert last_line(said) == (
        "argscope: Process 1 has ended without a word. Was it killed, or out of memory? "
        "Its own output may say more. The other processes end as well."
    )
    assert "Traceback" not in said


def test_the_others_tell_that_the_first_was_killed(start):
    (killed, _), (status, said) = ended(start(0, "killed"), start(1))
    assert killed == -signal.SIGKILL
    assert status == 1
    assert "argscope: process 1 ends: Process 0 is gone: what it keeps" in last_line(
        said
    )


@on_jax
def test_the_first_shows_the_error_of_another_one(start):
    (status, said), (other_status, other_said) = ended(start(0), start(1, "fails"))
    assert (status, other_status) == (1, 1)
    first, *where = said[said.index("argscope:") :].splitlines()
    assert first.startswith("argscope: Process 1 on ")
    assert first.endswith(" failed: KeyError: 'no such picture: 17.jpg'")
    assert 'raise KeyError("no such picture: 17.jpg")' in where[-1]
    assert len(where) < 12
    assert "Traceback" not in said
    assert last_line(other_said).endswith("KeyError: 'no such picture: 17.jpg'")


@on_jax
def test_the_others_end_quietly_by_an_error_of_the_first(start):
    (status, said), (other_status, other_said) = ended(start(0, "fails"), start(1))
    assert (status, other_status) == (1, 1)
    assert last_line(said) == "KeyError: 'no such picture: 17.jpg'"
    told = [line for line in other_said.splitlines() if not line.startswith("[Gloo]")]
    assert len(told) == 1
    assert told[0].startswith("argscope: process 1 ends: Process 0 on ")


@on_jax
def test_an_interrupt_of_one_stops_both(start):
    (status, said), (other_status, _) = ended(start(0), start(1, "interrupted"))
    assert (status, other_status) == (130, 130)
    assert "was stopped by SIGINT, and the others with it." in last_line(said)


@on_jax
def test_one_whose_devices_do_not_fit_ends_both(start):
    (status, said), (other_status, other_said) = ended(start(0), start(1, data=3))
    assert (status, other_status) == (1, 1)
    assert "Process 1 on " in said
    assert "distribute(data=3,model=1) needs 3 devices; there are 2:" in said
    assert "DistributionError: distribute(data=3,model=1) needs 3" in other_said


@on_jax
def test_a_first_one_that_never_comes_is_waited_for_so_long(start, port):
    [(status, said)] = ended(start(1, join_within=2))
    assert status == 1
    assert f"Process 1 waited 2 s for process 0 at 127.0.0.1:{port}." in last_line(said)


@on_jax
def test_a_port_in_use_is_an_error_at_once(start, port):
    with closing(socket.create_server(("", port))):
        [(status, said)] = ended(start(0))
    assert status == 1
    assert last_line(said).endswith(
        f"Another program listens at 127.0.0.1:{port}, where the processes are to meet. "
        "Choose another port, the same for all of them."
    )
