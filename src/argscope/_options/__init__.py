"""Settings from outside of a program: options that it takes, and what becomes of them."""

__all__: list[str] = []
