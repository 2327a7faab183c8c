"""Settings as they are typed on a command line."""

import math

import pytest

from argscope import DEFAULT, ArgScope, AssignmentError, add_arg_scope, arg_scope
from argscope.errors import UnknownArgumentError, UnknownTargetError

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def adam(rate=0.1):
    return rate


@add_arg_scope
def optimizer(lr=1.0, name=None, options=()):
    return lr, name, options


@add_arg_scope
def half(x):
    return x / 2


class Net:
    @add_arg_scope
    def run(self, depth=1):
        return depth


def value_of(written):
    scope = ArgScope.from_assignments([f"optimizer.lr={written}"])
    return scope[optimizer._key_op]["lr"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        ("3e-4", 3e-4),
        (" -7 ", -7),
        ("true", True),
        ("inf", float("inf")),
        ('"a text"', "a text"),
        ('"3"', "3"),
        ('"@adam"', "@adam"),
        ("'''two\nlines'''", "two\nlines"),
        ("[3, 5]", [3, 5]),
        ("[\n3,\n5,\n]", [3, 5]),
        ("{low = 1, high = 2}", {"low": 1, "high": 2}),
        ("None", None),
        ("True", True),
        ("False", False),
        ("@adam", adam),
        ('["@adam", {"$target" = "adam"}]', ["@adam", adam]),
        ('{"$default" = true}', DEFAULT),
    ],
)
def test_value_is_written_as_in_toml_and_a_few_forms_more(written, value):
    found = value_of(written)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        "SAME",
        "",
        "a=b",
        "3 # three",
        "3,",
        "3, 5",
        "#fff",
        "]",
        "3]\nx = [3",
        "nul",
        '"a',
    ],
)
def test_what_is_no_literal_is_a_text(text):
    assert value_of(text) == text


@pytest.mark.parametrize(
    "target", ["optimizer", f"{__name__}:optimizer", "*", " optimizer "]
)
def test_target_is_named_as_in_a_file(target):
    with arg_scope(ArgScope.from_assignments([f"{target}.lr=3"])):
        assert optimizer() == (3, None, ())


@pytest.mark.parametrize("target", ["run", "Net.run"])
def test_the_last_dot_stands_before_the_argument(target):
    with arg_scope(ArgScope.from_assignments([f"{target}.depth=3"])):
        assert Net().run() == 3


@pytest.mark.parametrize(
    ("assignments", "rate"),
    [
        (["optimizer.lr=1", "optimizer.lr=2"], 2),
        (["optimizer.lr=1", f"{__name__}:optimizer.lr=2"], 2),
        (["optimizer.lr=1", "*.lr=2"], 2),
        (["*.lr=2", "optimizer.lr=1"], 1),
        (["optimizer.lr=2", "optimizer.name=x"], 2),
    ],
)
def test_of_two_assignments_the_later_one_wins(assignments, rate):
    with arg_scope(ArgScope.from_assignments(assignments)):
        assert optimizer()[0] == rate


def test_one_assignment_needs_no_list():
    assert ArgScope.from_assignments("optimizer.lr=2") == ArgScope.from_assignments(
        ["optimizer.lr=2"]
    )


def test_no_assignments_are_an_empty_scope():
    assert ArgScope.from_assignments([]) == ArgScope()


def test_place_is_the_command_line():
    scope = ArgScope.from_assignments(["optimizer.lr=3"])
    assert str(scope.origin(optimizer, "lr")) == "command line"
    assert str(scope).endswith("command line")
    with arg_scope(ArgScope.from_assignments(["optimizer.lr=3"])):
        assert optimizer() == (3, None, ())


def test_error_in_a_call_says_that_the_command_line_set_it():
    with (
        arg_scope(ArgScope.from_assignments(["half.x=much"])),
        pytest.raises(TypeError) as caught,
    ):
        half()
    assert caught.value.__notes__ == [
        "half() got these arguments from scopes:\n  x='much'  set by command line"
    ]


def refused(kind, assignment):
    with pytest.raises(kind) as caught:
        ArgScope.from_assignments([assignment])
    return str(caught.value)


FORM = "Write target.argument=value, such as optimizer.lr=3e-4."


@pytest.mark.parametrize(
    ("assignment", "problem"),
    [
        ("optimizer.lr", "has no `=`"),
        ("", "has no `=`"),
        ("lr=3", "has no dot before the `=`"),
        ("=3", "has no dot before the `=`"),
        (".lr=3", "names no target before the dot"),
        ("optimizer.=3", "names no argument before the `=`"),
    ],
)
def test_what_is_no_assignment(assignment, problem):
    assert refused(AssignmentError, assignment) == f"{assignment!r} {problem}. {FORM}"


def test_target_that_is_not_there():
    assert refused(UnknownTargetError, "optimiser.lr=3") == (
        "'optimiser' is not a scoped callable of this program. Did you mean "
        f"'optimizer'? Import the module that defines it first; a file never imports "
        "anything.\n"
        "  set by:  command line\n"
        f"  known:   {__name__}:Net.run, {__name__}:adam, {__name__}:half, "
        f"{__name__}:optimizer"
    )


def test_argument_that_is_not_taken():
    assert refused(UnknownArgumentError, "optimizer.nam=3") == (
        "The command line (--set) got 'nam', which optimizer() does not take. Did "
        "you mean 'name'?\n"
        "  set by:  command line\n"
        "  allowed: lr, name, options"
    )


def test_value_that_names_no_target():
    assert refused(UnknownTargetError, "optimizer.name=@adma").startswith(
        "'adma' is not a scoped callable of this program. Did you mean 'adam'?"
    )


@pytest.mark.parametrize(
    ("assignment", "call", "told"),
    [
        ("copysign.y=-1", (3.0,), None),
        ("copysign.x=-1", (), "copysign expected 2 arguments, got 1"),
        ("copysign.y=text", (3.0,), "must be real number, not str"),
    ],
)
def test_positional_only_argument_of_a_builtin(assignment, call, told):
    copysign = add_arg_scope(math.copysign)
    with arg_scope(ArgScope.from_assignments([assignment])):
        if told is None:
            assert copysign(*call) == -3
            return
        with pytest.raises(TypeError) as caught:
            copysign(*call)
    assert str(caught.value) == told
    name, value = assignment.removeprefix("copysign.").split("=")
    shown = repr(value) if value == "text" else value
    assert caught.value.__notes__ == [
        f"copysign() got these arguments from scopes:\n  {name}={shown}  set by command line"
    ]


def test_targets_that_are_each_other_s_values_are_no_cycle():
    # A name stands for the function itself, and not for what it would return.
    both = ["adam.rate=@half", "half.x=@adam", "optimizer.lr=@optimizer"]
    with arg_scope(ArgScope.from_assignments(both)):
        assert adam() is half
        assert optimizer()[0] is optimizer
