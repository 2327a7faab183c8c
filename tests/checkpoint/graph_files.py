"""The stored graphs, and what TensorFlow makes of the constants in them."""

from pathlib import Path

import numpy as np

GRAPHS = Path(__file__).parent / "graphs"
FROZEN = sorted(path.stem for path in GRAPHS.glob("*.pb") if path.stem != "training")
WITHOUT_VALUES = ["training.meta", "training.pb"]
SAVED_MODELS = ["saved_model/saved_model.pb", "saved_frozen/saved_model.pb"]


def path_of(name):
    """Return the path of a frozen graph."""
    return GRAPHS / f"{name}.pb"


def expected(name):
    """Return the value of each constant of a frozen graph, as TensorFlow computed it."""
    with np.load(GRAPHS / "expected.npz") as arrays:
        names = [each for each in arrays.files if each.startswith(f"{name}:")]
        found = {each.partition(":")[2]: arrays[each] for each in names}
    return {each: _as_computed(each, value) for each, value in found.items()}


def _as_computed(name, value):
    if name.startswith("bfloat16/"):
        import ml_dtypes

        return value.view(ml_dtypes.bfloat16)
    return value.astype(object) if value.dtype.kind == "S" else value
