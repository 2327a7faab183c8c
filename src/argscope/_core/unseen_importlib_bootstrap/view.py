"""How a view of a callable is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argscope._core.active import Active
from argscope._core.notes import Note
from argscope._core.target import Target


def call_view(view: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Call what is viewed through the scope."""
    link = Active.link()
    if link is None:
        return view.__wrapped__(*args, **kwargs)
    target = view.__argscope_target__
    try:
        call = link[0][target]
    except KeyError:
        call = link[1]._call_for(target)
    try:
        return call(*args, **kwargs)
    except Exception as error:
        Note.add(error, target, link, args, kwargs)
        raise


def class_view_call(
    class_of: Callable[[Any], Any], target_of: Callable[[Any], Target]
) -> Callable[..., Any]:
    """Return the same for views whose attributes are those of a class.

    Args:
        class_of: Returns the class of a view.
        target_of: Returns the target of a view.
    """

    def call_class_view(view: Any, /, *args: Any, **kwargs: Any) -> Any:
        link = Active.link()
        if link is None:
            return class_of(view)(*args, **kwargs)
        target = target_of(view)
        try:
            call = link[0][target]
        except KeyError:
            call = link[1]._call_for(target)
        try:
            return call(*args, **kwargs)
        except Exception as error:
            Note.add(error, target, link, args, kwargs)
            raise

    return call_class_view
