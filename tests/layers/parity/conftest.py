"""On torch every case runs both ways: in Python, and from a recording."""

import keras

if keras.backend.backend() == "torch":
    from tests.layers.both_ways import _both_ways  # noqa: F401  # a fixture for all here
