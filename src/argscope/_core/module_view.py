"""Views of modules: what they make targets of, and what they hand out as it is."""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Callable
from types import (
    BuiltinFunctionType,
    FunctionType,
    MethodType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any, Final

from argscope._core.callable_view import ScopedCallable
from argscope._core.class_view import ScopedClass
from argscope._core.target_pickling import reduced_module_view

_FUNCTIONS: Final = (FunctionType, BuiltinFunctionType, MethodType)
_CONSTRUCTORS: Final = ("__new__", "__init__")


class ScopedModule(ModuleType):
    """A view of a module; its public functions and classes are targets.

    What `is_scopable` leaves out, and what is private, is handed out as it is. Submodules
    are views. An attribute that is set on the view is set on the module.
    """

    __slots__ = ("__wrapped__", "_argscope_scope", "_argscope_views")

    __wrapped__: ModuleType
    _argscope_scope: Callable[[Any], Any]
    _argscope_views: dict[str, tuple[Any, Any]]

    def __init__(self, module: ModuleType, scope: Callable[[Any], Any]) -> None:
        super().__init__(module.__name__, module.__doc__)
        for name in ("__loader__", "__package__", "__spec__"):
            del self.__dict__[name]  # those of the module
        object.__setattr__(self, "__wrapped__", module)
        object.__setattr__(self, "_argscope_scope", scope)
        object.__setattr__(self, "_argscope_views", {})

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.__wrapped__, name)
        if name.startswith("_") or not _is_scopable(value, self.__name__):
            return value
        known = self._argscope_views.get(name)
        # A function that is a target in place may have ceased to be one.
        if known is None or known[0] is not value or known[1] is value:
            # Kept here, because targets live only as long as what users hold.
            known = value, self._argscope_scope(value)
            self._argscope_views[name] = known
        return known[1]

    def __setattr__(self, name: str, value: Any) -> None:
        # A view put back where it was read must not take the place of what it views.
        is_view = isinstance(value, ScopedCallable | ScopedClass | ScopedModule)
        setattr(self.__wrapped__, name, value.__wrapped__ if is_view else value)

    def __delattr__(self, name: str) -> None:
        delattr(self.__wrapped__, name)

    def __eq__(self, other: object) -> bool:
        plain = other.__wrapped__ if isinstance(other, ScopedModule) else other
        return self.__wrapped__ is plain

    def __hash__(self) -> int:
        return hash(self.__wrapped__)

    def __dir__(self) -> list[str]:
        return dir(self.__wrapped__)

    def __repr__(self) -> str:
        return f"<scoped {self.__wrapped__!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced_module_view(self.__name__)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _memo: object) -> Any:
        return self


def _is_scopable(value: Any, module: str) -> bool:
    if isinstance(value, ModuleType):
        return value.__name__.startswith(f"{module}.")
    return _is_constructed(value) if isinstance(value, type) else _is_function(value)


def _is_function(value: Any) -> bool:
    """Return whether `value` is a function, of Python or of C, and nothing besides.

    An object that somebody made callable in Python may mean anything by its attributes,
    so nothing is asked of the object but what is written in its type and its dict.
    """
    kind = type(value)
    own = _own_dict(value)
    if "__mro_entries__" in own:
        return False  # `typing.NamedTuple`, which is meant to stand among bases
    if isinstance(value, _FUNCTIONS):
        return True
    called_in_c = type(_static(kind, "__call__")) is WrapperDescriptorType
    has_name = "__name__" in own or _static(kind, "__name__") is not None
    return called_in_c and has_name


def _is_constructed(cls: type) -> bool:
    """Return whether a class is nothing but what makes its objects.

    Its metaclass gives it no other meaning, and Python code constructs its objects. What
    is made in C (`numpy.float32`, `numpy.recarray`) is taken by code in C, which wants
    the class itself, and so does `except`.
    """
    if type(cls) not in (type, ABCMeta) or issubclass(cls, BaseException):
        return False
    written = [
        vars(base)[name]
        for base in cls.__mro__[:-1]
        for name in _CONSTRUCTORS
        if name in vars(base)
    ]
    return bool(written) and all(_is_of_python(function) for function in written)


def _is_of_python(constructor: Any) -> bool:
    if isinstance(constructor, staticmethod):
        constructor = constructor.__func__
    return isinstance(constructor, FunctionType)


def _own_dict(value: Any) -> dict[str, Any]:
    try:
        found = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return found if isinstance(found, dict) else {}


def _static(kind: type, name: str) -> Any:
    """Return what a type or its bases have by a name, None if nothing."""
    own = (vars(base) for base in kind.__mro__[:-1])
    return next((attributes[name] for attributes in own if name in attributes), None)
