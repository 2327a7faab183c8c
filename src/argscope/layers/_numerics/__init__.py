"""Tensor arithmetic: the only place that knows backends."""

__all__: list[str] = []
