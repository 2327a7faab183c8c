"""What the classes of a network are called."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from argscope._catalog.imagenet import labels_by_count
from argscope.predict.errors import PredictError

_NUMBERED: Final = re.compile(r"(\d+):(.*)")


def known_labels(classes: int) -> tuple[str, ...]:
    """Return labels for so many classes: ImageNet's for 1000 or 1001, else numbers.

    Example:
        >>> from argscope.predict._labels import known_labels
        >>> known_labels(2), known_labels(1001)[:2]
        (('class 0', 'class 1'), ('background', 'tench'))
    """
    numbered = tuple(f"class {index}" for index in range(classes))
    return labels_by_count().get(classes, numbered)


def read_labels(path: Path) -> tuple[str, ...]:
    """Return the labels in a file, by class.

    Args:
        path: A text in UTF-8 with one label a line, or with lines `0:daisy` as the
            `labels.txt` that TF-Slim writes beside its data. Empty lines are left out.

    Raises:
        PredictError: There are no labels, or they are not numbered 0, 1, 2, ...
        OSError: There is no such file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PredictError.bad_labels(path, "it is not a text in UTF-8") from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise PredictError.bad_labels(path, "it is empty")
    numbered = [match for line in lines if (match := _NUMBERED.fullmatch(line))]
    if len(numbered) < len(lines):
        return tuple(lines)
    labels = {int(match[1]): match[2].strip() for match in numbered}
    if sorted(labels) != list(range(len(lines))):
        why = f"its {len(lines)} labels are not numbered from 0 to {len(lines) - 1}"
        raise PredictError.bad_labels(path, why)
    return tuple(labels[index] for index in range(len(lines)))
