"""What late names have become of: which there are targets for by now, and which not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from argscope._base.closest import closest, closest_target
from argscope._base.markers import ANY_KEY
from argscope._base.origin import Origin
from argscope._core.arguments import any_takes
from argscope._core.late import names_in
from argscope._core.names import known_names, sole, targets_called
from argscope._core.settings import Default, Settings, defaults_in
from argscope._core.target import Target, all_targets, target_by_key

S = TypeVar("S", bound=Settings)


class Unmatched(NamedTuple):
    """A default of a scope that has no effect, because a name in it has no target so far.

    Attributes:
        name: The name, of a target or (with `*` as the target) of an argument.
        target: The target it is set for, as it was written.
        argument: The argument.
        origin: Where it was set.
        closest: The most similar name that there is; empty if none is similar.
    """

    name: str
    target: str
    argument: str
    origin: Origin
    closest: str

    def __str__(self) -> str:
        kind = "takes" if self.target == ANY_KEY else "is called"
        hint = f" Did you mean {self.closest!r}?" if self.closest else ""
        place = f"{self.origin}: " if self.origin.known else ""
        return f"{place}no scoped callable {kind} {self.name!r}.{hint}"


def unmatched(settings: Settings) -> tuple[Unmatched, ...]:
    """Return the defaults that wait for a target."""
    return tuple(
        Unmatched(name, d.key, d.name, d.origin, close)
        for d in defaults_in(settings)
        if d.key in settings._late
        for name, close in _missing(d)
    )


def _missing(default: Default) -> Iterator[tuple[str, str]]:
    """Yield each name in a default that is nobody's, and the closest that is somebody's."""
    names = list(names_in(default.value))
    if default.key != ANY_KEY:
        names.insert(0, default.key)
    elif not any_takes(default.name):
        arguments = {
            name for target in all_targets() for name in target.parameters.names
        }
        yield default.name, closest(default.name, sorted(arguments))
    for name in names:
        if not _called(name):
            yield name, closest_target(name, known_names())


def matched(settings: Settings) -> Iterator[Target]:
    """Yield the targets that are there by now of those named late."""
    for default in defaults_in(settings):
        if default.key in settings._late:
            for name in (default.key, *names_in(default.value)):
                yield from _called(name)


def settled(settings: S) -> S:
    """Return the same defaults with full names for what there is a target for by now."""
    keys = {key: key for key in settings}
    for key in settings._late & keys.keys():
        target = sole(key)
        if target is not None:
            keys[key] = target.key
    # In a scope a name for fewer targets is the stronger one.
    order = sorted(settings, key=lambda key: (keys[key] == key, len(key)))
    found: dict[str, dict[str, Default]] = {keys[key]: {} for key in settings}
    for key in order:
        own = found[keys[key]]
        for name in settings[key]:
            default = settings._default(key, name)
            if name not in own or own[name].strength <= default.strength:
                own[name] = default
    return type(settings)._of(
        {key: {n: d.value for n, d in own.items()} for key, own in found.items()},
        {key: {n: d.origin for n, d in own.items()} for key, own in found.items()},
        {
            (k, n): d.strength
            for k, own in found.items()
            for n, d in own.items()
            if d.strength
        },
        settings._late & found.keys(),
    )


def _called(name: str) -> list[Target]:
    target = target_by_key(name)
    return targets_called(name) if target is None else [target]
