"""`explain`: what a call of one target would get here and now, and why."""

from __future__ import annotations

from dataclasses import dataclass
from types import MethodType
from typing import Any

from argscope._base.origin import UNKNOWN
from argscope._base.site import calling_site
from argscope._core.active import Active
from argscope._core.target import find_target
from argscope.errors import NotScopedError
from argscope.report._facts import Argument, By, Setting
from argscope.report._recording.resolve import arguments_of
from argscope.report._showing.json import explanation_as_dict
from argscope.report._showing.notebook import explanation_html
from argscope.report._showing.text import explanation_text


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a call of a target would get, here and now.

    Attributes:
        key: The target, `module:qualname`.
        name: The target's name as one would write it, `conv2d()`.
        arguments: Its arguments; those that the call must give are set by `NOBODY`.
    """

    key: str
    name: str
    arguments: tuple[Argument, ...]

    def __str__(self) -> str:
        return explanation_text(self.name, self.arguments)

    def _repr_html_(self) -> str:
        return explanation_html(self.name, self.arguments)

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as plain data."""
        return explanation_as_dict(self.key, self.arguments)


def explain(function: Any, /, *args: Any, **kwargs: Any) -> Explanation:
    """Tell what a call of `function` would get here and now, and who decides.

    Args:
        function: A scoped callable, or a method of one bound to an object.
        *args: Arguments of the call, if you want to know what they would shadow.
        **kwargs: More of them.

    Returns:
        The arguments in the order of the signature. Print it for a table; notebooks
        show it as HTML.

    Raises:
        NotScopedError: `function` is not a scoped callable.

    Example:
        >>> from argscope import add_arg_scope, arg_scope, explain
        >>> @add_arg_scope
        ... def conv(inputs, size=3, padding="VALID"): ...
        >>> with arg_scope([conv], padding="SAME"):
        ...     found = explain(conv, size=5)
        >>> [(a.name, a.setting.value, str(a.setting.by)) for a in found.arguments]
        [('inputs', '', 'nobody'), ('size', '5', 'call'), ('padding', "'SAME'", 'scope')]
    """
    bound = isinstance(function, MethodType) and find_target(function) is None
    target = find_target(function.__func__ if bound else function)
    if target is None:
        raise NotScopedError.about("explain", function)
    given = (function.__self__, *args) if bound else args
    found = arguments_of(target, Active.link(), given, kwargs, calling_site())
    known = {argument.name for argument in found}
    parameters = target.parameters
    missing = [
        Argument(name, Setting("", By.NOBODY, UNKNOWN), by_position=False)
        for name in parameters.names
        if name not in known and name not in parameters.defaults
    ]
    order = {name: i for i, name in enumerate(parameters.names)}
    arguments = sorted(
        (*found, *missing), key=lambda argument: order.get(argument.name, len(order))
    )
    return Explanation(target.key, target.name, tuple(arguments[bound:]))
