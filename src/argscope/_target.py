"""Targets: the callables whose defaults a scope can set, and their names."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import count
from types import FunctionType, MethodType, ModuleType
from typing import Any, Final, final
from weakref import ReferenceType, WeakValueDictionary, ref

from argscope._parameters import Parameters, parameters_of

MARK: Final = "__argscope_target__"

_TARGETS: Final[WeakValueDictionary[str, Target]] = WeakValueDictionary()
_SERIAL: Final = count(1)


@final
class Target:
    """One scoped callable.

    Attributes:
        function: What is finally called.
        key: Its name, `module:qualname`, in scopes and files.
        lasting: Whether the name is importable, so that the callable lives as long as
            the program. Others end in a serial number: no two ever share a key.
    """

    __slots__ = ("__weakref__", "_parameters", "_public", "function", "key", "lasting")

    def __init__(self, function: Callable[..., Any], key: str) -> None:
        self.function = function
        self.key = key
        self.lasting = "#" not in key
        self._parameters: Parameters | None = None
        self._public: ReferenceType[Any] | None = None

    @property
    def name(self) -> str:
        """The callable's name as one would write it in a sentence."""
        return self.key.rpartition(":")[2].partition("#")[0] + "()"

    @property
    def parameters(self) -> Parameters:
        """What the callable takes; worked out when first needed."""
        if self._parameters is None:
            self._parameters = parameters_of(self.function)
        return self._parameters

    @property
    def public(self) -> Any:
        """What `add_arg_scope` returned, or None if that is gone."""
        return self._public and self._public()

    def publish(self, public: Any) -> None:
        """Register `public` as what users call, so that names and scopes find it."""
        self._public = ref(public)
        public._key_op = self.key  # noqa: SLF001  # TF-Slim's name for it
        setattr(public, MARK, self)
        _TARGETS[self.key] = self


def new_target(function: Callable[..., Any]) -> Target:
    """Return a target for `function`, with a key of its own."""
    module = getattr(function, "__module__", None)
    name = getattr(function, "__qualname__", None) or getattr(
        function, "__name__", None
    )
    key = f"{module}:{name or type(function).__qualname__}"
    if not _is_importable(function, module, name) or _wraps(
        function, _TARGETS.get(key)
    ):
        key = f"{key}#{next(_SERIAL)}"
    return Target(function, sys.intern(key))


def registered(function: Callable[..., Any]) -> Target | None:
    """Return the target that `add_arg_scope` made of exactly this `function` before."""
    name = getattr(function, "__qualname__", None) or getattr(
        function, "__name__", None
    )
    target = _TARGETS.get(f"{getattr(function, '__module__', None)}:{name}")
    return target if target is not None and target.function is function else None


def find_target(public: object) -> Target | None:
    """Return the target behind what `add_arg_scope` returned, or None.

    A wrapper made with `functools.wraps` copies the mark of the function it wraps;
    only the object that was published is the target.
    """
    if isinstance(public, MethodType) and isinstance(public.__self__, type):
        public = public.__func__  # a classmethod, looked up on its class
    target = getattr(public, MARK, None)
    if isinstance(target, Target) and target.public is public:
        return target
    return None


def target_by_key(key: str) -> Target | None:
    """Return the living target with this key."""
    return _TARGETS.get(key)


def all_targets() -> Iterator[Target]:
    """Return every living target."""
    return iter(list(_TARGETS.values()))


def _is_importable(function: object, module: object, name: object) -> bool:
    if not isinstance(module, str) or not isinstance(name, str) or "<" in name:
        return False
    if isinstance(function, FunctionType | type):
        return True
    found: object = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is function and not isinstance(found, ModuleType)


def _wraps(function: object, target: Target | None) -> bool:
    """Return whether `function` is a wrapper around `target` that took its name."""
    while target is not None and hasattr(function, "__wrapped__"):
        function = function.__wrapped__
        if function is target.function or function is target.public:
            return True
    return False
