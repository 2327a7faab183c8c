"""Functions that are called through the scope."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any, cast

from argscope._core.active import Active
from argscope._core.kinds import kind_of_code
from argscope._core.look_alike import look_alike
from argscope._core.notes import Note
from argscope._core.signature import signature_of
from argscope._core.target import Target
from argscope._core.unseen_importlib_bootstrap.traceable import traceable


def scoped_function(function: Callable[..., Any], target: Target) -> FunctionType:
    """Return a function like `function` that is called through the scope."""
    make = traceable if "torch" in sys.modules else _scoped
    public = look_alike(make(function, target), function, kind_of_code(function))
    if sys.version_info >= (3, 12) and sys.version_info < (3, 14):
        # inspect.signature() and help() call it, and so show what a call would get now.
        public.__signature__ = functools.partial(signature_of, target)  # type: ignore[attr-defined]
    return cast("FunctionType", public)


def _scoped(function: Callable[..., Any], target: Target) -> Callable[..., Any]:
    def scoped(*args: Any, **kwargs: Any) -> Any:
        link = Active.own()
        if link is None and Active.everywhere is not None:
            link = Active.link()
        if link is None:
            return function(*args, **kwargs)
        try:
            call = link[0][target]
        except KeyError:
            call = link[1]._call_for(target)
        try:
            return call(*args, **kwargs)
        except Exception as error:
            Note.add(error, target, link, args, kwargs)
            raise

    return scoped
