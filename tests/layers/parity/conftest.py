"""Both ways of running a network on torch."""

import keras
import pytest


@pytest.fixture
def both_ways(monkeypatch):
    """On torch, run every call in Python and from a recording, which must agree."""
    if keras.backend.backend() == "torch":
        from tests.layers.both_ways import in_both_ways

        in_both_ways(monkeypatch)
