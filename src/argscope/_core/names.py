"""The names by which files call targets.

A target may be called by its key, `module:qualname`, or by the end of it, `qualname` or
the last parts of that, if it is the only one that ends so.
"""

from __future__ import annotations

from argscope._base.origin import UNKNOWN, Origin
from argscope._core.target import Target, all_targets, target_by_key
from argscope.errors import UnknownTargetError


def called(name: str, origin: Origin = UNKNOWN) -> Target | None:
    """Return the target that a file calls `name`, None if there is none.

    Raises:
        UnknownTargetError: Several targets are called so.
    """
    return target_by_key(name) or only(targets_called(name), name, origin)


def sole(name: str) -> Target | None:
    """Return the target that a file calls `name`, None if there is none, or several."""
    target = target_by_key(name)
    if target is None:
        found = targets_called(name)
        target = found[0] if len(found) == 1 else None
    return target


def targets_called(short: str) -> list[Target]:
    """Return the targets with this short name."""
    return [target for target in all_targets() if is_called(target.key, short)]


def is_called(key: str, short: str) -> bool:
    """Return whether `short` is a short name of what has this key, or this shorter name."""
    return f":{key[key.find(':') + 1 :]}".endswith((f":{short}", f".{short}"))


def is_short(key: str) -> bool:
    """Return whether a key of a scope is a short name, or stands for all targets."""
    return ":" not in key


def only(targets: list[Target], name: str, origin: Origin = UNKNOWN) -> Target | None:
    """Return the only one of these targets called `name`, None if there is none.

    Raises:
        UnknownTargetError: There are several.
    """
    if len(targets) > 1:
        matches = sorted(target.key for target in targets)
        raise UnknownTargetError.ambiguous(name, matches=matches, origin=origin)
    return targets[0] if targets else None


def known_names() -> list[str]:
    """Return the keys of all targets."""
    return sorted(target.key for target in all_targets())
