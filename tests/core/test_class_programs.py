"""Random programs of decorated classes against the same programs undecorated.

The classes call each other's constructors; the values of the scope are written into the
call of the undecorated class.
"""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from argscope import add_arg_scope, arg_scope

EXAMPLES = int(os.environ.get("ARGSCOPE_EXAMPLES", "300"))
NAMES = ("a", "b", "c")
values = st.integers(0, 9)


@st.composite
def programs(draw):
    """Return how each class of a chain constructs its base, and the scope's values."""
    return {
        "own": draw(st.lists(st.booleans(), min_size=1, max_size=4)),
        "way": draw(st.sampled_from(["super", "super with arguments", "name"])),
        "new": draw(st.booleans()),
        "decorated": draw(st.lists(st.booleans(), min_size=4, max_size=4)),
        "scoped": draw(st.dictionaries(st.sampled_from(NAMES), values)),
        "target": draw(st.integers(0, 3)),
        "args": draw(st.lists(values, max_size=3)),
    }


def chain(program, decorate):
    """Return the classes of a program, the base first."""
    made = []
    for index, own in enumerate(program["own"]):
        base = made[-1] if made else object
        body = {}
        if not made and program["new"]:
            body["__new__"] = recording_new
        if own or not made:
            body["__init__"] = constructor(base, program["way"], made, index)
        cls = type(f"C{index}", (base,), body)
        cls.__module__ = __name__
        decorated = decorate and program["decorated"][index]
        made.append(add_arg_scope(cls) if decorated else cls)
    return made


def recording_new(cls, *args, **kwargs):
    made = object.__new__(cls)
    made.new = (args, tuple(sorted(kwargs.items())))
    return made


def constructor(base, way, made, index):
    def __init__(self, a=1, b=2, c=3):  # noqa: N807  # of a class made by hand
        own = made[index]
        if base is not object:
            if way == "super":
                super(own, self).__init__(a + 1)
            elif way == "name":
                base.__init__(self, a + 1, c=c)
            else:
                super(own, self).__init__(a, b=b + 1)
        self.seen = [*getattr(self, "seen", []), (index, a, b, c)]

    return __init__


def outcome(cls, args, kwargs):
    return vars(cls(*args, **kwargs))


@settings(max_examples=EXAMPLES, deadline=None)
@given(programs())
def test_a_program_of_decorated_classes_does_what_the_undecorated_does(program):
    plain, scoped = chain(program, decorate=False), chain(program, decorate=True)
    target = min(program["target"], len(plain) - 1)
    args, values = program["args"], program["scoped"]
    if not program["decorated"][target]:
        values = {}
    given_by_position = NAMES[: len(args)]
    written = {n: v for n, v in values.items() if n not in given_by_position}
    expected = outcome(plain[target], args, written)
    others = [outcome(cls, args, {}) for cls in plain]
    if values:
        with arg_scope([scoped[target]], **values):
            assert outcome(scoped[target], args, {}) == expected
            found = [outcome(cls, args, {}) for cls in scoped]
    else:
        found = [outcome(cls, args, {}) for cls in scoped]
    assert [f for i, f in enumerate(found) if i != target] == [
        o for i, o in enumerate(others) if i != target
    ]
