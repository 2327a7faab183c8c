"""What a callable takes: the names a scope may set, and their positions.

Plain functions are read from their code object. Anything else goes through
`inspect`, which is imported only then: it costs more than the rest of the core.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any, Final, final

_TAKES_ANY_KEYWORD: Final = 0x08  # inspect.CO_VARKEYWORDS


@final
class Parameters:
    """The parameters of one callable.

    Attributes:
        positional: Names that can be given by position, in order.
        positional_only: How many of those have no name at the call.
        keyword_only: Names that can be given only by name.
        defaults: The callable's own defaults, by name.
        any_keyword: Whether any other name is accepted too.
        names: All names a scope may set.
    """

    __slots__ = (
        "any_keyword",
        "defaults",
        "keyword_only",
        "names",
        "positional",
        "positional_only",
    )

    def __init__(
        self,
        positional: tuple[str, ...],
        positional_only: int,
        keyword_only: tuple[str, ...],
        defaults: dict[str, Any],
        *,
        any_keyword: bool,
    ) -> None:
        self.positional = positional
        self.positional_only = positional_only
        self.keyword_only = keyword_only
        self.defaults = defaults
        self.any_keyword = any_keyword
        self.names = dict.fromkeys(positional + keyword_only)

    def without_first(self) -> Parameters:
        """Return the same without the object that a method is bound to."""
        return Parameters(
            self.positional[1:],
            max(self.positional_only - 1, 0),
            self.keyword_only,
            self.defaults,
            any_keyword=self.any_keyword,
        )

    def accept(self, name: str) -> bool:
        """Return whether a scope may set `name`."""
        return self.any_keyword or name in self.names


def parameters_of(function: Callable[..., Any]) -> Parameters:
    """Return the parameters of any callable.

    A callable that tells nothing about itself (some builtins) accepts any name.
    """
    if isinstance(function, FunctionType) and not _advertises_another(function):
        return _from_code(function)
    if isinstance(function, type):
        return _from_class(function)
    return _from_signature(function)


def _advertises_another(function: FunctionType) -> bool:
    return "__wrapped__" in function.__dict__ or "__signature__" in function.__dict__


def code_names(code: CodeType) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the positional and the keyword-only parameter names of a code object."""
    count, names = code.co_argcount, code.co_varnames
    return names[:count], names[count : count + code.co_kwonlyargcount]


def _from_code(function: FunctionType) -> Parameters:
    code = function.__code__
    positional, keyword_only = code_names(code)
    own = function.__defaults__ or ()
    defaults = dict(zip(positional[len(positional) - len(own) :], own, strict=True))
    return Parameters(
        positional,
        code.co_posonlyargcount,
        keyword_only,
        defaults | (function.__kwdefaults__ or {}),
        any_keyword=bool(code.co_flags & _TAKES_ANY_KEYWORD),
    )


def _from_class(cls: type) -> Parameters:
    whole = _from_signature(cls)
    init = cls.__init__  # type: ignore[misc]  # of exactly this class
    if whole.names or not whole.any_keyword or init is object.__init__:
        return whole
    # A `__new__` that takes whatever there is leaves it to `__init__` to say what that is.
    return parameters_of(init).without_first()


def _from_signature(function: Callable[..., Any]) -> Parameters:
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return Parameters((), 0, (), {}, any_keyword=True)
    by_position = [
        p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    return Parameters(
        tuple(p.name for p in by_position),
        sum(p.kind is p.POSITIONAL_ONLY for p in by_position),
        tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY),
        {p.name: p.default for p in parameters if p.default is not p.empty},
        any_keyword=any(p.kind is p.VAR_KEYWORD for p in parameters),
    )
