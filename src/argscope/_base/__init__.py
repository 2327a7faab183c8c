"""What all of argscope stands on; it knows no scope."""

__all__: list[str] = []
