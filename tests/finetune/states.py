"""What a run has kept after its last epoch."""

import numpy as np
from safetensors.numpy import load_file


def state(run_dir):
    """Return the arrays by name: weights, the optimizer's, the source of randomness."""
    return load_file(run_dir / "state.safetensors")


def assert_same(found, expected):
    """Compare two states, bit for bit."""
    assert set(found) == set(expected)
    for name, value in found.items():
        np.testing.assert_array_equal(value, expected[name], err_msg=name)
