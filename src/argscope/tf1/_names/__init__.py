"""Scopes, variables and collections of a program."""

__all__: list[str] = []
