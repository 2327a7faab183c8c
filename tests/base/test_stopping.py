"""A signal leaves a note, and a run stops where it can go on."""

import signal
import threading

import pytest

from argscope._base.stopping import Stopped, StopRequest, heed, listening, stoppable

INTERRUPT = signal.SIGINT


def test_request_that_nobody_made_stops_nothing():
    StopRequest().heed("here")


def test_request_stops_where_it_is_heeded_and_says_so():
    request = StopRequest()
    request.number = signal.SIGTERM
    with pytest.raises(Stopped) as stopped:
        request.heed("in epoch 3 of 12; the same command goes on")
    assert str(stopped.value) == "stopped in epoch 3 of 12; the same command goes on"
    assert stopped.value.number == signal.SIGTERM


def test_whoever_stops_programs_at_an_interrupt_stops_at_this():
    assert issubclass(Stopped, KeyboardInterrupt)


def test_first_interrupt_is_noted_and_the_second_is_raised():
    with stoppable() as request:
        signal.raise_signal(INTERRUPT)
        assert request.number == INTERRUPT
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(INTERRUPT)


@pytest.mark.parametrize("interrupts", [0, 1])
def test_interrupts_are_raised_again_after_the_block(interrupts):
    with stoppable():
        for _ in range(interrupts):
            signal.raise_signal(INTERRUPT)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(INTERRUPT)


def test_other_signals_are_the_callers():
    before = signal.getsignal(signal.SIGTERM)
    with stoppable():
        assert signal.getsignal(signal.SIGTERM) is before


def test_handler_of_the_caller_is_left_alone():
    heard = []
    before = signal.signal(INTERRUPT, lambda number, _frame: heard.append(number))
    try:
        with stoppable() as request:
            signal.raise_signal(INTERRUPT)
    finally:
        signal.signal(INTERRUPT, before)
    assert heard == [INTERRUPT]
    assert request.number is None


def test_another_thread_may_train():
    numbers = []

    def train():
        with stoppable() as request:
            numbers.append(request.number)

    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    assert numbers == [None]


def test_request_of_whoever_is_listening_is_looked_at():
    mine = StopRequest()
    with listening(mine), stoppable() as request:
        assert request is mine
    with stoppable() as request:
        assert request is not mine


def test_what_runs_below_a_listener_heeds_its_request():
    heed("where nobody listens")
    request = StopRequest()
    with listening(request):
        heed("where nobody asked")
        request.number = signal.SIGTERM
        with pytest.raises(Stopped, match="stopped here"):
            heed("here")
