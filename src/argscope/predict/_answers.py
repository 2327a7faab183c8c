"""What is in an image, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True)
class Prediction:
    """One class that an image may be of."""

    label: str
    index: int
    """The place of the class in what the network returns, from 0."""
    probability: float
    """In [0, 1]."""


class Answer(NamedTuple):
    """What a network says of one file."""

    file: Path
    predictions: tuple[Prediction, ...]
    """The most probable first; none if the file could not be read."""
    fault: str | None = None
    """Why the file could not be read as an image; None if it could."""
