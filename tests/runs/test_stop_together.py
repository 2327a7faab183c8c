"""All processes of a run stop at the same place, whichever was asked to."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import signal

import pytest
from tests.distribution.lone import alone_of

from argscope._base.stopping import Stopped, StopRequest
from argscope._runs.stop_together import StopTogether


def asked(number=None):
    request = StopRequest()
    request.number = number
    return request


def test_first_process_stops_and_tells_the_others():
    with alone_of(2) as distribution:
        with pytest.raises(Stopped) as stopped:
            StopTogether(asked(signal.SIGTERM)).heed("here")
        told = distribution.engine.texts.get(distribution.named("agreed/1"))
    assert str(stopped.value) == "stopped here"
    assert told == str(int(signal.SIGTERM))


def test_first_process_stops_if_another_one_was_asked():
    with alone_of(2) as distribution:
        distribution.engine.texts.put(distribution.named("stop"), "2")
        with pytest.raises(Stopped) as stopped:
            StopTogether(asked()).heed("here")
    assert stopped.value.number == signal.SIGINT


def test_another_process_says_that_it_was_asked_and_waits_for_the_first():
    with alone_of(2, index=1) as distribution:
        texts = distribution.engine.texts
        texts.put(distribution.named("agreed/1"), "0")
        stop = StopTogether(asked(signal.SIGINT))
        stop.heed("too early")
        assert texts.get(distribution.named("stop")) == "2"
        texts.put(distribution.named("agreed/2"), "2")
        with pytest.raises(Stopped):
            stop.heed("here")


def test_another_process_stops_as_the_first_says():
    with alone_of(2, index=1) as distribution:
        distribution.engine.texts.put(distribution.named("agreed/1"), "15")
        with pytest.raises(Stopped) as stopped:
            StopTogether(asked()).heed("here")
    assert stopped.value.number == signal.SIGTERM


def test_one_process_stops_by_itself_after_any_step():
    request = asked()
    stop = StopTogether(request)
    stop.heed_after_step("after the first")
    request.number = signal.SIGINT
    with pytest.raises(Stopped) as stopped:
        stop.heed_after_step("after the second")
    assert str(stopped.value) == "stopped after the second"


def test_processes_ask_after_the_steps_that_the_first_one_says():
    with alone_of(2, index=1) as distribution:
        texts = distribution.engine.texts
        told = {"agreed/1": 0, "agreed/2": 3, "agreed/3": 15}
        for name, value in told.items():
            texts.put(distribution.named(name), str(value))
        stop = StopTogether(asked())
        for step in range(3):
            stop.heed_after_step(f"after step {step + 1}")
        with pytest.raises(Stopped) as stopped:
            stop.heed_after_step("after step 4")
    assert str(stopped.value) == "stopped after step 4"
