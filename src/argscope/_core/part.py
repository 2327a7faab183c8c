"""What of a decorated class a scope calls: its `__new__`, its `__init__`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, final

from argscope._core.parameters import Parameters, parameters_of
from argscope._core.target import Target
from argscope._core.unseen_importlib_bootstrap.calls import Recipe

Method = Callable[..., Any]


@final
class Part:
    """One of the two functions that construct the objects of a class.

    Attributes:
        target: The class as a target.
        key: Its key.
        function: What stood in the place of the hook; takes the object, or the class, first.
        is_last: Whether the object is made when it returns.
        recipes: As of a target.
    """

    __slots__ = ("_parameters", "function", "is_last", "key", "recipes", "target")

    def __init__(self, target: Target, function: Method) -> None:
        self.target = target
        self.key = target.key
        self.function = function
        self.is_last = True
        self.recipes: dict[tuple[str, ...], Recipe] = {}
        self._parameters: Parameters | None = None

    @property
    def parameters(self) -> Parameters:
        """What the function takes, with the object or the class first."""
        if self._parameters is None:
            own = parameters_of(self.function)
            hands_on = own.any_keyword and len(own.names) == 1
            # It takes whatever there is, for others to sort out: those of the class.
            self._parameters = self._of_class(own) if hands_on else own
        return self._parameters

    def _of_class(self, own: Parameters) -> Parameters:
        whole = self.target.parameters
        return Parameters(
            own.positional + whole.positional,
            1 + whole.positional_only,
            whole.keyword_only,
            whole.defaults,
            any_keyword=True,
        )


Called = Target | Part
"""What a scope prepares calls for."""
