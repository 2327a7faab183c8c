"""Permutations that cancel are taken out; what is computed stays, bit for bit."""

import dis

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from argscope.layers._recording.detours import shortened
from argscope.layers._recording.program import compiled
from argscope.layers._recording.recorder import Recorder


def recorded(function, inputs):
    with Recorder([inputs]) as recorder:
        outputs = function(inputs)
    return recorder.recording(outputs)


def names(recording):
    return [step.function.__name__ for step in recording.steps]


def test_a_permutation_and_its_inverse_are_nothing():
    def there_and_back(x):
        return torch.relu(x.permute(0, 3, 1, 2)).movedim(1, -1)

    recording = recorded(there_and_back, torch.ones(2, 3, 4, 5))
    assert names(recording) == ["permute", "relu", "movedim"]
    assert names(shortened(recording)) == ["relu"]


def test_branches_that_meet_are_added_below():
    def unit(x):
        seen = x.permute(0, 3, 1, 2)
        return (torch.relu(seen) + seen).permute(0, 2, 3, 1)

    recording = recorded(unit, torch.ones(2, 3, 4, 5))
    assert names(shortened(recording)) == ["relu", "add"]


def test_what_is_needed_in_its_order_of_axes_is_permuted_once():
    def twice(x):
        seen = x.permute(1, 0)
        return seen.sum(0), seen.sum(1)

    recording = recorded(twice, torch.ones(2, 3))
    assert names(shortened(recording)) == ["permute", "sum", "sum"]


class State:
    """What a random program has at hand: two tensors, and its results so far."""

    def __init__(self, x):
        self.values, self.kept, self.results = x * 1.5, x, []

    def permute(self, axes):
        self.values = self.values.permute(axes)

    def movedim(self, source, destination):
        self.values = self.values.movedim(source, destination)

    def relu(self):
        self.values = torch.relu(self.values)

    def relu_of_functional(self):
        self.values = functional.relu(self.values)

    def add(self):
        self.values = self.values + self.kept

    def double(self):
        self.values = self.values + self.values

    def sum(self):
        self.results.append(self.values.sum(0))

    def in_place(self):
        self.values = self.values * 1.0
        self.values.permute(2, 1, 0).mul_(0.5)  # through what is seen of it

    def without_gradients(self):
        with torch.no_grad():
            self.results.append(self.values.permute(2, 0, 1))
            mean = self.values.mean(-1, keepdim=True)
        self.values = self.values - mean

    def keep(self):
        self.kept = self.values


PLAIN = (
    State.relu,
    State.relu_of_functional,
    State.add,
    State.double,
    State.sum,
    State.in_place,
    State.without_gradients,
    State.keep,
)
AXES = st.integers(-3, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(State.permute), st.permutations(range(3))),
        st.tuples(st.just(State.movedim), AXES, AXES),
        st.tuples(st.sampled_from(PLAIN)),
    ),
    min_size=1,
    max_size=12,
)


def program_of(steps):
    """Return a function that does these steps; its results depend on each."""

    def function(x):
        state = State(x)
        for step, *arguments in steps:
            step(state, *arguments)
        return [*state.results, state.values]

    return function


@given(STEPS)
def test_a_shortened_recording_computes_the_same_and_the_same_gradients(steps):
    function = program_of(steps)
    first = torch.linspace(-1, 1, 27).reshape(3, 3, 3).requires_grad_()
    program = compiled(shortened(recorded(function, first)))
    for scale in (1.0, -2.0):
        found, wanted = (
            _with_gradients(each, (first.detach() * scale).requires_grad_())
            for each in (function, program)
        )
        *outputs, gradient = found
        *wanted_outputs, wanted_gradient = wanted
        assert all(map(torch.equal, outputs, wanted_outputs))
        # Its parts are added up in another order.
        torch.testing.assert_close(gradient, wanted_gradient)


def _with_gradients(function, inputs):
    outputs = function(inputs)
    total = sum(each.square().sum() for each in outputs if each.requires_grad)
    total.backward()
    return [*(each.detach() for each in outputs), inputs.grad]


def test_a_program_lets_go_of_what_is_not_needed_any_more():
    recording = recorded(lambda x: torch.relu(x * 2).sum(), torch.ones(2))
    code = compiled(recording).__code__
    assert "DELETE_FAST" in {i.opname for i in dis.get_instructions(code)}
