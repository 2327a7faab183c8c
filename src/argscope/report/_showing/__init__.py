"""Records as text, JSON, notebook cells and pages."""

__all__: list[str] = []
