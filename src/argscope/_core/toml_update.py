"""A TOML file that is written again: what does not change stays as somebody wrote it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from argscope._core.data import NONE

Tables = Mapping[str, Mapping[str, Any]]


def updated(old: str, tables: Tables, tomlkit: Any) -> str:
    """Return a text that holds these tables, with the comments and the order of the old one.

    Args:
        old: The old text, which is TOML.
        tables: What it is to hold.
        tomlkit: The library that knows which text stands for what.
    """
    wanted = _tables(tables, tomlkit)
    anew: str = tomlkit.dumps(wanted)
    try:
        document = tomlkit.parse(old)
        _set_all(document, wanted)
        text: str = tomlkit.dumps(document)
        is_right = _same(tomllib.loads(text), tomllib.loads(anew))
    except Exception:  # noqa: BLE001  # there are texts that the library does not master
        return anew
    return text if is_right else anew


def _tables(tables: Tables, tomlkit: Any) -> dict[str, Any]:
    return {
        key: {name: _in_line(value, tomlkit) for name, value in own.items()}
        for key, own in tables.items()
    }


def _in_line(value: Any, tomlkit: Any) -> Any:
    """Return a value such that it is written behind its name, and not as a table below.

    None, for which there is no form, becomes a mark.
    """
    if value is None:
        return _in_line({NONE: True}, tomlkit)
    if isinstance(value, dict):
        made = tomlkit.inline_table()
        for key, item in value.items():
            made[key] = _in_line(item, tomlkit)
        return made
    if isinstance(value, list | tuple):
        made = tomlkit.array()
        made.extend(_in_line(item, tomlkit) for item in value)
        return made
    return value


def _set_all(document: Any, tables: Tables) -> None:
    for key in [key for key in document if key not in tables]:
        del document[key]
    for key, own in tables.items():
        if key not in document:
            document[key] = own
            continue
        table = document[key]
        for name in [name for name in table if name not in own]:
            del table[name]
        for name, value in own.items():
            if name not in table or not _same(_plain(table[name]), _plain(value)):
                table[name] = value


def _plain(value: Any) -> Any:
    """Return a value without what the library knows of its text."""
    return value.unwrap() if hasattr(value, "unwrap") else value


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are written the same way; `1` and `1.0` are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[k], other[k]) for k in one)
    return repr(one) == repr(other)
