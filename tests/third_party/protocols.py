"""What a view is compared in with what it views, and where it is known to differ."""

import contextlib
import copy
import functools
import inspect
import pickle
import typing
from collections.abc import Callable
from typing import Any

import cloudpickle

Protocol = Callable[[Any], Any]


def outcome(call: Callable[[], Any]) -> Any:
    """Return what a call returns, or the type of what it raises."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001  # of any kind
        return type(error)


def subclass(cls: Any) -> Any:
    class Sub(cls):  # type: ignore[misc]
        pass

    return Sub.__mro__[1:]


def sent(pickler: Any, value: Any) -> Any:
    """Return what arrives, or that it cannot be sent, which is told in our words."""
    try:
        return pickler.loads(pickler.dumps(value))
    except Exception:  # noqa: BLE001  # of any kind
        return CANNOT_BE_SENT


CANNOT_BE_SENT = object()

CALLABLES: dict[str, Protocol] = {
    "repr": repr,
    "text": str,
    "equality": lambda f: f,  # the outcomes are compared
    "hash": hash,
    "key of a dict": lambda f: {f: 1},
    "truth": bool,
    "type": lambda f: f.__class__,
    "kind": lambda f: (
        callable(f),
        inspect.isclass(f),
        inspect.isfunction(f),
        inspect.isbuiltin(f),
        inspect.isroutine(f),
        inspect.ismethod(f),
        inspect.iscoroutinefunction(f),
        inspect.isgeneratorfunction(f),
    ),
    "names": lambda f: [
        getattr(f, name, None) for name in ("__name__", "__qualname__", "__module__")
    ],
    "documentation": lambda f: (getattr(f, "__doc__", None), inspect.getdoc(f)),
    "attributes": dir,
    "signature": lambda f: str(inspect.signature(f)),
    "full argument specification": lambda f: repr(inspect.getfullargspec(f)),
    "hints": typing.get_type_hints,
    "iteration": lambda f: type(iter(f)),
    "length": len,
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "pickle": lambda f: sent(pickle, f),
    "cloudpickle": lambda f: sent(cloudpickle, f),
    "partial": lambda f: functools.partial(f).func,
    "alias": lambda f: list[f],
    "optional": lambda f: typing.Optional[f],  # noqa: UP045
    "missing attribute": lambda f: f.there_is_no_such_attribute,
}

CLASSES: dict[str, Protocol] = {
    "isinstance": lambda c: (isinstance(c, type), isinstance(5, c)),
    "issubclass": lambda c: (issubclass(c, c), issubclass(int, c)),
    "issubclass of an abstract class": lambda c: issubclass(c, typing.Hashable),
    "subclass": subclass,
    "bases": lambda c: c.__bases__,
    "order of bases": lambda c: (c.__mro__, c.mro()),
    "subclasses": lambda c: c.__subclasses__(),
    "variables": lambda c: dict(vars(c)),
    "special methods": lambda c: (c.__init__, c.__eq__, c.__repr__, c.__setattr__),
    "union": lambda c: (c | None, None | c),
    "parameters of a type": lambda c: str(c[int]),
    "bare object": lambda c: type(c.__new__(c)),
}

EXCEPTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "bases": (inspect.isclass, "a view shows the class as its base, for issubclass()"),
    "issubclass of an abstract class": (
        inspect.isclass,
        "abstract classes ask only types: give them the class",
    ),
    "full argument specification": (
        lambda value: not inspect.isfunction(value) or hasattr(value, "__wrapped__"),
        "it is what inspect.signature() finds: without `self`, and through wrappers",
    ),
    "cloudpickle": (
        inspect.isfunction,
        "it sends a function that calls the original through the scope, and is another",
    ),
}
"""Which protocols are not compared for which values, and why; the guide says it too."""


def compared(value: Any) -> dict[str, Protocol]:
    """Return the protocols in which the view of `value` is as `value`."""
    table = CALLABLES | CLASSES if inspect.isclass(value) else CALLABLES
    excepted = {name for name, (applies, _) in EXCEPTED.items() if applies(value)}
    return {name: p for name, p in table.items() if name not in excepted}


def differences(seen: Any, value: Any) -> list[str]:
    """Return the protocols in which `seen` is not as `value`."""
    return [
        name
        for name, protocol in compared(value).items()
        if not _alike(protocol, seen, value)
    ]


def _alike(protocol: Protocol, seen: Any, value: Any) -> bool:
    expected = outcome(lambda: protocol(value))
    if not _same(expected, outcome(lambda: protocol(value))):
        # It does not answer the same twice: a copy of it is equal to no other copy.
        return True
    if expected is CANNOT_BE_SENT:
        return True  # a view may be: it goes by its name
    return _same(outcome(lambda: protocol(seen)), expected)


def _same(left: Any, right: Any) -> bool:
    with contextlib.suppress(Exception):  # of objects with an equality of their own
        return bool(left == right and right == left)
    return False
