"""What an error does on its way out of a block, or of the program."""

import atexit
import json
import os
import sys

import pytest
from tests.distribution.store_in_memory import StoreInMemory

import argscope
from argscope._distribution import ending_together as module
from argscope._distribution.ending_together import end_together, ending_together
from argscope._distribution.processes import Processes


@pytest.fixture
def at_exit(monkeypatch):
    """What would run at the end of the program."""
    calls = []
    monkeypatch.setattr(atexit, "register", calls.append)
    return calls


@pytest.fixture
def shown(monkeypatch):
    """The errors that Python would show."""
    errors = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: errors.append(error))
    return errors


@pytest.fixture
def store(monkeypatch, at_exit, shown):
    """What the two processes see, of which this is the second."""
    store = StoreInMemory()
    monkeypatch.setattr(module, "_COMPANIONS", [])
    end_together(store, Processes(2, 1, silence=60.0))
    yield store
    store.texts["all done"] = "yes"
    for companions in module._COMPANIONS:
        companions._own = None  # or it would end the tests
        companions.end()


def told(store):
    return json.loads(store.texts["ended"])["text"]


def test_an_error_that_leaves_a_block_is_told_and_goes_on(store):
    with pytest.raises(KeyError), ending_together():
        raise KeyError("no picture 17")
    assert "failed: KeyError: 'no picture 17'" in told(store)


def test_an_error_that_leaves_a_distribution_is_told(store):
    with pytest.raises(KeyError), argscope.distribute():
        raise KeyError("no picture 17")
    assert "failed: KeyError: 'no picture 17'" in told(store)


def test_an_error_that_leaves_the_program_is_told_and_shown(store, shown):
    error = KeyError("no picture 17")
    sys.excepthook(KeyError, error, None)
    assert "failed: KeyError: 'no picture 17'" in told(store)
    assert shown == [(KeyError, error, None)]


def test_a_fork_has_no_companions(store, shown, monkeypatch, at_exit):
    monkeypatch.setattr(os, "getpid", lambda: -1)
    sys.excepthook(KeyError, KeyError("of the fork"), None)
    for call in at_exit:
        call()
    assert "ended" not in store.texts
    assert "done/1" not in store.texts
    assert len(shown) == 1


def test_a_process_meets_its_companions_once(store, at_exit):
    end_together(StoreInMemory(), Processes(2, 1))
    assert len(at_exit) == 1


def test_alone_an_error_goes_on_as_ever():
    with pytest.raises(KeyError), ending_together():
        raise KeyError("no picture 17")
