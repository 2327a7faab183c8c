"""What a process knows of the others, look by look."""

import socket

import pytest
from tests.distribution.store_in_memory import StoreInMemory

from argscope._distribution.ending import Ending
from argscope._distribution.processes import Processes
from argscope._distribution.watch import LEFT, Watch

PATIENCE = 5


@pytest.fixture
def store():
    return StoreInMemory()


def watch(store, index, count=3, lines=None):
    return Watch(store, Processes(count, index), PATIENCE, 30.0, lines)


@pytest.fixture
def line():
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_processes_that_look_are_alive(store):
    watches = [watch(store, index) for index in range(3)]
    assert {w.look() for _ in range(4 * PATIENCE) for w in watches} == {None}


def test_the_first_tells_of_one_that_has_stopped_to_look(store):
    first, second, third = (watch(store, index) for index in range(3))
    for each in (third, second, first):
        each.look()
    looks = [(first.look(), third.look())[0] for _ in range(PATIENCE + 1)]
    assert looks[:-1] == [None] * PATIENCE
    assert looks[-1] == Ending(
        0,
        "Process 1 has ended without a word: no sign of life for 30 s. Was it killed, "
        "or out of memory? Its own output may say more. The other processes end as well.",
        1,
    )
    assert third.look() == looks[-1]


def test_one_that_never_looked_is_as_silent(store):
    first = watch(store, 0, count=2)
    looks = [first.look() for _ in range(PATIENCE + 1)]
    assert looks[:-1] == [None] * PATIENCE
    assert looks[-1].text.startswith("Process 1 has ended without a word")


def test_a_first_one_that_was_held_up_itself_takes_nobody_for_dead(store):
    first, second = watch(store, 0, count=2), watch(store, 1, count=2)
    first.look()
    for _ in range(10 * PATIENCE):
        second.look()
    assert first.look() is None


def test_a_store_that_refuses_for_long_is_gone(store):
    second = watch(store, 1)
    second.look()
    store.refuses = True
    assert [second.look(), second.look()] == [None, None]
    ending = second.look()
    assert ending.status == 1
    assert ending.text.startswith(
        "Process 0 is gone: what it keeps for all of them does not answer process 1 on "
    )
    assert ending.text.endswith(
        ". Was it killed, or out of memory, or is the network down? Its own output may "
        "say more."
    )


def test_a_store_that_refuses_once_is_not(store):
    second = watch(store, 1)
    for refuses in (True, True, False) * 5:
        store.refuses = refuses
        assert second.look() is None


def test_a_store_that_does_not_answer_for_long_is_gone(store):
    second = watch(store, 1)
    second.look()
    counts = [second.count() for _ in range(PATIENCE + 1)]
    assert counts[:-1] == [None] * PATIENCE
    assert counts[-1].text.startswith("Process 0 is gone")


def test_an_answer_begins_the_count_anew(store):
    second = watch(store, 1)
    for _ in range(5):
        assert [second.count() for _ in range(PATIENCE)] == [None] * PATIENCE
        second.look()


def test_the_first_one_to_tell_is_believed(store):
    first, second, third = (watch(store, index) for index in range(3))
    second.tell(Ending(1, "one"))
    third.tell(Ending(2, "another one"))
    assert first.look() == Ending(1, "one")
    assert third.look() == Ending(1, "one")


def test_a_process_hears_nothing_from_itself(store):
    second = watch(store, 1)
    second.tell(Ending(1, "one"))
    assert second.look() is None


def test_the_first_tells_at_once_of_one_that_hangs_up(store, line):
    here, there = line
    first, third = watch(store, 0, lines={1: here}), watch(store, 2)
    assert first.listen() is None
    there.close()
    ending = first.listen()
    assert ending == Ending(
        0,
        "Process 1 has ended without a word. Was it killed, or out of memory? Its own "
        "output may say more. The other processes end as well.",
        1,
    )
    assert third.look() == ending
    assert first.listen() is None


def test_the_others_see_at_once_that_the_first_hangs_up(store, line):
    here, there = line
    second = watch(store, 1, lines={0: here})
    assert second.listen() is None
    there.close()
    assert second.listen().text.startswith("Process 0 is gone")


def test_one_that_has_left_may_hang_up(store, line):
    here, there = line
    first, second = watch(store, 0, lines={1: here}), watch(store, 1)
    second.note(LEFT)
    there.close()
    assert first.listen() is None


def test_one_that_has_told_why_may_hang_up(store, line):
    here, there = line
    first, second = watch(store, 0, lines={1: here}), watch(store, 1)
    second.tell(Ending(1, "one"))
    there.close()
    assert first.listen() == Ending(1, "one")
