"""The words about settings that had no effect in a program."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from argscope._base.closest import closest_target
from argscope._base.markers import ANY_KEY
from argscope._base.table import aligned
from argscope._core.names import called, known_names
from argscope._core.settings import Default
from argscope._core.unseen_importlib_bootstrap.watched import NoEffect
from argscope.errors import UnknownTargetError


def report(settings: Sequence[NoEffect]) -> str:
    """Return the lines about settings that had no effect."""
    head = f"{len(settings)} settings" if len(settings) > 1 else "a setting"
    rows = [(_written(each.default), _reason(each)) for each in settings]
    lines = [f"  {line}" for line in aligned(rows)]
    return "\n".join([f"argscope: {head} had no effect:", *lines, *_elsewhere(), ""])


def _written(setting: Default) -> str:
    """Return how one would write a setting, and where it was written."""
    target = setting.key.rpartition(":")[2].partition("#")[0]
    return f"{target}.{setting.name} ({setting.origin}):"


def _reason(setting: NoEffect) -> str:
    if setting.calls == 1:
        return f"given by the only call, at {setting.first}"
    if setting.calls:
        return f"given by all {setting.calls} calls, first at {setting.first}"
    if setting.overruled is not None:
        return f"overruled by {setting.overruled.setter}"
    return _never_asked_for(setting.default.key, setting.default.name)


def _never_asked_for(key: str, name: str) -> str:
    if key == ANY_KEY:
        return f"nothing that takes {name} was called"
    try:
        target = called(key)
    except UnknownTargetError as error:
        return str(error)
    if target is None:
        close = closest_target(key, known_names())
        return "there is no such target" + (
            f": did you mean {close!r}?" if close else ""
        )
    return f"{target.name} was never called"


def _elsewhere() -> Iterator[str]:
    """Yield a line about other processes, which nobody here knows anything of."""
    # `multiprocessing` imports these when it starts a process.
    if any(name.startswith("multiprocessing.popen_") for name in sys.modules):
        yield "  What other processes called is not known here."
