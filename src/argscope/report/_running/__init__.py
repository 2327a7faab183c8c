"""Finding and running what is to be recorded."""

__all__: list[str] = []
