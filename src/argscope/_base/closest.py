"""The name that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def closest(name: str, allowed: Iterable[str]) -> str:
    """Return the most similar of the allowed names; nothing if none is similar.

    Example:
        >>> closest("paddin", ["stride", "padding"])
        'padding'
    """
    # Imported here: only a program that made a mistake pays for it.
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(allowed), n=1)), "")


def closest_target(name: str, known: Iterable[str]) -> str:
    """Return the key that is most similar, or else what is behind its colon; or nothing.

    Functions without an importable name have no short one.

    Example:
        >>> closest_target("covn", ["net:conv", "net:pool"])
        'conv'
        >>> closest_target("elsewhere:conv", ["net:conv", "net:pool"])
        'conv'
    """
    known = tuple(known)
    short = (key.rpartition(":")[2] for key in known if "#" not in key)
    return closest(name, known) or closest(name.rpartition(":")[2], short)
