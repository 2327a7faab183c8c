"""What training passes leave in the variables that are not trained."""

import functools

import numpy as np
from tests.layers.parity.agreement import Array
from tests.layers.parity.exceptions import MOVED_TWICE
from tests.layers.parity.gradients import TrainingPass, sum_of_squares

RTOL = 2e-5  # of the largest magnitude in the array


class Updates:
    """The training passes of a case's model, from the documented values on."""

    def __init__(self, built, name):
        self._built = built
        built.give_documented_values()
        energy = functools.partial(sum_of_squares, of=built.case.get("grad_of"))
        self._pass = TrainingPass(built.model, built.inputs, energy)
        self._states = [built.state()]
        self._share = MOVED_TWICE.get(name)
        if self._share is not None:
            self._alone = built.of_first_call()
            self._alone_pass = TrainingPass(self._alone.model, built.inputs)

    def step(self):
        """Take one more training pass, and return it."""
        moved = {} if self._share is None else self._moved_by_first_call()
        found = self._pass()
        for path, change in moved.items():
            variable = self._built.model.variable(path)
            variable.assign(variable + self._share * change)
        self._states.append(self._built.state())
        return found

    def described(self, update_ops):
        """Return which variables one pass changed, and what one and two made of them."""
        before, once = self._states
        changed = [
            path for path in once if not np.array_equal(before[path], once[path])
        ]
        kind = "after_forward" if self._built.in_place else "after_update"
        result = {"after_forward": []}
        arrays = {f"{kind}/{path}": Array(once[path], RTOL) for path in changed}
        if self._built.in_place or update_ops:
            result[kind] = changed
        if changed and not self._built.in_place:
            self.step()
            twice = self._states[-1]
            arrays |= {f"after_update2/{p}": Array(twice[p], RTOL) for p in changed}
        return result, arrays

    def _moved_by_first_call(self):
        """Return how far the first of two calls alone moves each average.

        Of an average `m` that a call moves to `m + s * (b - m)`, two calls make
        `m1 = m + s * (b1 - m)`, then `m1 + s * (b2 - m1)`. Taking both changes from the
        old value gives `m1 + s * (b2 - m)`: more, by `s` times `m1 - m`.
        """
        before = self._states[-1]
        for variable in self._alone.model.variables_in_order:
            variable.assign(before[variable.path])
        self._alone_pass()
        after = self._alone.state()
        others = self._alone.model.non_trainable_variables
        return {
            v.path: after[v.path] - before[v.path] for v in others if v.path in after
        }
