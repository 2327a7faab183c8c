"""Recordings are torch's: on the other backends Keras traces."""

import keras

if keras.backend.backend() != "torch":
    collect_ignore_glob = ["test_*.py"]
