"""How the defaults of two scopes become those of one.

Defaults of several strengths meet, for one target or for all (`*`). The stronger one
stays, and of two that are as strong the one of the inner scope. A captured scope takes
the place of what is plain in the outer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from argscope._base.markers import ANY_KEY
from argscope._base.origin import Origin
from argscope._core.frozen import FrozenDict
from argscope._core.names import is_called, is_short, sole
from argscope._core.settings import Origins, Plain, Settings, Strengths, defaults_in
from argscope._core.strength import Strength

S = TypeVar("S", bound=Settings)

Merged = tuple[Plain, Origins, Strengths, frozenset[str]]


def merged(outer: Settings, inner: Settings) -> Merged:
    """Return the settings of both, where each was set, and how strong it is."""
    settings: dict[str, dict[str, Any]] = dict(outer)
    origins: dict[str, Mapping[str, Origin]] = dict(outer._origins)
    kept = {
        pair: strength
        for pair, strength in outer._strengths.items()
        if strength > strength_in(inner, *pair)
    }
    if ANY_KEY in inner or inner._late:  # in few scopes
        for wide in _wide_keys(inner):
            _hide(wide, inner[wide], settings, kept)
    for key, own in inner.items():
        settings[key] = FrozenDict({**settings.get(key, {}), **own})
        origins[key] = {**origins.get(key, {}), **inner._origins[key]}
    # What is stronger in the outer scope was overwritten with the rest, and comes back.
    for key, name in kept:
        settings[key] = FrozenDict({**settings[key], name: outer[key][name]})
        origins[key] = {**origins[key], name: outer._origins[key][name]}
    late = inner._late | outer._late if inner._late else outer._late
    return settings, origins, {**inner._strengths, **kept}, late


def inside(outer: Settings, captured: S) -> S:
    """Return what is active where `captured` is entered in `outer`.

    That is `captured` alone, unless something in `outer` is more than plain.
    """
    if not outer._strengths:
        return captured
    # An ablation enters the same scope at every step; keeping the last result keeps the
    # callables that were prepared for it. Few scopes ever need the place for it.
    last = getattr(captured, "_inside", None)
    if last is None or last[0] is not outer:
        made = type(captured)._of(*merged(_without_plain(outer), captured))
        last = captured._inside = (outer, made)
    combined: S = last[1]
    return combined


def _without_plain(settings: Settings) -> Settings:
    """Return only what is more than plain."""
    names = {
        key: [name for name in own if (key, name) in settings._strengths]
        for key, own in settings.items()
    }
    kept = {key: {n: settings[key][n] for n in names[key]} for key in names}
    origins = {key: {n: settings._origins[key][n] for n in names[key]} for key in names}
    return Settings._of(kept, origins, settings._strengths, settings._late)


def raised(settings: Settings, strength: Strength) -> Strengths:
    """Return how strong each default is once all of `settings` are at least this strong.

    What a stronger default for all targets overrules must not come back to life.
    """
    strengths = dict(settings._strengths)
    for each in defaults_in(settings):
        is_overruled = strength_in(settings, each.key, each.name) > each.strength
        if not is_overruled:
            strengths[each.key, each.name] = max(each.strength, strength)
    return strengths


def strength_in(settings: Settings, key: str, name: str) -> Strength:
    """Return how strong the default is that decides about this argument of `key` here."""
    strength = settings._strength(key, name)
    if ANY_KEY in settings or settings._late:
        for wide in _wide_keys(settings):
            if _covers(wide, key, name):
                strength = max(strength, settings._strength(wide, name))
    return strength


def _wide_keys(settings: Settings) -> list[str]:
    """Return the keys that may stand for targets which others stand for too."""
    wide = [ANY_KEY] if ANY_KEY in settings else []
    if settings._late:
        wide += [key for key in settings._late if key in settings and is_short(key)]
    return wide


def _covers(wide: str, key: str, name: str) -> bool:
    """Return whether a default for `wide` is one for this argument of `key` too."""
    if wide == ANY_KEY:
        return _any_reaches(key, name)
    return is_called(key, wide)


def _hide(
    wide: str,
    names: Iterable[str],
    settings: dict[str, dict[str, Any]],
    kept: Strengths,
) -> None:
    """Drop the outer defaults for some targets that an inner default for more replaces.

    Within one scope a default for a target is stronger than one for all, so an outer one
    would win over the inner `*` if it stayed beside it.
    """
    for key, own in list(settings.items()):
        hidden = {
            name
            for name in names
            if key != wide
            and name in own
            and (key, name) not in kept
            and _covers(wide, key, name)
        }
        if hidden:
            settings[key] = FrozenDict({n: own[n] for n in own if n not in hidden})


def _any_reaches(key: str, name: str) -> bool:
    """Return whether a default for all targets is one for this argument of `key`.

    What takes the name of `key` later is expected to have the argument.
    """
    target = sole(key)
    return target is None or name in target.parameters.names
