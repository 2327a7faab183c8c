"""The roll call before processes meet: each of them is a thread here."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest

from argscope._distribution.errors import DistributionError
from argscope._distribution.lines import hung_up
from argscope._distribution.processes import Processes
from argscope._distribution.roll_call import roll_call

LIMIT = 60.0  # seconds, of which few are needed


@pytest.fixture
def place():
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def outcomes(*processes):
    """Return what each process ends its roll call with: an error's text, or None."""

    def one(process):
        try:
            hang_up(roll_call(process))
        except DistributionError as error:
            return str(error)
        return None

    with ThreadPoolExecutor(len(processes)) as threads:
        return list(threads.map(one, processes))


def hang_up(lines):
    for line in lines.values():
        line.close()


def reached(place):
    """Return a connection to whoever listens, as soon as somebody does."""
    while True:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", _port(place)), 1)


def test_all_go_on_when_all_are_there(place):
    called = [Processes(3, i, place, join_within=LIMIT) for i in (2, 0, 1)]
    assert outcomes(*called) == [None, None, None]


def test_the_first_has_a_line_to_each_of_the_others(place):
    called = [Processes(3, i, place, join_within=LIMIT) for i in (0, 1, 2)]
    with ThreadPoolExecutor(3) as threads:
        first, *others = threads.map(roll_call, called)
    assert sorted(first) == [1, 2]
    assert [list(lines) for lines in others] == [[0], [0]]
    assert hung_up(first) == hung_up(others[0]) == []
    hang_up(others[1])
    assert hung_up(first) == [2]
    hang_up(first)
    assert hung_up(others[0]) == [0]
    hang_up(others[0])


def test_the_place_is_free_afterwards(place):
    called = [Processes(2, i, place, join_within=LIMIT) for i in (0, 1)]
    outcomes(*called)
    assert outcomes(*called) == [None, None]


def test_one_that_is_missing_is_named_to_all(place):
    called = [Processes(4, i, place, join_within=1) for i in (0, 2)]
    text = (
        f"Process 0 waited 1 s at {place} for processes 1, 3 of 4. Start as many as "
        "there are to be, each with a number of its own, counted from 0."
    )
    assert outcomes(*called) == [text, text]


def test_a_first_one_that_never_comes(place):
    assert outcomes(Processes(2, 1, place, join_within=0.5)) == [
        f"Process 1 waited 0.5 s for process 0 at {place}. Is process 0 running, was it "
        "given the same coordinator, and can this machine reach it? Its own output may "
        "say more."
    ]


def test_two_processes_with_one_number(place):
    called = [Processes(3, i, place, join_within=LIMIT) for i in (0, 2, 2)]
    text = (
        f"Two processes were told that they are process 2 of those that meet at {place}. "
        "Each needs a number of its own, counted from 0; two runs need two ports."
    )
    assert outcomes(*called) == [text] * 3


def test_different_counts(place):
    called = [Processes(3 - i, i, place, join_within=LIMIT) for i in (0, 1)]
    text = (
        "Process 1 was told that there are 2 processes, process 0 that there are 3. Give "
        "all of them the same number."
    )
    assert outcomes(*called) == [text, text]


def test_a_second_first_one_is_refused_and_the_others_go_on(place):
    with ThreadPoolExecutor(1) as threads:
        first = Processes(2, 0, place, join_within=LIMIT)
        waiting = threads.submit(roll_call, first)
        reached(place).close()
        assert outcomes(first) == [
            "Two processes were told that they are process 0 of those that meet at "
            f"{place}. Each needs a number of its own, counted from 0; two runs need two "
            "ports."
        ]
        assert outcomes(Processes(2, 1, place, join_within=LIMIT)) == [None]
        hang_up(waiting.result(LIMIT))


def test_another_program_at_the_place(place):
    with closing(socket.create_server(("127.0.0.1", _port(place)))) as other:
        threading.Thread(target=_hang_up, args=(other,), daemon=True).start()
        called = [Processes(2, i, place, join_within=1) for i in (0, 1)]
        first, second = outcomes(*called)
    assert first == (
        f"Another program listens at {place}, where the processes are to meet. Choose "
        "another port, the same for all of them."
    )
    assert second.startswith(
        f"Process 1 waited 1 s for process 0 at {place}. Another program answers there. "
    )


def test_a_port_that_is_none():
    assert outcomes(Processes(2, 0, "127.0.0.1:123456")) == [
        "Process 0 cannot listen at 127.0.0.1:123456, where the processes are to meet: "
        "there is no such port. The coordinator is HOST:PORT of the machine of "
        "process 0, with a free port from 1024 to 65535."
    ]


def test_one_that_left_while_it_waited_may_come_again(place):
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(roll_call, Processes(3, 0, place, join_within=LIMIT))
        with closing(reached(place)) as gone:
            gone.sendall(
                b'{"argscope": "argscope roll call 1", "process": 1, "processes": 3}\n'
            )
        called = [Processes(3, i, place, join_within=LIMIT) for i in (1, 2)]
        assert outcomes(*called) == [None, None]
        hang_up(first.result(LIMIT))


def _port(place):
    return int(place.rpartition(":")[2])


def _hang_up(listener):
    while True:
        try:
            listener.accept()[0].close()
        except OSError:
            return
