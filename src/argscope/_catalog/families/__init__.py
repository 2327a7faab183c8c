"""The networks of `argscope.nets` by family: one tuple `NETWORKS` a file."""

__all__: list[str] = []
