"""Chooses the backend before a test imports Keras, which then fixes it."""

import argscope.layers  # noqa: F401  # for what importing it does

# isort: split
import keras
import pytest
from tests.nets.built import zeros


@pytest.fixture
def declared_only(monkeypatch):
    """Give variables shapes but no values: the largest have half a gigabyte of them."""
    monkeypatch.setattr("argscope.layers._state.store.initial_value", zeros)
    with keras.StatelessScope(initialize_variables=False):
        yield
    keras.utils.clear_session()  # or Keras would give them values yet


@pytest.fixture
def both_ways(monkeypatch):
    """On torch, run every call in Python and from a recording, which must agree."""
    if keras.backend.backend() == "torch":
        from tests.layers.both_ways import in_both_ways

        in_both_ways(monkeypatch)
