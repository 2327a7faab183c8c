"""What the statistics of a variable's initial value may be.

Two random draws are never equal, but the statistics of a draw have a distribution, and
`DRAWS` draws of our initializer, each of as many numbers as the variable has, show it.
The statistics that were recorded are one more draw of it if both draw alike.

- The mean and the standard deviation must be within `SIGMAS` of their own standard
  errors (for the mean that is sigma / sqrt(n)), as our draws show them. These are nearly
  normal, so an honest draw is refused once in 2 000.
- Smallest and largest number have a longer tail, at most an exponential one. They may
  leave the range of our draws by half its length: exp(-1.5 * ln(200)), once in 3 000.

The cases have 145 random variables: one of all these honest draws would be refused with
a chance of a fifth. It is not (the furthest is at 2.2 sigmas), and as the recorded
numbers and our seeds are fixed it never will be.
"""

from unittest.mock import patch

import keras
import numpy as np
from tests.layers.arrays import numbers
from tests.layers.parity.agreement import Between, Near

from argscope.layers.initializers import VarianceScaling, initial_value

SEED = 1  # of the models
DRAWS = 200
SIGMAS = 3.5
EXACT = 1e-6  # of what is not random: float32's rounding, and nine recorded digits


class InitialValues:
    """Notes how the variables of a model get their initial values while it is built."""

    def __init__(self):
        self._how = {}

    def noting(self):
        """Return the block in which to build the model."""
        return patch("argscope.layers._state.store.initial_value", self._note)

    def _note(self, initializer, shape, dtype, *, seed, path):
        self._how[path] = keras.initializers.get(initializer), dtype
        return initial_value(initializer, shape, dtype, seed=seed, path=path)

    def statistics(self, variable):
        """Return what may be recorded of the variable: min, max, mean and std."""
        value = numbers(variable)
        if not value.size:
            return {}
        initializer, dtype = self._how[variable.path]
        shape, path = value.shape, variable.path
        drawn = initial_value(initializer, shape, dtype, seed=SEED, path=path)
        np.testing.assert_array_equal(value, numbers(drawn), err_msg=path)
        if not isinstance(initializer, VarianceScaling):
            return exactly(value)
        generator = np.random.default_rng(SEED)
        draws = [initializer.draw(shape, generator).ravel() for _ in range(DRAWS)]
        return of_draws(np.array(draws))


def exactly(value):
    """Return the statistics of a value that is not random."""
    found = {kind: float(getattr(value, kind)()) for kind in ("min", "max", "mean")}
    # NumPy may give a std of 1e-9 for equal numbers.
    found["std"] = float(value.astype("float64").std())
    return {key: Near(each, EXACT * max(1.0, abs(each))) for key, each in found.items()}


def of_draws(draws):
    """Return what the statistics of a draw may be, from `draws` of shape (draws, n)."""
    return {
        "min": _near_the_range(draws.min(axis=1)),
        "max": _near_the_range(draws.max(axis=1)),
        "mean": _within_sigmas(draws.mean(axis=1)),
        "std": _within_sigmas(draws.std(axis=1)),
    }


def _within_sigmas(found):
    return Near(float(found.mean()), SIGMAS * float(found.std()))


def _near_the_range(found):
    least, most = float(found.min()), float(found.max())
    beyond = (most - least) / 2
    return Between(least - beyond, most + beyond)
