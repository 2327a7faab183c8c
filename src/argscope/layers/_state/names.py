"""Variable scopes: how TF-Slim names variables, and which calls share them.

A scope given by name is taken literally; a default name gets `_1`, `_2`, ... when it is
taken. It is free again when the scope around it is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, final

from argscope._base.markers import Marker
from argscope._base.paths import scopes_around

AUTO_REUSE: Final = Marker("AUTO_REUSE")
"""For `reuse`: create variables at the first call, share them afterwards."""

Reuse = bool | Marker | None

KERAS_NAMES: Final = {"kernel": "weights", "bias": "biases"}
"""How the original renames variables in a layer: it makes its layers of Keras's.

It renames those of the layer, and those that its activation or normalizer makes.
"""


@final
@dataclass(slots=True)
class VariableScope:
    """An open scope of variable names.

    Attributes:
        name: The full path, `""` at the top.
        reuse: Whether variables are shared: False, True or `AUTO_REUSE`.
        initializer: For variables inside whose own initializer is None.
        regularizer: For variables inside whose own regularizer is None.
        getter: Makes of what gets variables, `Run.get`, what is asked for them in its
            place; None for itself. Programs of TensorFlow 1 have such functions.
        renames: In a layer that calls functions of its user, what variables that they
            make are called in place of some names; None elsewhere.
        name_scope: The path under which outputs without variables (pools) are named:
            that of the scope around it and the name, with a number where the same path
            was opened before.
        first_name_scope: The `name_scope` of the scope's first opening, where scope
            objects are opened again.
        before: Which paths were taken before it, if it is a scope object that was opened
            again.
    """

    name: str
    reuse: bool | Marker = False
    initializer: Any = None
    regularizer: Any = None
    getter: Any = None
    renames: Mapping[str, str] | None = None
    name_scope: str = ""
    first_name_scope: str = ""
    before: OpenedPaths | None = field(default=None, repr=False)

    @property
    def original_name_scope(self) -> str:
        """The `first_name_scope` with a slash at its end, if there is one."""
        return f"{self.first_name_scope}/" if self.first_name_scope else ""

    def reuse_variables(self) -> None:
        """Share variables from here on: in this scope, and in those opened in it later.

        As opening it with `reuse=True`; it lasts as long as the object. Of the scope at
        the top, `get_variable_scope().reuse_variables()`, for the rest of the run.
        """
        self.reuse = True

    def path(self, name: str) -> str:
        """Return the path of the variable `name` in this scope."""
        return f"{self.name}/{name}" if self.name else name

    def output_path(self, name: str) -> str:
        """Return the path of the output `name` in this scope."""
        return f"{self.name_scope}/{name}" if self.name_scope else name

    def child(self, name: str) -> VariableScope:
        """Return the scope called exactly `name` in this one, which inherits all else."""
        return VariableScope(
            name=self.path(name),
            reuse=self.reuse,
            initializer=self.initializer,
            regularizer=self.regularizer,
            getter=self.getter,
            renames=self.renames,
        )

    def adopt_variables(self, renames: Mapping[str, str]) -> None:
        """Make what functions of the user make in this scope variables of a layer."""
        self.renames = {**renames, **self.renames} if self.renames else renames


@final
class OpenedPaths:
    """The paths at which scopes were opened, so that they are no free default names.

    They are those of the whole run: a layer called `a/Conv` outside of the scope `a`
    takes the default name `Conv` in it. Closing a scope frees the paths below it.

    Source:
        `_VariableScopeStore` of TensorFlow 1, which counts the openings of each path.
    """

    __slots__ = ("_closed", "_opened", "_time")

    def __init__(self) -> None:
        self._time = 0
        self._opened: dict[str, int] = {}  # path -> when last
        self._closed: dict[str, int] = {}

    def __contains__(self, path: str) -> bool:
        opened = self._opened.get(path)
        return opened is not None and all(
            self._closed.get(scope, 0) < opened for scope in scopes_around(path)
        )

    def open(self, path: str) -> None:
        """Take `path`."""
        self._time += 1
        self._opened[path] = self._time

    def close(self, path: str) -> None:
        """Free all paths below `path`, but not `path` itself."""
        self._time += 1
        self._closed[path] = self._time

    def copy(self) -> OpenedPaths:
        """Return the paths as they are now."""
        copy = OpenedPaths()
        copy._time = self._time
        copy._opened, copy._closed = dict(self._opened), dict(self._closed)
        return copy
