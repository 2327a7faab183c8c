"""Answers as lines of text: a table for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple
from itertools import chain, repeat
from pathlib import Path
from types import MappingProxyType
from typing import Final

from argscope._base.describe import visible
from argscope._base.table import aligned
from argscope.predict._answers import Answer

_TITLES: Final = ("file", "label", "index", "probability")
_NUMBERS: Final = (2, 3)


def table_lines(
    answers: Iterable[Answer], files: Sequence[Path], labels: Sequence[str]
) -> Iterator[str]:
    """Yield a row a prediction, below each other whatever is still to come.

    Args:
        answers: What is known of the files until now, in their order.
        files: All files.
        labels: All labels.
    """
    names = [visible(str(file)) for file in files]
    widest = (max(names, key=len), max(labels, key=len), str(len(labels)), "")
    frame = [_TITLES, widest]
    yield aligned(frame, right=_NUMBERS)[0]
    for answer in answers:
        firsts = chain([visible(str(answer.file))], repeat(""))
        rows = [
            (first, visible(each.label), str(each.index), f"{each.probability:.3f}")
            for first, each in zip(firsts, answer.predictions, strict=False)
        ]
        yield from aligned([*frame, *rows], right=_NUMBERS)[len(frame) :]


def csv_lines(
    answers: Iterable[Answer], files: Sequence[Path], labels: Sequence[str]
) -> Iterator[str]:
    """Yield a header, then a row a prediction, ranks from 1."""
    del files, labels
    yield _csv_row("file", "rank", *_TITLES[1:])
    for answer in answers:
        for rank, prediction in enumerate(answer.predictions, start=1):
            yield _csv_row(answer.file, rank, *astuple(prediction))


def json_lines(
    answers: Iterable[Answer], files: Sequence[Path], labels: Sequence[str]
) -> Iterator[str]:
    """Yield a JSON object a file."""
    del files, labels
    for answer in answers:
        found = list(map(asdict, answer.predictions))
        yield json.dumps({"file": str(answer.file), "predictions": found})


LINES: Final[Mapping[str, Callable[..., Iterator[str]]]] = MappingProxyType(
    {"table": table_lines, "csv": csv_lines, "json": json_lines}
)
"""All formats by name."""


def _csv_row(*cells: object) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
