"""Answers as one self-contained web page: each image, its classes and how sure it is.

The page needs no network, no script and no other file. All that comes from elsewhere is
escaped, and a content security policy forbids everything but its style and pictures.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Final

from PIL import Image

from argscope._images.image_file import read_image
from argscope.predict._answers import Answer, Prediction
from argscope.preprocessing._pixels import rgb_pixels
from argscope.report._showing.html import text

_PIXELS: Final = 400  # the longer side of a picture: sharp where two pixels are a point
_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
    "style-src 'unsafe-inline'"
)


def page_of(answers: Iterable[Answer], title: str) -> str:
    """Return the page for the answers to files that could be read.

    Args:
        answers: They.
        title: What gave them.
    """
    cards = [_card(answer) for answer in answers]
    images = "1 image" if len(cards) == 1 else f"{len(cards)} images"
    style = (files("argscope.predict") / "page.css").read_text(encoding="utf-8")
    return "\n".join(
        [
            "<!doctype html>",
            "<html lang=en><meta charset=utf-8>",
            '<meta name=viewport content="width=device-width, initial-scale=1">',
            f'<meta http-equiv=Content-Security-Policy content="{_POLICY}">',
            f"<title>{text(title)} - argscope predict</title>",
            f"<style>{style}</style>",
            f"<header><h1>{text(title)}</h1><p>{images}</header>",
            "<main>",
            *cards,
            "</main></html>",
            "",
        ]
    )


def _card(answer: Answer) -> str:
    name = text(answer.file)
    rows = "".join(map(_row, answer.predictions))
    return (
        f'<figure><div><img src="{_picture(answer.file)}" alt="" loading=lazy></div>'
        f"<figcaption><h2>{name}</h2><table>{rows}</table></figcaption></figure>"
    )


def _row(prediction: Prediction) -> str:
    percent = f"{100 * prediction.probability:.1f}"
    label = text(prediction.label)  # cut where it is long; the title has all of it
    return (
        f'<tr style="--p:{percent}%"><th title="{label}, class {prediction.index}">'
        f"<span>{label}</span><td>{percent} %"
    )


def _picture(file: Path) -> str:
    """Return a small picture as an address that has it in itself."""
    image = Image.fromarray(rgb_pixels(read_image(file)))
    image.thumbnail((_PIXELS, _PIXELS))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}"
