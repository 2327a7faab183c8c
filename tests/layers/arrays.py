"""Numbers of tensors and variables, on whatever backend."""

import keras
import numpy as np


def numbers(tensor):
    """Return a NumPy array; `keras.ops.convert_to_numpy` does so with a warning."""
    if isinstance(tensor, keras.Variable):
        tensor = tensor.value
    if hasattr(tensor, "detach"):
        tensor = tensor.detach()
    return tensor.numpy() if hasattr(tensor, "numpy") else np.asarray(tensor)
