"""Graphs in files: reading and writing the messages that TensorFlow keeps them in."""

__all__: list[str] = []
