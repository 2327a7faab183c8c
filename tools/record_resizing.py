"""Record how TensorFlow 1 resizes images, and the gradients of that.

Usage, with an interpreter that has TensorFlow:

    python tools/record_resizing.py

It writes `tests/layers/resizing.npz`: the arrays by the names that
`tests/layers/resizing_cases.py` gives them, which also says what is recorded.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

TESTS = Path(__file__).parent.parent / "tests" / "layers"
sys.path.insert(0, str(TESTS))
cases = importlib.import_module("resizing_cases")


def main() -> None:
    """Record all cases."""
    arrays = {}
    for name, function, options in cases.KINDS:
        resize = _resize(function, options)
        rows = [resize(cases.row(old), (1, new)).numpy() for old, new in cases.ROWS]
        arrays[f"rows/{name}"] = np.concatenate([row.ravel() for row in rows])
        for case in cases.IMAGES:
            images = case.images()
            arrays[f"images/{name}/{case}"] = resize(images, case.size).numpy()
        if function != "resize_area":  # it has no gradient
            arrays[f"gradients/{name}"] = _gradient(resize, cases.IMAGES[0]).numpy()
    for name, images, size, options in cases.RESIZE_IMAGES:
        arrays[f"resize_images/{name}"] = _resize("resize_images", options)(
            images, size
        ).numpy()
    np.savez_compressed(TESTS / "resizing.npz", **arrays)


def _resize(function: str, options: dict[str, Any]) -> Callable[..., Any]:
    resize = getattr(tf.compat.v1.image, function)
    return lambda images, size: resize(tf.constant(images), size, **options)


def _gradient(resize: Callable[..., Any], case: Any) -> Any:
    images = tf.constant(case.images())
    with tf.GradientTape() as tape:
        tape.watch(images)
        loss = tf.reduce_sum(resize(images, case.size) ** 2)
    return tape.gradient(loss, images)


if __name__ == "__main__":
    main()
