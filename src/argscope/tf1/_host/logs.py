"""`tf.logging`: the logger called `tensorflow`."""

from __future__ import annotations

import functools
import itertools
import logging
import sys
from typing import Any, Final

from argscope.tf1._graph.op import SYMBOLS, symbol

LEVELS: Final = {
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "ERROR": logging.ERROR,
    "FATAL": logging.CRITICAL,
}


@functools.cache
def _logger() -> logging.Logger:
    """Return the logger; it writes to stderr where nothing else takes what it says."""
    logger = logging.getLogger("tensorflow")
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(logging.BASIC_FORMAT))
        logger.addHandler(handler)
    return logger


@symbol("logging.log", "logging.vlog")
def log(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log a message at a level."""
    kwargs.setdefault("stacklevel", 2)  # the line of the program, and not this one
    _logger().log(level, msg, *args, **kwargs)


def _at(level: int, name: str) -> Any:
    def log_at(msg: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("stacklevel", 3)
        log(level, msg, *args, **kwargs)

    log_at.__name__ = name
    log_at.__doc__ = f"Log a message at the level {logging.getLevelName(level)}."
    return log_at


@symbol("logging.log_if")
def log_if(level: int, msg: Any, condition: Any, *args: Any) -> None:
    """Log a message if a condition holds."""
    if condition:
        log(level, msg, *args)


@symbol("logging.log_every_n")
def log_every_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """Log a message at the first of each `n` calls in a line of the program."""
    log_if(level, msg, _calls_before() % n == 0, *args)


@symbol("logging.log_first_n")
def log_first_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """Log a message at the first `n` calls in a line of the program."""
    log_if(level, msg, _calls_before() < n, *args)


def _calls_before() -> int:
    caller = sys._getframe(2)
    return next(_counter(caller.f_code.co_filename, caller.f_lineno))


@functools.cache
def _counter(_file: str, _line: int) -> itertools.count[int]:
    return itertools.count()


@symbol("logging.set_verbosity")
def set_verbosity(v: Any) -> None:
    """Set the least level that is logged."""
    _logger().setLevel(v)


@symbol("logging.get_verbosity")
def get_verbosity() -> int:
    """Return the least level that is logged."""
    return _logger().getEffectiveLevel()


@symbol("logging.flush")
def flush() -> None:
    """Write out what was logged."""
    for handler in _logger().handlers:
        handler.flush()


SYMBOLS["get_logger"] = _logger
for _name, _level in LEVELS.items():
    SYMBOLS[f"logging.{_name}"] = _level
    SYMBOLS[f"logging.{_name.lower()}"] = _at(_level, _name.lower())
SYMBOLS["logging.warning"] = _at(LEVELS["WARN"], "warning")
