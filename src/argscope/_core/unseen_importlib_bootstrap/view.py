"""How a view of a callable is called."""

from __future__ import annotations

from typing import Any

from argscope._core.active import Active
from argscope._core.notes import Note


def call_view(view: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Call what is viewed through the scope."""
    target = view.__argscope_target__
    link = Active.link()
    if link is None:
        return view.__wrapped__(*args, **kwargs)
    try:
        call = link[0][target]
    except KeyError:
        call = link[1]._call_for(target)
    try:
        return call(*args, **kwargs)
    except Exception as error:
        Note.add(error, target, link, args, kwargs)
        raise
