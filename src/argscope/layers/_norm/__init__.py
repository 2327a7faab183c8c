"""What normalization is made of."""

__all__: list[str] = []
