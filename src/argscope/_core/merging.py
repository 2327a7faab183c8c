"""How the defaults of two scopes become those of one.

Four kinds of defaults meet: for one target or for all (`*`), forced or not. From weak to
strong: what the outer scope says, what the inner one says, what the outer one forces,
what the inner one forces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from argscope._base.markers import ANY_KEY
from argscope._base.origin import Origin
from argscope._core.frozen import FrozenDict
from argscope._core.settings import Forced, Origins, Plain, Settings
from argscope._core.target import target_by_key

Merged = tuple[Plain, Origins, Forced]


def merged(outer: Settings, inner: Settings) -> Merged:
    """Return the settings of both, where each was set, and which are forced."""
    settings: dict[str, dict[str, Any]] = dict(outer)
    origins: dict[str, Mapping[str, Origin]] = dict(outer._origins)
    kept = frozenset(pair for pair in outer._forced if not forces(inner, *pair))
    if ANY_KEY in inner:
        _hide_from_any(inner[ANY_KEY], settings, kept)
    for key, own in inner.items():
        settings[key] = FrozenDict({**settings.get(key, {}), **own})
        origins[key] = {**origins.get(key, {}), **inner._origins[key]}
    # What the outer scope forces was overwritten with the rest, and comes back.
    for key, name in kept:
        settings[key] = FrozenDict({**settings[key], name: outer[key][name]})
        origins[key] = {**origins[key], name: outer._origins[key][name]}
    return settings, origins, kept | inner._forced


def all_forced(settings: Settings) -> Forced:
    """Return what is forced once all of `settings` is.

    What a forced default for all targets overrules already must not come back to life.
    """
    pairs = {(key, name) for key, own in settings.items() for name in own}
    overruled = {
        pair
        for pair in pairs
        if pair not in settings._forced and forces(settings, *pair)
    }
    return frozenset(pairs - overruled)


def forces(settings: Settings, key: str, name: str) -> bool:
    """Return whether a forced default here decides about this argument."""
    by_any = (ANY_KEY, name) in settings._forced and _any_reaches(key, name)
    return by_any or (key, name) in settings._forced


def _hide_from_any(
    names: Iterable[str], settings: dict[str, dict[str, Any]], kept: Forced
) -> None:
    """Drop the outer defaults for single targets that an inner default for all replaces.

    Within one scope a default for a target is stronger than one for all, so an outer one
    would win over the inner `*` if it stayed beside it.
    """
    for key, own in list(settings.items()):
        hidden = {
            name
            for name in names
            if name in own and (key, name) not in kept and _any_reaches(key, name)
        }
        if hidden:
            settings[key] = FrozenDict({n: own[n] for n in own if n not in hidden})


def _any_reaches(key: str, name: str) -> bool:
    """Return whether a default for all targets is one for this argument of `key`."""
    target = target_by_key(key)
    return target is not None and name in target.parameters.names
