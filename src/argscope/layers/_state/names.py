"""Variable scopes: how TF-Slim names variables, and which calls share them.

A scope given by name is taken literally; a default name gets `_1`, `_2`, ... when it is
taken. The count belongs to the opened scope: opening one again by name starts anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final, final

from argscope._base.markers import Marker

AUTO_REUSE: Final = Marker("AUTO_REUSE")
"""For `reuse`: create variables at the first call, share them afterwards."""

Reuse = bool | Marker | None


@final
@dataclass(slots=True)
class VariableScope:
    """An open scope of variable names.

    Attributes:
        name: The full path, `""` at the top.
        reuse: Whether variables are shared: False, True or `AUTO_REUSE`.
        initializer: For variables inside whose own initializer is None.
        regularizer: For variables inside whose own regularizer is None.
        name_scope: The path under which outputs without variables (pools) are named:
            that of the scope around it and the name, with a number where the same path
            was opened before.
        first_name_scope: The `name_scope` of the scope's first opening, where scope
            objects are opened again.
    """

    name: str
    reuse: bool | Marker = False
    initializer: Any = None
    regularizer: Any = None
    name_scope: str = ""
    first_name_scope: str = ""
    _children: set[str] = field(default_factory=set, repr=False)

    @property
    def original_name_scope(self) -> str:
        """The `first_name_scope` with a slash at its end, as TF-Slim programs use it."""
        return f"{self.first_name_scope}/"

    def path(self, name: str) -> str:
        """Return the path of the variable `name` in this scope."""
        return f"{self.name}/{name}" if self.name else name

    def output_path(self, name: str) -> str:
        """Return the path of the output `name` in this scope."""
        return f"{self.name_scope}/{name}" if self.name_scope else name

    def child(self, name: str) -> VariableScope:
        """Return the scope called exactly `name` in this one, which inherits all else."""
        self._children.add(name)
        return VariableScope(
            name=self.path(name),
            reuse=self.reuse,
            initializer=self.initializer,
            regularizer=self.regularizer,
            name_scope=self.output_path(name),
            first_name_scope=self.first_name_scope,
        )

    def new_child(self, default_name: str) -> VariableScope:
        """Return a scope in this one with a free name: `Conv`, `Conv_1`, ..."""
        name, serial = default_name, 0
        while name in self._children:
            serial += 1
            name = f"{default_name}_{serial}"
        return self.child(name)

    def again(self, outer: VariableScope) -> VariableScope:
        """Return this scope opened anew in `outer`, which only outputs are named by."""
        _, _, own_name = self.name.rpartition("/")
        path = outer.output_path(own_name) if own_name else outer.name_scope
        return replace(self.copy(), name_scope=path)

    def close(self) -> None:
        """Make all default names free, for when this scope object is opened anew."""
        self._children.clear()

    def copy(self) -> VariableScope:
        """Return this scope with the names that are taken in it."""
        return replace(self, _children=set(self._children))
