"""Scopes: which defaults are active here and now, and how calls get them."""

__all__: list[str] = []
