"""Processes with other settings are refused, in all of them and in the same words."""

import argscope.layers  # noqa: F401  # before Keras: it chooses the backend

# isort: split
import json

import pytest
from tests.distribution.lone import alone_of

from argscope import DistributionError
from argscope._distribution.agreement import check_same


def given_by_second(distribution, facts):
    """Put there what the other process is about to give."""
    texts = distribution.engine.texts
    texts.put(distribution.named("gathered/1/1"), json.dumps(facts))


def test_same_settings_are_no_error():
    with alone_of(2) as distribution:
        given_by_second(distribution, {"seed": 0, "classes": ["a", "b"]})
        check_same({"seed": 0, "classes": ["a", "b"]})


def test_one_process_agrees_with_itself():
    check_same({"seed": 0})


def test_settings_that_differ_are_told_with_the_processes():
    with alone_of(2) as distribution:
        given_by_second(distribution, {"seed": 1, "epochs": 2, "net": "lenet"})
        with pytest.raises(DistributionError) as refused:
            check_same({"seed": 0, "epochs": 2})
    assert str(refused.value) == (
        "The processes of a run must have the same settings; these differ:\n"
        "  seed: 0 in process 0, 1 in process 1\n"
        "  net: None in process 0, 'lenet' in process 1"
    )


def test_process_that_does_not_come_is_named():
    with alone_of(2), pytest.raises(DistributionError) as refused:
        check_same({"seed": 0})
    assert str(refused.value) == (
        "Process 1 did not come within 300 seconds. Look at what it has printed: it may "
        "have ended."
    )


def test_distributions_of_one_process_do_not_read_what_was_said_in_another():
    with alone_of(2) as first:
        name = first.named("stop")
    with alone_of(2) as second:
        assert second.named("stop") != name
