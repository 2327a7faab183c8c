"""A dict that does not change."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from argscope.errors import ImmutableScopeError


class FrozenDict(dict[str, Any]):
    """A `dict` whose content is fixed when it is made."""

    __slots__ = ()

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        raise ImmutableScopeError.about()

    __setitem__ = __delitem__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        # Values keep their identity: a scope hands out what it was given.
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)
