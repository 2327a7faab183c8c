"""Variable scopes: how TF-Slim names variables, and which calls share them.

A scope given by name is taken literally; a default name gets `_1`, `_2`, ... when it is
taken. The count belongs to the opened scope: opening one again by name starts anew.
"""

from __future__ import annotations

from typing import Final, Literal, final

from argscope._markers import Marker

AUTO_REUSE: Final = Marker("AUTO_REUSE")
"""For `reuse`: create variables at the first call, share them afterwards."""

Reuse = bool | Marker | None


@final
class VariableScope:
    """An open scope of variable names.

    Attributes:
        name: The full path, `""` at the top.
        reuse: Whether variables are shared: False, True or `AUTO_REUSE`.
    """

    __slots__ = ("_children", "name", "reuse")

    def __init__(self, name: str, reuse: Literal[False, True] | Marker = False) -> None:
        self.name = name
        self.reuse = reuse
        self._children: set[str] = set()

    @property
    def original_name_scope(self) -> str:
        """The path with a trailing slash, as TF-Slim programs use it."""
        return f"{self.name}/"

    def path(self, name: str) -> str:
        """Return the path of `name` in this scope."""
        return f"{self.name}/{name}" if self.name else name

    def child(self, name: str, reuse: Reuse = None) -> VariableScope:
        """Return the scope called exactly `name` in this one; reuse is inherited."""
        self._children.add(name)
        # Once shared, all below is shared: the original inherits in the same way.
        return VariableScope(self.path(name), self.reuse or reuse or False)

    def new_child(self, default_name: str, reuse: Reuse = None) -> VariableScope:
        """Return a scope in this one with a free name: `Conv`, `Conv_1`, ..."""
        name, serial = default_name, 0
        while name in self._children:
            serial += 1
            name = f"{default_name}_{serial}"
        return self.child(name, reuse)

    def again(self, reuse: Reuse = None) -> VariableScope:
        """Return this scope opened anew."""
        return VariableScope(self.name, self.reuse or reuse or False)

    def __repr__(self) -> str:
        return f"<VariableScope {self.name or '(top)'!s}>"
