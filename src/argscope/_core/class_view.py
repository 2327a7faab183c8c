"""Views of classes of others: called through the scope, and in all else the class itself.

A view is not a type, but every attribute of it is that of the class, the methods whose
names are underlined included: `Base.__init__(self)` in a subclass is the class's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from argscope._core.signature import signature_of
from argscope._core.target import MARK, Target
from argscope._core.target_pickling import reduced_view
from argscope._core.unseen_importlib_bootstrap.view import class_view_call

# What Python, `copy` and `pickle` ask the view itself.
_OWN: Final = frozenset(
    {"__bases__", "__copy__", "__deepcopy__", "__mro_entries__", "__new__"}
    | {"__reduce__", "__reduce_ex__", "__signature__", "__wrapped__", "_key_op", MARK}
)


class _Slots:
    """What a view holds, to be read without asking the class, which would be asked first."""

    __slots__ = ("__argscope_target__", "__weakref__", "__wrapped__", "_key_op")


_class_of: Callable[[Any], Any] = vars(_Slots)["__wrapped__"].__get__
_target_of: Callable[[Any], Target] = vars(_Slots)[MARK].__get__


class ScopedClass(_Slots):
    """A class that constructs through the scope; `__wrapped__` is the class.

    Scoped values become explicit arguments of the constructor, so what an object
    remembers of its construction (`get_config`, `repr`) includes them.
    """

    __slots__ = ()

    def __init__(self, wrapped: type, target: Target) -> None:
        object.__setattr__(self, "__wrapped__", wrapped)
        object.__setattr__(self, MARK, target)

    __call__ = class_view_call(_class_of, _target_of)

    def __getattribute__(self, name: str) -> Any:
        if name == "__new__":
            return _new_of(_class_of(self))
        if name in _OWN:
            return object.__getattribute__(self, name)
        return getattr(_class_of(self), name)

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
        return repr(self.__wrapped__)

    def __eq__(self, other: object) -> bool:
        return bool(self.__wrapped__ == plain_class(other))

    def __hash__(self) -> int:
        return hash(self.__wrapped__)

    @property
    def __signature__(self) -> Any:
        return signature_of(self.__argscope_target__)

    @property
    def __bases__(self) -> tuple[Any, ...]:
        # What issubclass() follows, for something that is not a type itself.
        return (self.__wrapped__,)

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[Any, ...]:
        return (self.__wrapped__,)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.__wrapped__)

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(plain_class(subclass), self.__wrapped__)

    def __getitem__(self, item: Any) -> Any:
        return self.__wrapped__[item]  # a generic class

    def __iter__(self) -> Iterator[Any]:
        # Without it, Python would iterate by __getitem__.
        return iter(self.__wrapped__)

    def __or__(self, other: Any) -> Any:
        return self.__wrapped__ | other  # a union of types

    def __ror__(self, other: Any) -> Any:
        return other | self.__wrapped__

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced_view(self, self.__wrapped__, self.__argscope_target__)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _memo: object) -> Any:
        return self


def plain_class(value: Any) -> Any:
    """Return the class that `value` is a view of; `value` itself if it is no view."""
    return _class_of(value) if type(value) is ScopedClass else value


def _new_of(wrapped: Any) -> Callable[..., Any]:
    """Return the `__new__` of a class, for `view.__new__(view)` too."""

    def new(cls: Any, /, *args: Any, **kwargs: Any) -> Any:
        return wrapped.__new__(plain_class(cls), *args, **kwargs)

    return new
