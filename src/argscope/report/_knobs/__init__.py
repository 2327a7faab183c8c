"""Every argument that settings can set: what it is, for people, programs and editors."""

__all__: list[str] = []
