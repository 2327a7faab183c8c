"""The note that an error gets in a scoped call: it says more, and never replaces the error."""

import asyncio
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argscope import add_arg_scope, arg_scope, trace


@add_arg_scope
def fails(error, size=1, **_rest):
    raise error


@add_arg_scope
class Fails:
    def __init__(self, error, size=1):
        raise error


class _Failing:
    def __call__(self, error, size=1):
        raise error


view = add_arg_scope(_Failing())


def raises(kind):
    def method(*_args):
        raise kind("of our own making")

    return method


ODD = {
    "notes are None": {"__notes__": None},
    "notes are a number": {"__notes__": 5},
    "notes are a text": {"__notes__": "abc"},
    "notes are a tuple": {"__notes__": ()},
    "notes cannot be read": {"__notes__": property(raises(RuntimeError))},
    "notes are refused": {"add_note": raises(RuntimeError)},
    "notes exhaust the memory": {"add_note": raises(MemoryError)},
    "notes recurse": {"add_note": lambda self, note: self.add_note(note)},
    "attributes cannot be set": {"__setattr__": raises(AttributeError)},
    "attributes cannot be read": {"__getattribute__": raises(ValueError)},
    "unknown attributes are anything": {"__getattr__": lambda self, _name: self},
    "unknown attributes raise": {"__getattr__": raises(KeyError)},
    "no text": {"__str__": raises(TypeError), "__repr__": raises(TypeError)},
    "never equal": {"__eq__": raises(ValueError), "__hash__": None},
    "no slots": {"__slots__": ()},
}


@dataclasses.dataclass(frozen=True)
class FrozenError(Exception):
    code: int = 3


@dataclasses.dataclass(frozen=True, slots=True)
class FrozenInSlotsError(Exception):
    code: int = 3


BASES = [
    Exception,
    ValueError,
    KeyError,
    OSError,
    RecursionError,
    MemoryError,
    StopIteration,
    FrozenError,
    FrozenInSlotsError,
    KeyboardInterrupt,
    SystemExit,
    GeneratorExit,
    asyncio.CancelledError,
]


def made(base, traits):
    namespace = {name: value for trait in traits for name, value in ODD[trait].items()}
    return type("Odd", (base,), namespace)()


errors = st.builds(made, st.sampled_from(BASES), st.sets(st.sampled_from(list(ODD))))

VALUES = {
    "a number": 2,
    "no repr": type("NoRepr", (), {"__repr__": raises(RuntimeError)})(),
    "a repr without end": type("Deep", (), {"__repr__": repr})(),
    "a repr without memory": type("Big", (), {"__repr__": raises(MemoryError)})(),
    "no shape": type("NoShape", (), {"shape": property(raises(RuntimeError))})(),
    "no attributes": type("None_", (), {"__getattr__": raises(RuntimeError)})(),
    "no name": type("Meta", (type,), {"__getattribute__": raises(KeyError)})(
        "C", (), {}
    ),
}

CALLS = {
    "a function": (fails, {}),
    "a function that takes any": (fails, {"other": 3}),
    "a class": (Fails, {}),
    "a view": (view, {}),
}


def outcome(call, error):
    try:
        call(error)
    except BaseException as caught:  # noqa: BLE001  # whatever comes out
        return caught


@given(
    errors, st.sampled_from(list(VALUES)), st.sampled_from(list(CALLS)), st.booleans()
)
def test_whatever_the_error_is_it_comes_out_of_a_scoped_call_itself(
    error, value, called, forced
):
    call, others = CALLS[called]
    with arg_scope([call], size=VALUES[value], **others) as scope:
        pass
    with arg_scope(scope.forced() if forced else scope):
        assert outcome(call, error) is error


@given(errors, st.sampled_from(list(VALUES)))
def test_whatever_the_error_is_it_comes_out_of_a_traced_call_itself(error, value):
    with arg_scope([fails], size=VALUES[value]), trace():
        assert outcome(fails, error) is error


def test_the_check_of_outcomes_sees_an_error_that_was_replaced():
    def replaces(_error):
        raise KeyError

    error = ValueError()
    assert outcome(replaces, error) is not error


@pytest.mark.parametrize(
    "call", [fails, Fails, view], ids=["function", "class", "view"]
)
def test_error_says_which_arguments_came_from_scopes(call):
    error = ValueError("no")
    with arg_scope([call], size=2):
        assert outcome(call, error) is error
    (note,) = error.__notes__
    assert note.splitlines()[1].startswith("  size=2  set by arg_scope at ")


def test_error_that_takes_no_note_has_the_cause_and_context_that_it_had():
    error = made(FrozenError, ["notes are refused"])
    with arg_scope([fails], size=2):
        outcome(fails, error)
    assert (error.__cause__, error.__context__) == (None, None)


def test_error_that_is_no_exception_gets_no_note():
    error = SystemExit(3)
    with arg_scope([fails], size=2):
        outcome(fails, error)
    assert not hasattr(error, "__notes__")


def test_recursion_without_end_is_a_recursion_error_with_few_notes():
    @add_arg_scope
    def again(size=1):
        return again()

    with arg_scope([again], size=2), pytest.raises(RecursionError) as caught:
        again()
    assert len(caught.value.__notes__) <= 8
