"""The functions of the namespace that compute, on values."""

__all__: list[str] = []
