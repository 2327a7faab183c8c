"""Targets: the callables whose defaults a scope can set, and their names."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from types import CellType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Final, Protocol, final
from weakref import ReferenceType, WeakSet, WeakValueDictionary, ref

from argscope._core.parameters import Parameters, parameters_of
from argscope._core.unseen_importlib_bootstrap.calls import Recipe

MARK: Final = "__argscope_target__"

_TARGETS: Final[WeakValueDictionary[str, Target]] = WeakValueDictionary()
_COPIES: Final[WeakSet[Target]] = (
    WeakSet()
)  # that came while another had their key here
_MOST_WRAPPERS: Final = 100


class Construction(Protocol):
    """How a decorated class is constructed."""

    def renew(self) -> bool:
        """Make it consult the scope again if that was undone; return if so."""

    def moved(self, cls: type) -> Target:
        """Return the target of a class that was made anew of the decorated one."""


@final
class Target:
    """One scoped callable.

    Attributes:
        function: What is finally called.
        key: Its name, `module:qualname`, in scopes and files. If that is not importable it
            ends in a number that no other has, in any process.
        lasting: Whether the callable lives as long as the program: its name is importable,
            and it did not come by value from another process.
        construction: Of a decorated class, the hooks that let it consult the scope.
        good_names: Names for which a scope set defaults, and which it takes.
        recipes: How it gets other defaults, by the names for which a scope sets some.
    """

    __slots__ = (
        "__weakref__",
        "_arriving",
        "_parameters",
        "_public",
        "construction",
        "function",
        "good_names",
        "key",
        "lasting",
        "recipes",
    )

    def __init__(
        self, function: Callable[..., Any], key: str, *, lasting: bool
    ) -> None:
        self.function = function
        self.key = key
        self.lasting = lasting
        self._parameters: Parameters | None = None
        self._public: ReferenceType[Any] | None = None
        self.construction: Construction | None = None
        self._arriving: tuple[CellType, Callable[..., Any] | None]
        self.good_names: set[tuple[str, ...]] = set()
        self.recipes: dict[tuple[str, ...], Recipe] = {}

    @property
    def name(self) -> str:
        """The callable's name as one would write it in a sentence."""
        return title(self.key)

    @property
    def parameters(self) -> Parameters:
        """What the callable takes; worked out when first needed."""
        if self.construction is not None and self.construction.renew():
            self._parameters = None
            self.good_names.clear()
        if self._parameters is None:
            self._parameters = parameters_of(self.function)
        return self._parameters

    @property
    def target(self) -> Target:
        """Itself; of a part of a class, the class."""
        return self

    @property
    def public(self) -> Any:
        """What `add_arg_scope` returned, or None if that is gone."""
        return self._public and self._public()

    def publish(self, public: Any) -> None:
        """Register `public` as what users call, so that names and scopes find it."""
        self._public = ref(public)
        setattr(public, MARK, self)
        if not isinstance(public, type):
            public._key_op = self.key  # TF-Slim's name for it
        self._register()

    def _register(self) -> None:
        if not self.lasting and _TARGETS.get(self.key, self) is not self:
            _COPIES.add(self)
        else:
            _TARGETS[self.key] = self

    if not TYPE_CHECKING:  # pragma: no branch  # it would hide misspelt attributes

        def __getattr__(self, name: str) -> Any:
            # What an arriving target is not told, it reads off when somebody asks.
            if name not in ("_public", "construction", "function"):
                raise AttributeError(name)
            self._arrive()
            return getattr(self, name)

    def _arrive(self) -> None:
        cell, construction = self._arriving
        public = cell.cell_contents
        self.construction = None
        self.function = public if _is_class(public) else public.__wrapped__
        self.publish(public)
        if construction is not None:
            self.construction = construction(public, self)

    def __copy__(self) -> Target:
        return self

    def __deepcopy__(self, _memo: object) -> Target:
        return self


def arriving_target(
    key: str, public: CellType, construction: Callable[..., Any] | None
) -> Target:
    """Return a target that comes by value from another process.

    Args:
        key: Its key there.
        public: A cell with what users call, filled when all has been read: that has the
            target in it.
        construction: What makes the hooks of a decorated class; None for others.
    """
    target = Target.__new__(Target)
    target.key = sys.intern(key)
    target.lasting = False
    target.good_names = set()
    target.recipes = {}
    target._parameters = None
    target._arriving = public, construction
    target._register()
    return target


def _is_class(public: object) -> bool:
    return issubclass(type(public), type)  # a view of a class only says that it is one


def is_lasting(key: str) -> bool:
    """Return whether `key` is an importable name, and does not end in a number."""
    return "#" not in key


def title(key: str) -> str:
    """Return how one would write the callable with this key in a sentence."""
    return key.rpartition(":")[2].partition("#")[0] + "()"


def new_target(function: Callable[..., Any]) -> Target:
    """Return a target for `function`, with a key of its own."""
    module, name = _address(function)
    key = f"{module}:{name or type(function).__qualname__}"
    if module is None or name is None or not _may_take(key, function):
        key = f"{key}#{os.urandom(8).hex()}"
    return Target(function, sys.intern(key), lasting=is_lasting(key))


def registered(function: Callable[..., Any]) -> Target | None:
    """Return the target that `add_arg_scope` made of exactly this `function` before."""
    module, name = _address(function)
    target = _TARGETS.get(f"{module}:{name}")
    return target if target is not None and target.function is function else None


def find_target(public: object) -> Target | None:
    """Return the target behind what `add_arg_scope` returned, or None.

    A wrapper made with `functools.wraps` copies the mark of the function it wraps;
    only the object that was published is the target.
    """
    if type(public) is MethodType and isinstance(public.__self__, type):
        public = public.__func__  # a classmethod, looked up on its class
    target = getattr(public, MARK, None)
    if not isinstance(target, Target):
        return None
    if target.public is public:
        return target
    if isinstance(public, type) and MARK in vars(public) and target.construction:
        return target.construction.moved(public)  # `@dataclass(slots=True)` above it
    return None


def target_by_key(key: str) -> Target | None:
    """Return the living target with this key."""
    return _TARGETS.get(key) or next((t for t in _copies() if t.key == key), None)


def all_targets() -> Iterator[Target]:
    """Return every living target, one of each key."""
    copies = {target.key: target for target in _copies()}
    return iter({**copies, **_TARGETS}.values())


def _copies() -> list[Target]:
    return list(_COPIES)


def find_named(key: str) -> Any:
    """Return what the program calls `module:qualname` now, None if nothing."""
    module, _, name = key.partition(":")
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def unwrapped(function: Any) -> Iterator[Any]:
    """Return `function`, what it wraps, what that wraps, and so on."""
    # The limit is for objects that have every attribute, and so wrap without end.
    for _ in range(_MOST_WRAPPERS):
        if function is None:
            return
        yield function
        is_partial = isinstance(function, functools.partial)
        function = (
            function.func if is_partial else getattr(function, "__wrapped__", None)
        )


def _address(function: object) -> tuple[str | None, str | None]:
    """Return the module and the name that `function` says it has."""
    module = getattr(function, "__module__", None)
    name = getattr(function, "__qualname__", None)
    if name is None:
        name = getattr(function, "__name__", None)
    # The main program has a second name in the processes that it spawns.
    return "__main__" if module == "__mp_main__" else module, name


def _may_take(key: str, function: object) -> bool:
    """Return whether `function` can be known by `key`, the name that it says it has."""
    known = _TARGETS.get(key)
    if "<" in key or (known is not None and _wraps(function, known)):
        return False
    if isinstance(function, FunctionType | type):
        return True
    # Others may say anything, or the name of the class that they are an instance of.
    found = find_named(key)
    is_being_defined = found is None or (known is not None and found is known.public)
    return found is function or is_being_defined


def _wraps(function: object, target: Target) -> bool:
    """Return whether `function` is a wrapper around `target` that took its name."""
    _, *inner = unwrapped(function)
    return any(each is target.function or each is target.public for each in inner)
