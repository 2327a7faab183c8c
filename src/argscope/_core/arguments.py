"""Which arguments a scope may set."""

from __future__ import annotations

from argscope._base.origin import UNKNOWN, Origin
from argscope._core.target import Target, all_targets, find_target
from argscope.errors import UnknownArgumentError


def check_argument(
    name: str,
    target: Target | None,
    *,
    origin: Origin = UNKNOWN,
    caller: str = "arg_scope",
    beside: object = None,
) -> None:
    """Raise an error unless `target` (None: any target) takes the argument `name`.

    `beside` is what else it is set for, as it was given to `arg_scope`.
    """
    if target is not None:
        if target.parameters.accept(name):
            return
        allowed, title = target.parameters.names, target.name
    else:
        if any_takes(name):
            return
        allowed = {n: None for t in all_targets() for n in t.parameters.names}
        title = None
    raise UnknownArgumentError.about(
        name,
        target=title,
        allowed=allowed,
        origin=origin,
        caller=caller,
        hint=_taken_by_another(name, beside),
    )


def any_takes(name: str) -> bool:
    """Return whether a default for all targets is one for any that there is now."""
    return any(name in target.parameters.names for target in all_targets())


def _taken_by_another(name: str, entries: object) -> str:
    """Return what to write if another entry takes the argument; nothing if none does."""
    if not isinstance(entries, list | tuple):
        return ""
    targets = [t for t in map(find_target, entries) if t is not None]
    takers = [t.name for t in targets if t.parameters.accept(name)]
    if not takers:
        return ""
    only = takers[0].removesuffix("()")
    return f"But {takers[0]} does: write partial({only}, {name}=...) in the list."
