"""Paths of variables, `block1/conv2/weights`, and the scopes that they lie in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence


def is_in(path: str, scope: str) -> bool:
    """Return whether `path` is `scope`, or below it; `""` and `"/"` contain all paths.

    Scopes end where a component of a path ends.

    Example:
        >>> from argscope._base.paths import is_in
        >>> is_in("net/conv1/weights", "net/conv1"), is_in("net/conv10/biases", "net/conv1")
        (True, False)
    """
    scope = scope.rstrip("/")
    return not scope or f"{path}/".startswith(f"{scope}/")


def is_in_any(path: str, scopes: Iterable[str]) -> bool:
    """Return whether `path` is in one of `scopes`."""
    return any(is_in(path, scope) for scope in scopes)


def scopes_around(path: str) -> list[str]:
    """Return the scopes that `path` lies in, the outermost first.

    Example:
        >>> from argscope._base.paths import scopes_around
        >>> scopes_around("block1/conv2/weights")
        ['block1', 'block1/conv2']
    """
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def first_free(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return the first of `name`, `name_1`, `name_2`, ... that is not taken.

    Example:
        >>> from argscope._base.paths import first_free
        >>> first_free("Conv", {"Conv", "Conv_1"}.__contains__)
        'Conv_2'
    """
    free, serial = name, 0
    while is_taken(free):
        serial += 1
        free = f"{name}_{serial}"
    return free


def scopes_of(paths: Sequence[str]) -> list[str]:
    """Return all scopes that any of `paths` lies in, outer ones first, in their order."""
    return list(dict.fromkeys(scope for path in paths for scope in scopes_around(path)))


def to_weights_key(path: str) -> str:
    """Return what a path is called in a `.weights.h5` file, where `/` makes a group."""
    return path.replace("/", "|")


def from_weights_key(key: str) -> str:
    """Return the path that `to_weights_key` wrote."""
    return key.replace("|", "/")
