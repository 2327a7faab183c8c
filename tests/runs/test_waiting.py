"""Only the time in which there is nothing to compute counts as waiting."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import threading

import pytest

from argscope._runs.waiting import WaitingTime


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("time.perf_counter", clock)
    return clock


def elsewhere(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


def test_batch_that_is_made_between_two_steps_is_waited_for(clock):
    waiting = WaitingTime()
    for batch in (0, 1):
        with waiting.until_there(batch):
            clock.now += 2
        clock.now += 5
        waiting.on_train_batch_end(batch)
    assert waiting.seconds == 4


@pytest.mark.parametrize(
    ("ends", "waited"),
    [(1, 3.0), (3, 1.0), (5, 0.0)],
    ids=["before", "during", "after"],
)
def test_batch_that_another_thread_makes_is_waited_for_from_the_last_step_on(
    ends, waited, clock
):
    waiting = WaitingTime()
    waiting.on_epoch_begin(0)

    def make():
        with waiting.until_there(1):
            if ends == 3:
                clock.now = ends
                waiting.on_train_batch_end(0)
            clock.now = 4

    clock.now = 1
    if ends == 1:
        waiting.on_train_batch_end(0)
    elsewhere(make)
    assert waiting.seconds == waited


def test_batch_for_a_later_step_is_not_waited_for(clock):
    waiting = WaitingTime()
    waiting.on_train_batch_end(0)

    def make():
        with waiting.until_there(2):
            clock.now += 1

    elsewhere(make)
    assert waiting.seconds == 0
