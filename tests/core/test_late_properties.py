"""Random programs whose settings come first and whose targets appear later.

`ARGSCOPE_EXAMPLES=10000` runs more programs than the default.
"""

import os
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.layers import (
    FORCED,
    PINNED,
    PLAIN,
    STRENGTHS,
    Layer,
    raised,
    without_plain,
)

from argscope import ArgScope, add_arg_scope, arg_scope, current_arg_scope
from argscope._core import target as _target
from argscope.errors import UnknownTargetError

EXAMPLES = int(os.environ.get("ARGSCOPE_EXAMPLES", "300"))

# The names of two targets, from the one that may stand for most to its own.
NAMES = {"f": ["*", "f", "A.f", "m:A.f"], "g": ["*", "g", "B.g", "m:B.g"]}
WRITTEN = sorted({name for names in NAMES.values() for name in names})
PROGRAMS = count()


def decided(layers: list[Layer], name: str, argument: str):
    """Return the value (None: nobody says) and how strong it is."""
    for strength in reversed(STRENGTHS):
        for layer in reversed(layers):
            # In one layer, the name that stands for fewer targets comes first.
            for written in reversed(NAMES[name]):
                said = layer.get((written, argument))
                if said and said[1] == strength:
                    return said
    return None, PLAIN


keys = st.tuples(st.sampled_from(WRITTEN), st.sampled_from("ab"))
values = st.one_of(st.integers(1, 9), st.sampled_from(["@f", "@g"]))
entries = st.dictionaries(keys, values, min_size=1, max_size=4)
targets = st.sampled_from("fg")
which = st.integers(0, 9)
steps = st.one_of(
    st.tuples(st.just("define"), targets),
    st.tuples(
        st.just("call"),
        targets,
        st.dictionaries(st.sampled_from("ab"), st.integers(10, 19), max_size=2),
    ),
)
strengths = st.sampled_from(STRENGTHS)
programs = st.recursive(
    st.lists(steps, max_size=3),
    lambda inner: st.lists(
        st.one_of(
            steps,
            st.tuples(st.just("read"), entries, strengths, inner),
            st.tuples(st.just("typed"), entries, strengths, inner),
            st.tuples(st.just("open"), targets, st.sampled_from("ab"), inner),
            st.tuples(st.just("again"), which, strengths, inner),
            st.tuples(st.just("add"), which, strengths, inner),
        ),
        max_size=4,
    ),
    max_leaves=12,
)


class Machine:
    """Runs a program on the real scopes and on the model, side by side."""

    def __init__(self):
        self.number = next(PROGRAMS)  # so that the targets of two programs differ
        self.targets = {}
        self.captured = [(ArgScope(), [])]

    def run(self, program, layers):
        for step in program:
            getattr(self, step[0])(layers, *step[1:])
            self.check(layers)

    def forget(self):
        """Let the next program look through its own targets only."""
        for target in self.targets.values():
            _target._TARGETS.pop(target._key_op, None)

    def check(self, layers):
        for name in self.targets:
            self.call(layers, name, {})

    def own(self, written):
        """Return a name as only this program has it."""
        return "*" if written == "*" else f"{written}_{self.number}"

    def define(self, _layers, name):
        if name in self.targets:
            return

        def target(a=0, b=0):
            return {"a": a, "b": b}

        target.__module__, _, target.__qualname__ = self.own(NAMES[name][-1]).partition(
            ":"
        )
        self.targets[name] = add_arg_scope(target)

    def call(self, layers, name, given):
        if name not in self.targets:
            return
        expected = {}
        for argument in "ab":
            value, strength = decided(layers, name, argument)
            value = self.arrived(value)
            is_given = argument in given and (value is None or strength < FORCED)
            expected[argument] = given[argument] if is_given else value or 0
            if isinstance(value, str):  # no such target yet
                with pytest.raises(UnknownTargetError):
                    self.targets[name](**given)
                return
        assert self.targets[name](**given) == expected

    def arrived(self, value):
        return self.targets.get(value[1:], value) if isinstance(value, str) else value

    def inside(self, layers, body):
        self.check(layers)
        scope = current_arg_scope()
        waiting = {each.name for each in scope.unmatched()}
        there = [NAMES[name][1:] for name in self.targets]
        assert not waiting & {self.own(name) for names in there for name in names}
        self.captured.append((scope, layers))
        self.run(body, layers)

    def read(self, layers, entries, strength, body):
        data, layer, taken = {}, {}, {}
        for (written, argument), value in entries.items():
            # Of targets that are there a file uses one name only.
            name = next((n for n in self.targets if written in NAMES[n][1:]), written)
            if taken.setdefault(name, written) == written:
                plain = (
                    {"$target": self.own(value[1:])}
                    if isinstance(value, str)
                    else value
                )
                data.setdefault(self.own(written), {})[argument] = plain
                layer[written, argument] = (value, PLAIN)
        scope = ArgScope.from_dict(data, late=True)
        self.added(layers, scope, [layer], strength, body)

    def typed(self, layers, entries, strength, body):
        typed = [f"{self.own(w)}.{a}={self.value(v)}" for (w, a), v in entries.items()]
        scope = ArgScope.from_assignments(typed, late=True)
        own = [{key: (value, PLAIN)} for key, value in entries.items()]
        self.added(layers, scope, own, strength, body)

    def value(self, value):
        return self.own(value) if isinstance(value, str) else value

    def open(self, layers, name, argument, body):
        if name not in self.targets:
            return
        with arg_scope([self.targets[name]], **{argument: 7}):
            self.inside([*layers, {(NAMES[name][-1], argument): (7, PLAIN)}], body)

    def again(self, layers, which, strength, body):
        scope, own = self.captured[which % len(self.captured)]
        as_data = ArgScope.from_dict(scope.to_dict(), late=True)
        scope, own = stronger(as_data, own, strength)
        with arg_scope(scope):
            self.inside(without_plain(layers) + own, body)

    def add(self, layers, which, strength, body):
        scope, own = self.captured[which % len(self.captured)]
        self.added(layers, scope, own, strength, body)

    def added(self, layers, scope, own, strength, body):
        scope, own = stronger(scope, own, strength)
        with arg_scope(current_arg_scope() | scope):
            self.inside(layers + own, body)


def stronger(scope, layers, strength):
    if strength == PLAIN:
        return scope, layers
    made = scope.pinned() if strength == PINNED else scope.forced()
    return made, raised(layers, strength)


@given(programs)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_settings_reach_targets_whenever_they_appear(program):
    machine = Machine()
    try:
        machine.run(program, [])
        machine.check([])
    finally:
        machine.forget()
