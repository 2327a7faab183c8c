"""What a scope says, and what a target gets from it.

Settings are a dict `{key: {argument: value}}`: a key is that of a target, or `*` for all
targets that take the argument. Beside each value stands where it was set, and how strong
it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final, Protocol, Self, final

from argscope._base.markers import ANY_KEY, DEFAULT
from argscope._base.origin import Origin
from argscope._core.equality import same
from argscope._core.frozen import FrozenDict
from argscope._core.part import Called
from argscope._core.strength import FORCED, PLAIN, Strength
from argscope._core.target import Target
from argscope._core.unseen_importlib_bootstrap.calls import recipe_for, with_forced
from argscope.errors import ArgScopeError, UnknownArgumentError

Plain = Mapping[str, Mapping[str, Any]]
Origins = Mapping[str, Mapping[str, Origin]]
Strengths = Mapping[tuple[str, str], Strength]
"""How strong defaults are, by key and argument; those that are not here are plain."""

_ALL_PLAIN: Final[Strengths] = {}
NONE_LATE: Final[frozenset[str]] = frozenset()


@final
class Default:
    """One default of a scope.

    Attributes:
        key: What it is set for: a target's key, or `*`.
        name: The argument.
        value: Its value; `DEFAULT` hands the argument back to the target's own.
        origin: Where it was set.
        strength: How strong it is.
    """

    # Not a NamedTuple or dataclass: making one takes as long as importing three files.
    __slots__ = ("key", "name", "origin", "strength", "value")

    def __init__(
        self, key: str, name: str, value: Any, origin: Origin, strength: Strength
    ) -> None:
        self.key = key
        self.name = name
        self.value = value
        self.origin = origin
        self.strength = strength


class Watch(Protocol):
    """Who wants to know of every call that is prepared."""

    def watched(
        self, settings: Settings, called: Called, call: Callable[..., Any], /
    ) -> Callable[..., Any]:
        """Return what is to be prepared in the place of `call`."""

    def compiled(self, settings: Settings, target: Target, /) -> None:
        """Note that a compiler makes the calls of `target`, which nobody sees then."""


class Settings(FrozenDict):
    """The defaults of a scope; `ArgScope` is what users see of them.

    Attributes:
        _watch: Who watches the settings of the command line, if there are some.
    """

    __slots__ = ("__weakref__", "_calls", "_inside", "_late", "_origins", "_strengths")

    _calls: dict[Called, Callable[..., Any]]
    _inside: tuple[Settings, Settings]  # set by `merging.inside` alone
    _late: frozenset[str]  # the keys that something was not known of; see `late`
    _origins: Origins
    _strengths: Strengths
    _watch: ClassVar[Watch | None] = None

    @classmethod
    def _of(
        cls,
        settings: Plain,
        origins: Origins,
        strengths: Strengths = _ALL_PLAIN,
        late: frozenset[str] = NONE_LATE,
    ) -> Self:
        """Return settings that were checked before; empty ones are dropped."""
        made = dict.__new__(cls)
        for key, own in settings.items():
            if own:
                frozen = own if type(own) is FrozenDict else FrozenDict(own)
                dict.__setitem__(made, key, frozen)
        made._origins = origins
        made._strengths = strengths
        made._late = late
        made._calls = {}
        return made

    def _call_for(self, called: Called) -> Callable[..., Any]:
        """Return what is `called` with these defaults, from now on prepared.

        Prepared calls are kept here, and not with the target, because settings never
        change: entering a scope again finds them, and dropping it drops them.
        """
        own = self.get(called.key)
        is_simple = ANY_KEY not in self and not self._strengths and not self._late
        if own and is_simple:  # as in most scopes
            recipe = called.recipes.get(tuple(own))  # there once the names were checked
            if recipe is not None and not _hands_back(own):
                call = self._calls[called] = recipe(own)
                return call
        try:
            call = self._made(called)
        except ArgScopeError as error:
            # Where in here it was found, and that nothing was prepared, tells nobody anything.
            raise error.with_traceback(None) from None
        if self._watch is not None:
            call = self._watch.watched(self, called, call)
        # Keeping a short-lived function that the scope does not name would keep it alive.
        if called.target.lasting or called.key in self:
            self._calls[called] = call
        return call

    def _made(self, called: Called) -> Callable[..., Any]:
        """Return what is `called` with these defaults, made anew."""
        values, forced = self._values_for(called.target)
        call = called.function
        if values:
            names = tuple(values)
            recipe = called.recipes.get(names)
            if recipe is None:
                recipe = recipe_for(call, called.parameters, names)
                called.recipes[names] = recipe
            call = recipe(values)
        if forced:
            call = with_forced(call, called.parameters, forced)
        return call

    def _values_for(self, target: Target) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the defaults that `target` gets, and what it gets whatever the call says."""
        values, forced = {}, {}
        for name, key in self._keys_for(target).items():
            value = self._value(key, name, target) if self._late else self[key][name]
            if value is not DEFAULT:
                values[name] = value
            if self._strength(key, name) is FORCED:
                own = target.parameters.defaults.get(name, DEFAULT)
                forced[name] = own if value is DEFAULT else value
        return values, {n: v for n, v in forced.items() if v is not DEFAULT}

    def _keys_for(self, target: Target) -> dict[str, str]:
        """Return, for each argument of `target` set here, the key that decides it.

        What is set for the target itself wins over what is set for all targets, unless
        the latter is stronger.
        """
        takes = target.parameters.names
        keys = {n: ANY_KEY for n in self.get(ANY_KEY, {}) if n in takes}
        for key in self._names_of(target) if self._late else (target.key,):
            for name in self.get(key, {}):
                if not target.parameters.accept(name):
                    # It was good for a callable that has been redefined since, or
                    # set before there was a target that could tell.
                    raise self._unknown(key, name, target)
                wider = keys.get(name)
                if wider is None or not self._is_stronger(wider, key, name):
                    keys[name] = key
        return keys

    def _names_of(self, target: Target) -> list[str]:
        """Return the keys that name `target` here, the one that names the most first."""
        own = [target.key] if target.key in self else []
        if not self._late:
            return own
        from argscope._core.late import short_names

        return short_names(self._late & self.keys(), target, self._place_of) + own

    def _place_of(self, key: str) -> Origin:
        """Return where the first default for `key` was set."""
        return next(iter(self._origins[key].values()))

    def _value(self, key: str, name: str, target: Target) -> Any:
        """Return the value of a default for `target`, now that there is a target."""
        value, origin = self[key][name], self._origins[key][name]
        if key not in self._late:
            return value
        from argscope._core.late import arrived

        return arrived(value, origin, None if key == ANY_KEY else target, name)

    def _is_stronger(self, wider: str, key: str, name: str) -> bool:
        return self._strength(wider, name) > self._strength(key, name)

    def _strength(self, key: str, name: str) -> Strength:
        """Return how strong a default is; one that is not set is plain."""
        return self._strengths.get((key, name), PLAIN)

    def _unknown(self, key: str, name: str, target: Target) -> UnknownArgumentError:
        origin = self._origins[key][name]
        return UnknownArgumentError.about(
            name,
            target=target.name,
            allowed=target.parameters.names,
            origin=origin,
            caller=origin.reader,
        )

    def _default(self, key: str, name: str) -> Default:
        value, origin = self[key][name], self._origins[key][name]
        return Default(key, name, value, origin, self._strength(key, name))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, dict):
            return NotImplemented
        strengths = other._strengths if isinstance(other, Settings) else _ALL_PLAIN
        return self._strengths == strengths and same(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]
        # Values need not be hashable, and equal values of other types (1 and True,
        # a list and an array) must hash alike: only the names take part.
        return hash(frozenset((key, frozenset(own)) for key, own in self.items()))


def _hands_back(own: Mapping[str, Any]) -> bool:
    """Return whether an argument is handed back to the target's own default."""
    for value in own.values():  # noqa: SIM110  # any() takes three times as long
        if value is DEFAULT:
            return True
    return False


def defaults_in(settings: Settings) -> Iterator[Default]:
    """Return every default, in the order in which they were set."""
    return (
        settings._default(key, name) for key, own in settings.items() for name in own
    )


def defaults_for(settings: Settings, target: Target) -> dict[str, Default]:
    """Return the default that decides each argument of `target` set here, by name."""
    found = {}
    for name, key in settings._keys_for(target).items():
        found[name] = default = settings._default(key, name)
        default.value = settings._value(key, name, target)
    return found


def all_plain(settings: Settings) -> bool:
    """Return whether no default is pinned or forced, as in most scopes."""
    return not settings._strengths


def prepared_call(settings: Settings, called: Called) -> Callable[..., Any]:
    """Return what runs under these settings where `called` is called."""
    return settings._calls.get(called) or settings._call_for(called)
