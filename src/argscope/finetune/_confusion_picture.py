"""A confusion matrix as a picture, drawn with Pillow."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Array = np.ndarray[Any, Any]

_MATRIX: Final = 900  # pixels that the cells of all classes share, if they can
_CELL: Final = (4, 64)  # smallest and largest side of a cell
_LEGIBLE: Final = 8  # smallest size of letters
_LARGEST: Final = 14
_LONGEST_NAME: Final = 180
_MARGIN: Final = 12
_TITLE: Final = "rows: what it is; columns: what the network says"

_PAPER: Final = (255, 255, 255)
_INK: Final = (30, 30, 30)
_LINE: Final = (208, 208, 208)
_NO_IMAGES: Final = (240, 240, 240)
_RIGHT: Final = (31, 111, 235)  # as the curves of the run
_WRONG: Final = (209, 87, 10)


class _Plan(NamedTuple):
    """Where things are, in pixels."""

    cell: int
    left: int
    top: int
    names: Sequence[str]
    """Empty if there is no room for names."""
    font: Any
    number_font: Any
    """None if there is no room for numbers."""


def draw_confusion(counts: Array, classes: Sequence[str]) -> Image.Image:
    """Return a picture of a confusion matrix.

    A row is a class, its cells are what its images were taken for. The stronger the
    colour of a cell, the larger its share of the row: blue for what is right, orange for
    what is not. Numbers are images; where cells are too small there are none.

    Pillow's own font has little more than ASCII: names lose their accents, and one that
    is left with nothing is the number of its class.

    Args:
        counts: Shape `(classes, classes)`, whole numbers >= 0.
        classes: The names of the classes.
    """
    plan = _planned(classes, int(counts.max()))
    side = plan.cell * len(classes)
    least = int(_font(_LARGEST).getlength(_TITLE)) + 2 * _MARGIN
    size = (max(plan.left + side + _MARGIN, least), plan.top + side + _MARGIN)
    picture = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.text((_MARGIN, _MARGIN), _TITLE, _INK, _font(_LARGEST))
    frame = (plan.left - 1, plan.top - 1, plan.left + side, plan.top + side)
    draw.rectangle(frame, None, _LINE)
    for place in np.ndindex(counts.shape):
        _draw_cell(draw, plan, counts, place)
    for label, name in enumerate(plan.names):
        _draw_name(picture, plan, label, name)
    return picture


def _planned(classes: Sequence[str], largest_count: int) -> _Plan:
    smallest, largest = _CELL
    cell = min(max(_MATRIX // len(classes), smallest), largest)
    font = _font(min(max(cell - 4, _LEGIBLE), _LARGEST))
    drawable = [_ascii(name) or str(label) for label, name in enumerate(classes)]
    names = [_shortened(name, font) for name in drawable] if cell > _LEGIBLE else []
    longest = max((int(font.getlength(name)) for name in names), default=0)
    return _Plan(
        cell,
        left=longest + 2 * _MARGIN,
        top=longest + 3 * _MARGIN + _LARGEST,
        names=names,
        font=font,
        number_font=_fitting(str(largest_count), cell - 2),
    )


def _draw_cell(
    draw: ImageDraw.ImageDraw, plan: _Plan, counts: Array, place: tuple[int, ...]
) -> None:
    row, column = place
    count, images = int(counts[place]), int(counts[row].sum())
    share = count / images if images else 0.0
    fill = _mixed(_RIGHT if row == column else _WRONG, share) if images else _NO_IMAGES
    x, y = plan.left + column * plan.cell, plan.top + row * plan.cell
    edge = _LINE if plan.names else None
    draw.rectangle((x, y, x + plan.cell, y + plan.cell), fill, edge)
    if count and plan.number_font is not None:
        ink = _PAPER if share > 0.6 else _INK
        middle = (x + plan.cell / 2, y + plan.cell / 2)
        draw.text(middle, str(count), ink, plan.number_font, anchor="mm")


def _draw_name(picture: Image.Image, plan: _Plan, label: int, name: str) -> None:
    """Write the name of a class beside its row and above its column."""
    middle = label * plan.cell + plan.cell // 2
    beside = (plan.left - _MARGIN // 2, plan.top + middle)
    ImageDraw.Draw(picture).text(beside, name, _INK, plan.font, anchor="rm")
    upright = _upright(name, plan.font)
    x = plan.left + middle - upright.width // 2
    picture.paste(upright, (x, plan.top - _MARGIN // 2 - upright.height))


def _upright(text: str, font: Any) -> Image.Image:
    """Return a text that is read from below to above."""
    size = (int(font.getlength(text)) + 1, sum(font.getmetrics()))
    lying = Image.new("RGB", size, _PAPER)
    ImageDraw.Draw(lying).text((0, 0), text, _INK, font)
    return lying.transpose(Image.Transpose.ROTATE_90)


def _ascii(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return letters.encode("ascii", "ignore").decode().strip()


def _shortened(name: str, font: Any) -> str:
    if font.getlength(name) <= _LONGEST_NAME:
        return name
    while font.getlength(f"{name}...") > _LONGEST_NAME:
        name = name[:-1]
    return f"{name}..."


def _fitting(text: str, width: int) -> Any:
    """Return the largest font in which the text is no wider; None if none is."""
    fonts = map(_font, range(_LARGEST, _LEGIBLE - 1, -1))
    return next((font for font in fonts if font.getlength(text) <= width), None)


def _font(size: int) -> Any:
    return ImageFont.load_default(size)


def _mixed(colour: tuple[int, int, int], share: float) -> tuple[int, ...]:
    pairs = zip(_PAPER, colour, strict=True)
    return tuple(round(paper + share * (full - paper)) for paper, full in pairs)
