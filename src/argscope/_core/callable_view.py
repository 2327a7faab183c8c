"""Views of callables that are called through the scope: functions of others, builtins.

The viewed callable is never changed. The view stands beside it, is equal to it, and is
seen as what it is: `isinstance`, `inspect` and dicts of functions take one for the other.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import Any, Final, TypeVar

from argscope._core.active import Active
from argscope._core.signature import signature_of
from argscope._core.target import MARK, Target
from argscope._core.target_pickling import reduced_view
from argscope._core.unseen_importlib_bootstrap.function import scoped_function
from argscope._core.unseen_importlib_bootstrap.view import call_view
from argscope.errors import TargetTypeError

T = TypeVar("T")

_OWN: Final = frozenset({"_key_op", MARK})


def transparent(view: type[T]) -> type[T]:
    """Let the module and the text of what is viewed show through, for pydoc and others.

    Python gives each class these two, and they would hide those of what is viewed.
    """
    view.__module__ = property(lambda self: self.__wrapped__.__module__)  # type: ignore[assignment]
    view.__doc__ = property(lambda self: self.__wrapped__.__doc__)  # type: ignore[assignment]
    return view


@transparent
class ScopedCallable:
    """A callable that is called through the scope, and otherwise is what it views.

    `__wrapped__` is the viewed callable itself.
    """

    __slots__ = (
        "__argscope_target__",
        "__weakref__",
        "__wrapped__",
        "_function",
        "_key_op",
    )

    def __init__(self, wrapped: Callable[..., Any], target: Target) -> None:
        object.__setattr__(self, "__wrapped__", wrapped)
        object.__setattr__(self, "_function", scoped_function(wrapped, target))
        object.__setattr__(self, MARK, target)

    __call__ = call_view

    @property
    def _torchdynamo_inline(self) -> Any:
        return self._function  # what torch.compile follows in the place of the view

    @property  # type: ignore[misc]  # nobody may assign it
    def __class__(self) -> type:
        return type(self.__wrapped__)

    @property
    def __signature__(self) -> Any:
        return signature_of(self.__argscope_target__)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ScopedCallable):
            other = other.__wrapped__
        return bool(self.__wrapped__ == other)

    def __hash__(self) -> int:
        return hash(self.__wrapped__)

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
        return repr(self.__wrapped__)

    def __str__(self) -> str:
        return str(self.__wrapped__)

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced_view(self, self.__wrapped__, self.__argscope_target__)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _memo: object) -> Any:
        return self


@transparent
class ScopedMethod(ScopedCallable):
    """The view of a callable that binds to the object it is looked up on."""

    __slots__ = ()

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else MethodType(self, instance)


@transparent
class ScopedFunction(ScopedMethod):
    """The view of a Python function."""

    __slots__ = ()

    def __prepare_scriptable__(self) -> Any:
        # What torch.jit.script compiles: text, once and for all.
        target = self.__argscope_target__
        link = Active.link()
        if link is not None and link[1]._values_for(target)[0]:
            raise TargetTypeError.about(
                "torch.jit.script",
                self.__wrapped__,
                expected="functions without scoped arguments",
                hint=f"Leave the scope, or call {target.name} of the plain module and give "
                "it the arguments.",
            )
        return self.__wrapped__

    def __getattr__(self, name: str) -> Any:
        # Who takes the code of a function to run it elsewhere gets one that asks the scope.
        of = self._function if name in _RUNNING else self.__wrapped__
        return getattr(of, name)


_RUNNING: Final = frozenset(
    {"__builtins__", "__closure__", "__code__", "__globals__"}
    | {"__defaults__", "__kwdefaults__"}
)
