"""How strong a default is."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Strength(IntEnum):
    """How strong a default of a scope is, from weak to strong.

    Of the defaults for one argument the strongest decides; of equally strong ones that of
    the inner scope, and within one scope that for the target itself before that for all.
    """

    PLAIN = 0
    """Gives way to scopes inside and to the call, and is gone in a captured scope."""

    PINNED = 1
    """Beats plain defaults of scopes inside, captured ones included; the call beats it."""

    FORCED = 2
    """Beats the call too."""

    def __str__(self) -> str:
        return self.name.lower()


# Python 3.11 takes ten times as long to read a member from its class.
PLAIN: Final = Strength.PLAIN
PINNED: Final = Strength.PINNED
FORCED: Final = Strength.FORCED
