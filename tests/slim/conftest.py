"""Chooses the backend before a test imports Keras, which then fixes it."""

import argscope.layers  # noqa: F401  # for what importing it does
