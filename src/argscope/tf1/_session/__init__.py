"""Sessions: computing what a graph recorded, part by part, with values of variables."""

__all__: list[str] = []
