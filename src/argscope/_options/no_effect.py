"""The words about settings that had no effect in a program."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from argscope._base.closest import closest_target
from argscope._base.markers import ANY_KEY
from argscope._base.table import aligned
from argscope._core.names import called, known_names, sole
from argscope._core.settings import Default
from argscope._core.unseen_importlib_bootstrap.watched import NoEffect
from argscope.errors import UnknownTargetError


def report(settings: Sequence[NoEffect]) -> str:
    """Return what is to be told at the end of a program; nothing, if all went well.

    Args:
        settings: Those that had no effect.
    """
    return "".join(f"{line}\n" for line in (*_idle(settings), *_elsewhere(settings)))


def _idle(settings: Sequence[NoEffect]) -> list[str]:
    if not settings:
        return []
    head = f"{len(settings)} settings" if len(settings) > 1 else "a setting"
    rows = [(_written(each.default), _reason(each)) for each in settings]
    lines = [f"  {line}" for line in aligned(rows)]
    return [f"argscope: {head} had no effect:", *lines]


def _written(setting: Default) -> str:
    """Return how one would write a setting, and where it was written."""
    key = setting.key.partition("#")[0]
    target = key if sole(setting.key) is None else key.rpartition(":")[2]
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
    return f"{target.name} never ran"


def _elsewhere(settings: Sequence[NoEffect]) -> Iterator[str]:
    """Yield what is to be told of other processes, of which nobody here knows anything."""
    # `multiprocessing`, and joblib, import these when they start a process of a kind.
    started = {name.rpartition(".")[2] for name in sys.modules if "popen_" in name}
    if settings and started:
        yield "  What other processes called is not known here."
    if started - {"popen_fork"}:
        yield (
            "argscope: processes that were spawned began without the settings. Let them "
            "run functions that are bound, ArgScope.bind, or choose the start method fork."
        )
