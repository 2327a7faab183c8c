"""Random programs of scopes, against a model that is a list of plain dicts.

`ARGSCOPE_EXAMPLES=10000` runs more programs than the default.
"""

import os
from concurrent.futures import ThreadPoolExecutor

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

from argscope import (
    DEFAULT,
    ArgScope,
    add_arg_scope,
    arg_scope,
    current_arg_scope,
    isolated,
)

EXAMPLES = int(os.environ.get("ARGSCOPE_EXAMPLES", "300"))


@add_arg_scope
def f(a=0, b=0):
    return {"a": a, "b": b}


@add_arg_scope
def g(b=0, *, c=0):
    return {"b": b, "c": c}


@add_arg_scope
def h(a=0, **extra):
    return {"a": a, **extra}


TARGETS = {"f": f, "g": g, "h": h}
TAKES = {"f": "ab", "g": "bc", "h": "a"}  # what a scope for ANY reaches
EXTRA = {"h": "bc"}  # what only a scope for the target itself reaches


def effective(layers: list[Layer], name: str, call: dict[str, object]):
    """Return the arguments that a call of the target `name` gets, by the model."""
    result = dict.fromkeys(TAKES[name], 0)
    for argument in TAKES[name] + EXTRA.get(name, ""):
        value, strength = decided(layers, name, argument)
        is_extra = argument in EXTRA.get(name, "")
        # A forced way back has no effect where there is no own default to go back to.
        goes_nowhere = value is DEFAULT and is_extra
        if argument in call and (strength < FORCED or goes_nowhere):
            value = call[argument]
        if value is DEFAULT:
            value = None if is_extra else 0
        if value is not None:
            result[argument] = value
    return result


def decided(layers: list[Layer], name: str, argument: str):
    """Return the value (None: nobody says) and how strong it is."""
    keys = [(name, argument)]
    if argument in TAKES[name]:
        keys.append(("*", argument))
    for strength in reversed(STRENGTHS):
        for layer in reversed(layers):
            # In one layer, what is set for one target comes first.
            for key in keys:
                if key in layer and layer[key][1] == strength:
                    return layer[key]
    return None, PLAIN


values = st.one_of(st.integers(1, 9), st.just(DEFAULT))


@st.composite
def openings(draw):
    """Return the entries of one arg_scope: {(target or "*", argument): value}."""
    choices = [(t, a) for t in TARGETS for a in TAKES[t] + EXTRA.get(t, "")]
    choices += [("*", a) for a in "abc"]
    return draw(st.dictionaries(st.sampled_from(choices), values, max_size=4))


calls = st.tuples(
    st.just("call"),
    st.sampled_from(sorted(TARGETS)),
    st.dictionaries(st.sampled_from("abc"), st.integers(10, 19), max_size=2),
)
# Each puts a captured scope in the place of what is active.
ways = st.sampled_from(
    ["with", "decorated", "generator", "coroutine", "isolated", "bound", "bound_steps"]
)
which = st.integers(0, 9)
strengths = st.sampled_from(STRENGTHS)
programs = st.recursive(
    st.lists(calls, max_size=2),
    lambda inner: st.lists(
        st.one_of(
            calls,
            st.tuples(st.just("open"), openings(), inner),
            st.tuples(st.just("fail"), openings(), inner),
            st.tuples(st.just("bad"), st.sampled_from(["typo", "len", "both"])),
            st.tuples(st.just("decorated"), openings(), inner),
            st.tuples(st.just("steps"), openings(), inner),
            st.tuples(st.just("again"), ways, which, strengths, inner),
            st.tuples(st.just("add"), which, strengths, inner),
            st.tuples(st.just("carried"), which, which, strengths, inner),
            st.tuples(st.just("thread"), which, inner),
        ),
        max_size=4,
    ),
    max_leaves=12,
)


# Of such programs few are deep, so here are some that are nothing else.
chains = st.lists(
    st.one_of(
        st.tuples(st.just("open"), openings()),
        st.tuples(st.just("again"), ways, which, strengths),
        st.tuples(st.just("again"), ways, st.just(1), st.just(PLAIN)),
        st.tuples(st.just("add"), which, strengths),
        st.tuples(st.just("carried"), which, which, strengths),
        st.tuples(st.just("thread"), which),
    ),
    min_size=2,
    max_size=5,
)


def nested(chain):
    """Return the program in which each step is the body of the one before."""
    program = []
    for step in reversed(chain):
        program = [(*step, program)]
    return program


class Machine:
    """Runs a program on the real scopes and on the model, side by side."""

    def __init__(self):
        self.captured = [(ArgScope(), [])]  # every scope seen, with its layers
        self.blocks = {}

    def run(self, program, layers):
        for step in program:
            getattr(self, step[0])(layers, *step[1:])
            self.check(layers)

    def check(self, layers):
        for name, target in TARGETS.items():
            assert target() == effective(layers, name, {})

    def call(self, layers, name, given):
        given = {
            n: v for n, v in given.items() if n in TAKES[name] + EXTRA.get(name, "")
        }
        assert TARGETS[name](**given) == effective(layers, name, given)

    def inside(self, layers, body):
        self.check(layers)
        scope = current_arg_scope()
        assert ArgScope.from_dict(scope.to_dict()) == scope
        self.captured.append((scope, layers))
        self.run(body, layers)

    def open(self, layers, entries, body):
        # The same opening twice in a program is the same block, entered again.
        if repr(entries) not in self.blocks:
            self.blocks[repr(entries)] = self.block(entries)
        with self.blocks[repr(entries)]:
            self.inside(layers + layer_of(entries), body)

    def block(self, entries):
        """Return an arg_scope that sets all the entries at once."""
        keys = {"*": {}, **{target._key_op: {} for target in TARGETS.values()}}
        for (target, argument), value in entries.items():
            key = target if target == "*" else TARGETS[target]._key_op
            keys[key][argument] = value
        block = arg_scope([])
        block.defaults = ArgScope({key: own for key, own in keys.items() if own})
        return block

    def fail(self, layers, entries, body):
        def body_that_fails():
            with self.block(entries):
                self.inside(layers + layer_of(entries), body)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            body_that_fails()

    def bad(self, layers, how):
        mistakes = {
            "typo": lambda: arg_scope([f, g], d=1),
            "len": lambda: arg_scope([f, len], a=1),
            "both": lambda: arg_scope(ArgScope(), a=1),
        }
        with pytest.raises((TypeError, ValueError)), mistakes[how]():
            pass  # pragma: no cover

    def decorated(self, layers, entries, body):
        run = self.block(entries)(self.inside)
        run(layers + layer_of(entries), body)

    def steps(self, layers, entries, body):
        @isolated
        def steps():
            with self.block(entries):
                yield
                self.inside(layers + layer_of(entries), body)
                yield

        for _ in steps():
            self.check(layers)

    def again(self, layers, way, which, strength, body):
        scope, its_layers = self.seen(which, strength)
        inner = without_plain(layers) + its_layers
        for _ in self.entered(way, scope, lambda: self.inside(inner, body)):
            self.check(layers)

    def seen(self, which, strength=PLAIN):
        """Return a scope that was captured before, now at least so strong, and its layers."""
        scope, layers = self.captured[which % len(self.captured)]
        if strength == PLAIN:
            return scope, layers
        stronger = scope.pinned() if strength == PINNED else scope.forced()
        return stronger, raised(layers, strength)

    def entered(self, way, scope, run):
        """Enter a captured scope in one of the ways; yield whenever it is left."""
        if way.startswith("bound"):
            block = scope.bind
        elif scope in self.blocks:
            block = self.blocks[scope]
        else:
            block = self.blocks[scope] = arg_scope(scope)

        def steps():
            yield
            run()
            yield

        async def once():
            run()

        @isolated
        def opening():
            with block:
                yield from steps()

        if way == "with":
            with block:
                run()
        elif way == "coroutine":
            with pytest.raises(StopIteration):
                block(once)().send(None)
        elif way in {"decorated", "bound"}:
            block(run)()
        else:
            yield from opening() if way == "isolated" else block(steps)()

    def add(self, layers, which, strength, body):
        scope, its_layers = self.seen(which, strength)
        with arg_scope(current_arg_scope() | scope):
            self.inside(layers + its_layers, body)

    def carried(self, layers, which, other, strength, body):
        # A generator belongs to where it was made, whoever takes its next step.
        scope, its_layers = self.seen(which)
        inner = without_plain(layers) + its_layers
        steps = self.entered("generator", scope, lambda: self.inside(inner, body))
        next(steps)
        scope, its_layers = self.seen(other, strength)
        with arg_scope(scope):
            for _ in steps:
                self.check(without_plain(layers) + its_layers)

    def thread(self, layers, which, body):
        scope, its_layers = self.seen(which)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(scope.bind(self.inside), its_layers, body).result()


def layer_of(entries):
    return [{key: (value, PLAIN) for key, value in entries.items()}] if entries else []


@given(programs)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_random_programs_do_what_the_model_says(program):
    machine = Machine()
    machine.run(program, [])
    machine.check([])
    assert current_arg_scope() == ArgScope()


@given(
    st.lists(openings(), min_size=1, max_size=4),
    st.lists(chains, min_size=1, max_size=3),
)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_scopes_deep_in_others_do_what_the_model_says(scopes, chains):
    machine = Machine()
    for entries in scopes:
        machine.open([], entries, [])  # captures it
    for chain in chains:
        machine.run(nested(chain), [])
    machine.check([])


def test_the_model_can_disagree():
    with arg_scope([f], a=1), pytest.raises(AssertionError):
        Machine().check([])
