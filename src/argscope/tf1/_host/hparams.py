"""`tf.contrib.training.HParams`: named numbers, which text can change.

Source:
    tensorflow/contrib/training/python/training/hparam.py of TensorFlow 1.15.
"""

from __future__ import annotations

import json
import numbers
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Self, final

from argscope.tf1._graph.op import symbol

_ASSIGNMENT: Final = re.compile(
    r"""
    (?P<name>[a-zA-Z][\w.]*) \s*
    (?:\[ \s* (?P<index>\d+) \s* \])? \s* = \s*
    (?:\[ (?P<list>[^\]]*) \] | (?P<value>[^,\[]*))
    (?:,\s*|$)
    """,
    re.VERBOSE,
)

_TRUTH: Final = {"true": True, "True": True, "1": True}
_UNTRUTH: Final = {"false": False, "False": False, "0": False}


@final
@symbol("contrib.training.HParams")
class HParams:
    """Named values, as attributes. A value keeps its type, and a list stays one.

    Args:
        hparam_def: Not there: a protocol buffer.
        model_structure: Anything; kept.
        **kwargs: The values.
    """

    def __init__(
        self, hparam_def: None = None, model_structure: Any = None, **kwargs: Any
    ) -> None:
        if hparam_def is not None:
            raise ValueError("HParams are not made of protocol buffers here.")
        self._types: dict[str, tuple[type, bool]] = {}
        self._model_structure = model_structure
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def add_hparam(self, name: str, value: Any) -> None:
        """Add a value.

        Raises:
            ValueError: There is one of this name, or it is an empty list.
        """
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        if isinstance(value, list | tuple):
            if not value:
                raise ValueError(
                    f"Multi-valued hyperparameters cannot be empty: {name}"
                )
            self._types[name] = type(value[0]), True
        else:
            self._types[name] = type(value), False
        setattr(self, name, value)

    def set_hparam(self, name: str, value: Any) -> None:
        """Change a value.

        Raises:
            KeyError: There is none of this name.
            ValueError: It is of another type.
        """
        kind, is_list = self._types[name]
        if isinstance(value, list) != is_list and kind is not type(None):
            wanted = "a list" if is_list else "no list"
            raise ValueError(
                f"Hyperparameter '{name}' must be {wanted}, but is {value!r}."
            )
        if isinstance(value, list):
            value = [_converted(name, kind, each) for each in value]
        else:
            value = _converted(name, kind, value)
        setattr(self, name, value)

    def del_hparam(self, name: str) -> None:
        """Remove a value, if it is there."""
        if name in self._types:
            delattr(self, name)
            del self._types[name]

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or `default` where there is none."""
        return getattr(self, key) if key in self._types else default

    def values(self) -> dict[str, Any]:
        """Return all values."""
        return {name: getattr(self, name) for name in self._types}

    def parse(self, values: str) -> Self:
        """Change values by text: `"rate=0.1,sizes=[1,2],sizes[1]=3"`.

        Raises:
            ValueError: It cannot be read, or names no value.
        """
        position = 0
        while position < len(values):
            match = _ASSIGNMENT.match(values, position)
            if match is None:
                raise ValueError(f"Malformed hyperparameter value: {values[position:]}")
            self._assign(**match.groupdict())
            position = match.end()
        return self

    def _assign(
        self, name: str, index: str | None, list: str | None, value: str | None
    ) -> None:
        if name not in self._types:
            known = ", ".join(self._types)
            raise ValueError(f"Unknown hyperparameter '{name}'. There are: {known}.")
        kind, _ = self._types[name]
        if list is not None:
            self.set_hparam(name, [_read(name, kind, each) for each in _split(list)])
        elif index is not None:
            changed = [*getattr(self, name)]
            changed[int(index)] = _read(name, kind, value or "")
            self.set_hparam(name, changed)
        else:
            self.set_hparam(name, _read(name, kind, value or ""))

    def override_from_dict(self, values_dict: Mapping[str, Any]) -> Self:
        """Change the values that a dictionary has."""
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def to_json(
        self,
        indent: int | None = None,
        separators: tuple[str, str] | None = None,
        sort_keys: bool = False,
    ) -> str:
        """Return the values as JSON; functions are left out."""
        values = {k: v for k, v in self.values().items() if not callable(v)}
        return json.dumps(
            values, indent=indent, separators=separators, sort_keys=sort_keys
        )

    def parse_json(self, values_json: str) -> Self:
        """Change the values that JSON has."""
        return self.override_from_dict(json.loads(values_json))

    def get_model_structure(self) -> Any:
        """Return what was given as the model's structure."""
        return self._model_structure

    def set_model_structure(self, model_structure: Any) -> None:
        """Change it."""
        self._model_structure = model_structure

    def __contains__(self, key: str) -> bool:
        return key in self._types

    def __str__(self) -> str:
        return str(sorted(self.values().items()))

    def __repr__(self) -> str:
        return f"HParams({self})"


def _split(text: str) -> Iterable[str]:
    return [each.strip() for each in text.split(",")] if text.strip() else []


def _read(name: str, kind: type, text: str) -> Any:
    """Return a value that is written as text."""
    read: Callable[[str], Any] = kind if kind is not type(None) else str
    if kind is bool:
        read = {**_TRUTH, **_UNTRUTH}.__getitem__
    try:
        return read(text)
    except (KeyError, ValueError) as error:
        raise ValueError(
            f"Could not parse hparam of type '{kind.__name__}' out of '{name}={text}'."
        ) from error


def _converted(name: str, kind: type, value: Any) -> Any:
    """Return a value as one of its type; whole numbers may become others."""
    if kind is type(None):
        return value
    is_alike = (
        issubclass(kind, bool) == isinstance(value, bool)
        and (not issubclass(kind, str | bytes) or isinstance(value, str | bytes))
        and (
            not issubclass(kind, numbers.Integral)
            or isinstance(value, numbers.Integral)
        )
        and (not issubclass(kind, numbers.Number) or isinstance(value, numbers.Number))
    )
    if not is_alike:
        raise ValueError(
            f"Could not cast hparam '{name}' of type '{kind.__name__}' from value {value!r}"
        )
    return kind(value)
