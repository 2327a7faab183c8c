"""What programs do that save and restore, and what they find then, as text.

Each case is given TensorFlow 1's namespace, what makes variables and a session with their
values, and an empty folder, which is the current one. It returns what it found.
tools/record_tf1_savers.py runs them on TensorFlow, test_saver.py on ours.
"""

from pathlib import Path

import numpy as np

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def error_of(call):
    """Return the kind and the text of what a call raises."""
    try:
        found = call()
    except Exception as error:  # noqa: BLE001  # any kind is recorded
        return [type(error).__name__, getattr(error, "message", str(error))]
    return ["no error", repr(found)]


def state(name="checkpoint"):
    return Path(name).read_text("utf-8")


def files(folder="."):
    return sorted(
        each.name for each in Path(folder).iterdir() if each.suffix != ".meta"
    )


TWO = {"a/w": np.arange(6, dtype="f4").reshape(2, 3), "b": np.array([1, 2], "i4")}


def as_text(value, folder):
    """Return what a case found as JSON has it, with the folder by name."""
    if isinstance(value, str):
        return value.replace(str(folder), "FOLDER")
    if isinstance(value, dict):
        return {key: as_text(each, folder) for key, each in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [as_text(each, folder) for each in value]
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return value
