"""Functions that count as one of torch's own, for whoever looks at its calls.

A recording keeps a call as it is then, and not what goes on in it: random numbers that
are drawn anew, or a gradient that is not that of its parts.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

import torch
from torch.overrides import handle_torch_function, has_torch_function

F = TypeVar("F", bound=Callable[..., Any])


def one_call(function: F) -> F:
    """Return `function`, whose calls torch's hooks for functions see as one."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if has_torch_function(args):
            tensors = tuple(each for each in args if isinstance(each, torch.Tensor))
            return handle_torch_function(call, tensors, *args, **kwargs)
        return function(*args, **kwargs)

    return cast("F", call)
