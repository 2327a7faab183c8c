"""`tf.app.flags` and `tf.app.run`: the flags of absl, which Keras brings along.

Flags were read before they were parsed: `tf.app.flags.FLAGS` then parses the command line.
What is no flag there was none of TensorFlow's business.
"""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final, final

from absl import app
from absl import flags as absl_flags

from argscope.tf1._graph.op import SYMBOLS, symbol

# What TensorFlow called the arguments before it took absl's flags.
_OLD_ARGUMENTS: Final = {
    "flag_name": "name",
    "default_value": "default",
    "docstring": "help",
}

# Flags belong to the module that defines them, and not to this one.
absl_flags.disclaim_key_flags()


@final
@symbol("app.flags._FlagValuesWrapper")
class Flags:
    """The flags' values; reading one parses the command line, if nothing did before."""

    def __init__(self, values: absl_flags.FlagValues) -> None:
        object.__setattr__(self, "_values", values)

    def _parse_flags(self, args: Any = None) -> list[str]:
        """Parse a command line, as TensorFlow before 1.5 did."""
        return self(sys.argv if args is None else [sys.argv[0], *args])

    def __call__(self, argv: Any, known_only: bool = True) -> list[str]:
        return list(self._values(argv, known_only))

    def __getattr__(self, name: str) -> Any:
        if not hasattr(type(self._values), name) and not self._values.is_parsed():
            self(sys.argv)
        return getattr(self._values, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._values, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._values, name)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __dir__(self) -> list[str]:
        return dir(self._values)

    def __str__(self) -> str:
        return str(self._values)


FLAGS: Final = Flags(absl_flags.FLAGS)


def _defining(define: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that defines a flag, unless an equal one is there."""

    @functools.wraps(define)
    def call(*args: Any, **kwargs: Any) -> Any:
        kwargs = {_OLD_ARGUMENTS.get(key, key): value for key, value in kwargs.items()}
        values = kwargs.setdefault("flag_values", absl_flags.FLAGS)
        try:
            return define(*args, **kwargs)
        except absl_flags.DuplicateFlagError:
            alone = absl_flags.FlagValues()  # type: ignore[no-untyped-call]
            define(*args, **{**kwargs, "flag_values": alone})
            (name,) = alone
            if not _is_equal(alone[name], values[name]):
                raise
            return absl_flags.FlagHolder(values, values[name])

    return call


def _is_equal(one: absl_flags.Flag[Any], two: absl_flags.Flag[Any]) -> bool:
    return one.flag_type() == two.flag_type() and one.default == two.default


@symbol("app.run")
def run(main: Callable[..., Any] | None = None, argv: Any = None) -> None:
    """Parse the flags, call `main` with what is left, and leave the program."""
    main = main or sys.modules["__main__"].main
    # absl lets all loggers tell everything; what a backend tells is not the program's.
    logging.getLogger("jax").setLevel(logging.WARNING)
    app.run(main, argv, flags_parser=FLAGS)


SYMBOLS["app.UsageError"] = app.UsageError
for _name in absl_flags.__all__:
    _value = getattr(absl_flags, _name)
    if _name.startswith("DEFINE_") and _name not in ("DEFINE_flag", "DEFINE_alias"):
        _value = _defining(_value)
    for _path in ("app.flags", "flags"):
        SYMBOLS[f"{_path}.{_name}"] = FLAGS if _name == "FLAGS" else _value
