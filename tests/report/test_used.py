"""What a trace says was used: a scope that repeats it, and what no scope can hold."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argscope import ArgScope, add_arg_scope, arg_scope, trace
from argscope._base.markers import UNSET
from argscope.report import By, TraceError
from argscope.report._recording.usage import MOST_VALUES

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def relu(x):
    return x


@add_arg_scope
def conv(inputs, size=3, padding="VALID", *, act=None):
    return inputs, size, padding, act


@add_arg_scope
def anything(first, /, *rest, **named):
    return first, rest, named


@add_arg_scope
class Net:
    def __init__(self, depth, width=8):
        self.shape = depth, width


Way = Enum("Way", ["SGD", "ADAM"])


@add_arg_scope
def fit(way: Way = Way.SGD, steps: int = 1, layers: set[str] | None = None):
    return way, steps, layers


CONV, ANYTHING = conv._key_op, anything._key_op


def used_by(program, **scope):
    """Return what was used in a traced program that runs under a scope."""
    with trace(calls=False) as t, arg_scope(conv, **scope) if scope else arg_scope({}):
        program()
    return t.used()


def kept(used, key=CONV):
    return used.to_dict().get(key, {})


def test_values_of_scopes_calls_and_own_defaults_are_kept():
    used = used_by(lambda: conv(1, act=None), padding="SAME")
    assert used.to_dict() == {
        CONV: {"inputs": 1, "size": 3, "padding": "SAME", "act": None}
    }
    assert [v.by for a in used.arguments for v in a.values] == [
        By.CALL,
        By.DEFAULT,
        By.SCOPE,
        By.CALL,
    ]


def test_targets_are_kept_by_name():
    used = used_by(lambda: conv([relu, (1, {"a": relu})]), act=relu)
    assert kept(used)["act"] == {"$target": relu._key_op}
    assert used.scope[CONV]["act"] is relu
    assert used.scope[CONV]["inputs"] == [relu, (1, {"a": relu})]


def test_members_of_enumerations_and_sets_are_kept_as_files_have_them():
    used = used_by(lambda: fit(layers={"b", "a"}))
    assert kept(used, fit._key_op) == {"way": "SGD", "steps": 1, "layers": ["a", "b"]}
    assert used.scope[fit._key_op]["way"] is Way.SGD
    assert used.scope[fit._key_op]["layers"] == {"a", "b"}


def test_values_that_are_not_of_the_annotated_type_are_taken_again():
    used = used_by(lambda: fit(steps="many"))
    assert used.scope[fit._key_op]["steps"] == "many"


def test_what_a_call_cannot_decide_is_the_forced_value():
    with arg_scope(conv, size=7) as scope:
        pass
    with trace() as t, arg_scope(scope.forced()):
        conv(1, 5)
    assert kept(t.used())["size"] == 7


def test_what_is_handed_back_is_the_own_default():
    from argscope import DEFAULT

    with arg_scope(conv, size=7):
        used = used_by(lambda: conv(1), size=DEFAULT)
    assert kept(used)["size"] == 3


def test_value_of_calls_that_leave_it_to_others_is_kept_beside_given_ones():
    used = used_by(lambda: (conv(1), conv(1, 5), conv(1, 7)))
    assert kept(used)["size"] == 3
    (conflict,) = used.conflicts
    assert [(v.value, v.by, v.calls) for v in conflict.values] == [
        ("3", By.DEFAULT, 1),
        ("5", By.CALL, 1),
        ("7", By.CALL, 1),
    ]


def test_two_values_that_calls_did_not_give_are_a_conflict_and_not_kept():
    def program():
        with arg_scope(conv, padding="SAME"):
            conv(1)
        conv(1)

    used = used_by(program)
    assert [a.name for a in used.conflicts] == ["padding"]
    assert kept(used) == {"inputs": 1, "size": 3, "act": None}


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, 1.0), (0.0, -0.0), (1, "1"), ([1], (1,))]
)
def test_values_that_only_look_equal_are_a_conflict(one, other):
    used = used_by(lambda: (conv(one), conv(other)))
    assert [a.name for a in used.conflicts] == ["inputs"]


def test_not_a_number_is_one_value():
    used = used_by(lambda: [conv(float("nan")) for _ in range(3)])
    assert used.conflicts == ()
    assert used.arguments[0].values[0].calls == 3


def test_what_no_file_can_hold_is_told():
    used = used_by(lambda: conv(object(), [object()], lambda: 0, act="x" * 5000))
    assert used.to_dict() == {}
    assert [(a.name, a.values[0].value) for a in used.left_out][:2] == [
        ("inputs", "<object object>"),
        ("size", "[<object object>]"),
    ]
    assert len(used.left_out) == 4


def test_what_only_some_calls_have_is_not_brought_to_all():
    used = used_by(lambda: (anything(1, extra=2), anything(1)))
    assert kept(used, ANYTHING) == {"first": 1}
    assert [a.name for a in used.left_out] == ["extra"]


def test_arguments_without_a_name_are_the_calls_own():
    assert kept(used_by(lambda: anything(1, 2, 3)), ANYTHING) == {"first": 1}


def test_functions_that_files_cannot_name_are_told_together():
    def program():
        for size in range(3):
            add_arg_scope(lambda size=size: size)()

    used = used_by(program)
    assert used.to_dict() == {}
    (argument,) = used.arguments
    assert [value.calls for value in argument.values] == [1, 1, 1]


def test_a_class_is_told_as_it_was_constructed():
    used = used_by(lambda: Net(2))
    assert kept(used, Net.__module__ + ":Net") == {"depth": 2, "width": 8}


def test_a_mutable_value_is_what_it_was_when_the_call_began():
    sizes = [1]
    used = used_by(lambda: (conv(sizes), sizes.append(2)))
    assert kept(used)["inputs"] == [1]


@pytest.mark.parametrize("value", [10**5000, [10**5000]], ids=["number", "list"])
def test_a_number_too_long_for_files_has_no_form(value):
    assert "inputs" not in kept(used_by(lambda: conv(value)))
    assert kept(used_by(lambda: conv(-(2**63) + 1)))["inputs"] == -(2**63) + 1


def test_a_list_that_contains_itself_has_no_form():
    endless = []
    endless.append(endless)
    assert "inputs" not in kept(used_by(lambda: conv(endless)))


def test_a_value_whose_attributes_fail_does_not_stop_the_program():
    class Hostile:
        def __call__(self):
            """Look like a function."""

        def __getattr__(self, name):
            raise RuntimeError(name)

    assert "inputs" not in kept(used_by(lambda: conv(Hostile())))


def test_memory_does_not_grow_with_calls():
    with trace(calls=False) as t:
        for i in range(1000):
            with arg_scope(conv, size=i):
                conv(i)
    assert t.calls == t.scopes == ()
    inputs, size, *_ = t.used().arguments
    assert len(inputs.values) == len(size.values) == MOST_VALUES
    assert inputs.others == size.others == 1000 - MOST_VALUES
    assert kept(t.used()) == {"padding": "VALID", "act": None}


def test_traces_inside_each_other_tell_each_its_own():
    with trace() as outer:
        conv(1)
        with trace(calls=False) as inner:
            conv(2)
    assert kept(inner.used())["inputs"] == 2
    assert [a.name for a in outer.used().conflicts] == ["inputs"]
    assert len(outer.calls) == 2
    assert inner.calls == ()


def test_threads_count_all_their_calls():
    with trace(calls=False) as t, ThreadPoolExecutor(4) as pool:
        for _ in range(400):
            pool.submit(copy_context().run, conv, 1)
    assert t.used().arguments[0].values[0].calls == 400


def test_a_strict_trace_needs_its_calls():
    with pytest.raises(TraceError) as caught:
        trace(strict=True, calls=False)
    assert str(caught.value) == (
        "trace() cannot be strict without keeping calls: which defaults no call used "
        "is told from the calls. Leave out calls=False, or strict=True."
    )


def test_file_holds_the_scope_and_remarks_what_it_does_not(tmp_path, monkeypatch):
    pytest.importorskip("tomlkit", reason="it writes TOML")
    monkeypatch.setattr("argscope.report._showing.used.place", lambda _: "net.py:1")
    used = used_by(lambda: (conv(object()), conv(object(), 5)), padding="SAME")
    used.to_file(tmp_path / "run.toml")
    assert (
        (tmp_path / "run.toml").read_text()
        == f"""\
["{CONV}"]
size = 3
padding = "SAME"
act = {{"$none" = true}}

# Several values. What is not above, the scopes and calls of the program decide:
#   {CONV} size
#     3 in 1 call: own default, first at net.py:1
#     5 in 1 call: the call, first at net.py:1

# No value that a file can hold for all calls:
#   {CONV} inputs = <object object>
"""
    )
    assert ArgScope.from_file(tmp_path / "run.toml") == used.scope


def test_json_has_no_remarks(tmp_path):
    used_by(lambda: (conv(1), conv(2))).to_file(tmp_path / "run.json")
    assert ArgScope.from_file(tmp_path / "run.json")[CONV]["size"] == 3


def test_printed_and_shown_in_notebooks():
    used = used_by(lambda: (conv(1), [conv(i) for i in range(2, 12)]))
    assert [line.split()[:4] for line in str(used).splitlines()[2:4]] == [
        [CONV, "inputs", "1", "1"],
        ["inputs", "2", "1", "the"],
    ]
    assert str(used).splitlines()[10].split() == ["inputs", "others", "3"]
    assert "<td><code>inputs</code></td>" in used._repr_html_()


VALUES = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from("ab"))
CALLS = st.lists(
    st.tuples(
        st.fixed_dictionaries({}, optional={"size": VALUES, "act": VALUES}),
        st.fixed_dictionaries({}, optional={"size": VALUES, "padding": VALUES}),
    ),
    min_size=1,
    max_size=6,
)


def run(calls):
    """Run a program of calls, each in a scope of its own; return what they got."""
    got = []
    for scope, given_ in calls:
        with arg_scope(conv, **scope) if scope else arg_scope({}):
            got.append(repr(conv("x", **given_)))
    return got


@settings(max_examples=200, deadline=None)
@given(CALLS)
def test_a_program_gets_the_same_again_under_what_it_used(calls):
    with trace(calls=False) as t:
        first = run(calls)
    with arg_scope(t.used().scope.pinned()):
        assert run(calls) == first


@settings(max_examples=100, deadline=None)
@given(CALLS)
def test_every_argument_is_kept_or_told(calls):
    with trace(calls=False) as t:
        run(calls)
    used = t.used()
    told = {a.name for a in (*used.conflicts, *used.left_out)}
    assert told | set(kept(used)) == {a.name for a in used.arguments}
    assert all(a.kept is UNSET for a in used.left_out)
