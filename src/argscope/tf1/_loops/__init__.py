"""Loops of training and of evaluation: sessions with hooks, supervisors, estimators."""

__all__: list[str] = []
