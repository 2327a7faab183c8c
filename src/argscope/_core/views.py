"""Views of classes, modules and other callables that call through the scope.

The viewed object is never changed: the view stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType, ModuleType
from typing import Any, Final, TypeVar

from argscope._core.signature import signature_of
from argscope._core.target import MARK, Target, find_named
from argscope._core.target_pickling import reduced_module_view, reduced_view
from argscope._core.unseen_importlib_bootstrap.view import call_view

T = TypeVar("T")

_OWN: Final = frozenset({"_key_op", MARK})


def _transparent(view: type[T]) -> type[T]:
    """Let the module and the text of what is viewed show through, for pydoc and others.

    Python gives each class these two, and they would hide those of what is viewed.
    """
    view.__module__ = property(lambda self: self.__wrapped__.__module__)  # type: ignore[assignment]
    view.__doc__ = property(lambda self: self.__wrapped__.__doc__)  # type: ignore[assignment]
    return view


@_transparent
class ScopedCallable:
    """A callable that is called through the scope, and otherwise is what it views.

    `__wrapped__` is the viewed callable itself.
    """

    __slots__ = ("__argscope_target__", "__weakref__", "__wrapped__", "_key_op")

    def __init__(self, wrapped: Callable[..., Any], target: Target) -> None:
        object.__setattr__(self, "__wrapped__", wrapped)
        object.__setattr__(self, MARK, target)

    __call__ = call_view

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        # A cached method, say, is a callable that binds like a function.
        if instance is None or not hasattr(type(self.__wrapped__), "__get__"):
            return self
        return MethodType(self, instance)

    @property
    def __signature__(self) -> Any:
        return signature_of(self.__argscope_target__)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__wrapped__, name)

    def __setattr__(self, name: str, value: object) -> None:
        if name in _OWN:
            object.__setattr__(self, name, value)
        else:
            setattr(self.__wrapped__, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self.__wrapped__, name)

    def __dir__(self) -> list[str]:
        return dir(self.__wrapped__)

    def __repr__(self) -> str:
        return f"<scoped {self.__wrapped__!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced_view(self, self.__wrapped__, self.__argscope_target__)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _memo: object) -> Any:
        return self


@_transparent
class ScopedClass(ScopedCallable):
    """A class that constructs through the scope.

    Scoped values become explicit arguments of the constructor, so what an object
    remembers of its construction (`get_config`, `repr`) includes them.
    """

    __slots__ = ()

    def __init__(self, wrapped: type, target: Target) -> None:
        super().__init__(wrapped, target)
        if target.lasting and find_named(target.key) is not wrapped:
            # The view will take the name of the class. Instances pickle by the name of
            # their class, so it gets one by which it can still be found.
            wrapped.__qualname__ += ".__wrapped__"

    @property  # type: ignore[misc]  # nobody may assign it
    def __class__(self) -> type:
        return type(self.__wrapped__)

    @property
    def __bases__(self) -> tuple[Any, ...]:
        # What issubclass() follows, for something that is not a type itself.
        return (self.__wrapped__,)

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[Any, ...]:
        return (self.__wrapped__,)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.__wrapped__)

    def __subclasscheck__(self, subclass: type) -> bool:
        if isinstance(subclass, ScopedClass):
            subclass = subclass.__wrapped__
        return issubclass(subclass, self.__wrapped__)

    def __getitem__(self, item: Any) -> Any:
        return self.__wrapped__[item]  # a generic class

    def __or__(self, other: Any) -> Any:
        return self.__wrapped__ | other  # a union of types

    def __ror__(self, other: Any) -> Any:
        return other | self.__wrapped__


class ScopedModule(ModuleType):
    """A view of a module; its public functions and classes are targets.

    Exceptions, submodules' own modules and everything private stay as they are.
    """

    def __init__(self, module: ModuleType, scope: Callable[[Any], Any]) -> None:
        super().__init__(module.__name__, module.__doc__)
        self.__dict__.update(__wrapped__=module, _scope=scope, _views={})

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.__wrapped__, name)
        if name.startswith("_") or not _is_scopable(value, self.__name__):
            return value
        known = self._views.get(name)
        if known is None or known.__wrapped__ is not value:
            # Kept here, because targets live only as long as what users hold.
            known = self._views[name] = self._scope(value)
        return known

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


def _is_scopable(value: object, module: str) -> bool:
    if isinstance(value, ModuleType):
        return value.__name__.startswith(f"{module}.")
    if isinstance(value, type) and issubclass(value, BaseException):
        return False  # `except` needs the class itself
    return callable(value)
