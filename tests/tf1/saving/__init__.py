"""Saving and restoring in programs of TensorFlow 1."""
