"""What a network has, and where in it one stands."""

__all__: list[str] = []
