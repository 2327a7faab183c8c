"""Processes that end together, as threads with a store in memory."""

import threading

import pytest
from tests.distribution.store_in_memory import StoreInMemory

from argscope._distribution.companions import Companions, Times
from argscope._distribution.processes import Processes

LIMIT = 60  # seconds, of which almost none are needed
TIMES = Times(interval=0.01, silence=0.5, grace=0.1, farewell=0.5, end=LIMIT)


class Process:
    """One of two: what it says, and how it leaves."""

    def __init__(self, store, index, times=TIMES):
        self.said = []
        self.status = None
        self.left = threading.Event()
        self.companions = Companions(
            store, Processes(2, index), times, say=self.said.append, leave=self._leave
        )

    def _leave(self, status):
        if self.status is None:
            self.status = status
        self.left.set()

    def has_left(self):
        assert self.left.wait(LIMIT)
        return self.status


@pytest.fixture
def store():
    return StoreInMemory()


@pytest.fixture
def begin(store):
    begun = []

    def begin(index, times=TIMES):
        process = Process(store, index, times)
        begun.append(process)
        process.companions.start()
        return process

    yield begin
    store.answers.set()
    for process in begun:
        process.companions.failed(KeyError("the end of the test"))
        process.companions.end()


def in_a_thread(call):
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread


def test_all_leave_in_order_when_all_have_come_to_the_end(begin):
    first, second = begin(0), begin(1)
    ends = [in_a_thread(each.companions.end) for each in (first, second)]
    for thread in ends:
        thread.join(LIMIT)
    assert [first.status, second.status] == [None, None]
    assert first.said == second.said == []


def test_one_that_is_done_waits_for_the_other(begin, store):
    first, second = begin(0), begin(1)
    end = in_a_thread(second.companions.end)
    while "done/1" not in store.texts:
        pass
    assert end.is_alive()
    first.companions.end()
    end.join(LIMIT)
    assert [first.status, second.status] == [None, None]


def test_an_error_of_one_ends_the_other_that_tells_it_whole(begin):
    first, second = begin(0), begin(1)
    second.companions.failed(KeyError("no picture 17"))
    in_a_thread(second.companions.end)
    assert first.has_left() == 1
    assert second.has_left() == 1
    [text] = first.said
    assert text.startswith("Process 1 on ")
    assert text.endswith(" failed: KeyError: 'no picture 17'")
    assert second.said == []


def test_the_others_tell_an_error_of_the_first_in_a_line(begin):
    first, second = begin(0), begin(1)
    first.companions.failed(KeyError("no picture 17"))
    in_a_thread(first.companions.end)
    assert second.has_left() == 1
    assert first.has_left() == 1
    [line] = second.said
    assert line.startswith("process 1 ends: Process 0 on ")
    assert "\n" not in line


def test_an_interrupt_of_one_is_the_status_of_all(begin):
    first, second = begin(0), begin(1)
    second.companions.failed(KeyboardInterrupt())
    in_a_thread(second.companions.end)
    assert [first.has_left(), second.has_left()] == [130, 130]


def test_an_error_that_all_of_them_have_each_tells_itself(begin):
    patient = Times(interval=0.01, silence=0.5, grace=LIMIT, farewell=0.5)
    first, second = begin(0, patient), begin(1, patient)
    for each in (second, first):
        each.companions.failed(KeyError("the same"))
    for each in (second, first):
        in_a_thread(each.companions.end)
    assert [first.has_left(), second.has_left()] == [1, 1]
    assert first.said == second.said == []


def test_an_echo_waits_for_the_error_that_it_echoes(begin):
    first, second = begin(0), begin(1)
    echo = RuntimeError("Connection closed by peer")
    in_a_thread(lambda: first.companions.failed(echo))
    second.companions.failed(KeyError("no picture 17"))
    in_a_thread(second.companions.end)
    assert first.has_left() == 1
    [text] = first.said
    assert "no picture 17" in text


def test_an_echo_of_nothing_is_told_after_all(begin):
    first, second = begin(0), begin(1)
    second.companions.failed(RuntimeError("Connection closed by peer"))
    in_a_thread(second.companions.end)
    assert first.has_left() == 1
    [text] = first.said
    assert text.endswith("failed: RuntimeError: Connection closed by peer")


def test_one_that_dies_ends_the_others(begin):
    first = begin(0)  # and there is no second one
    assert first.has_left() == 1
    [text] = first.said
    assert text.startswith("Process 1 has ended without a word: no sign of life for")


def test_a_first_one_that_is_stopped_ends_the_others(begin, store):
    store.answers.clear()
    second = begin(1)
    assert second.has_left() == 1
    [line] = second.said
    assert line.startswith("process 1 ends: Process 0 is gone: ")


def test_a_first_one_that_is_killed_ends_the_others(begin, store):
    store.refuses = True
    second = begin(1)
    assert second.has_left() == 1
    [line] = second.said
    assert line.startswith("process 1 ends: Process 0 is gone: ")


def test_one_that_goes_on_forever_while_the_other_is_done_ends_both(begin):
    first = begin(0)
    second = begin(1, Times(interval=0.01, silence=LIMIT, farewell=0.5, end=0.05))
    in_a_thread(second.companions.end)
    text = (
        "Process 1 came to its end, and waited 0.05 s for process 0, which did not. Do "
        "all of them take the same steps?"
    )
    assert [first.has_left(), second.has_left()] == [1, 1]
    assert [first.said, second.said] == [[text], [text]]


@pytest.mark.parametrize("error", [SystemExit(), SystemExit(0), GeneratorExit()])
def test_an_orderly_exit_is_no_error(begin, store, error):
    begin(0)
    second = begin(1)
    second.companions.failed(error)
    assert "ended" not in store.texts
