"""Making records of scoped calls while they run."""

__all__: list[str] = []
