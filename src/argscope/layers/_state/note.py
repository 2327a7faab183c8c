"""What a call of a layer tells about itself to whoever looks on.

A trace lays an empty note into the run before the call, and the layer, which knows, writes
on it. So nobody has to find out from arguments, or from text made of them, what it did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, final


@final
@dataclass(slots=True)
class LayerNote:
    """What one call of a layer has told, without what layers inside it tell of themselves.

    Attributes:
        path: The layer's path in the variable scopes; None as long as it has told none.
        output_path: The path under which its outputs are named.
        channels_first: Whether its channels come right after the batch, not last.
        variables: Those that it was the first of the run to ask for, in order.
        kernels: Shapes of the weights that its inputs are multiplied with, also of shared
            ones.
        makers: The layer that asked for each variable, and the path under which it names
            outputs, by the variable's path; also of layers inside it.
    """

    path: str | None = None
    output_path: str = ""
    channels_first: bool = False
    variables: list[Any] = field(default_factory=list)
    kernels: list[tuple[int, ...]] = field(default_factory=list)
    makers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def take(self, other: LayerNote) -> None:
        """Note all that `other` tells, a note of the same call."""
        for name in ("path", "output_path", "channels_first", "variables", "kernels"):
            setattr(self, name, getattr(other, name))

    def tell_path(self, path: str, output_path: str) -> None:
        """Note the paths, unless the layer that this one is a part of has told its own."""
        if self.path is None:
            self.path = path
            self.output_path = output_path
