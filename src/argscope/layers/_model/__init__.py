"""Keras models made of functions."""

__all__: list[str] = []
