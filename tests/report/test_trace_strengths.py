"""What a trace tells where defaults are pinned or forced."""

import pytest

from argscope import ArgScope, add_arg_scope, arg_scope, explain, trace


@add_arg_scope
def conv(inputs, size=3):
    return inputs, size


def of_size(size):
    with arg_scope(conv, size=size) as scope:
        return scope


def told(call):
    """Return the size that a call got and what that shadowed, with who set it."""
    argument = call.arguments[1]
    settings = argument.setting, *argument.shadowed
    return [f"{s.value} {s.strength if s.by == 'scope' else s.by}" for s in settings]


@pytest.mark.parametrize(
    ("strength", "call", "expected"),
    [
        (ArgScope.pinned, {}, ["5 pinned", "6 plain", "3 default"]),
        (ArgScope.pinned, {"size": 9}, ["9 call", "5 pinned", "6 plain", "3 default"]),
        (ArgScope.forced, {}, ["5 forced", "6 plain", "3 default"]),
        (ArgScope.forced, {"size": 9}, ["5 forced", "9 call", "6 plain", "3 default"]),
    ],
)
def test_what_is_strong_shadows_the_scopes_inside(strength, call, expected):
    with trace() as t, arg_scope(strength(of_size(5))), arg_scope(conv, size=6):
        conv("x", **call)
    assert told(t.calls[0]) == expected


def test_what_a_captured_scope_says_in_vain_is_told():
    six = of_size(6)
    with trace() as t, arg_scope(of_size(5).pinned()):
        with arg_scope(six):
            conv("x")
        arg_scope(six)(conv)("x")
    assert [told(call) for call in t.calls] == [
        ["5 pinned", "6 plain", "3 default"]
    ] * 2


def test_of_two_pinned_defaults_the_outer_one_is_told_before_what_is_plain():
    outer, inner = of_size(5).pinned(), of_size(6).pinned()
    with trace() as t, arg_scope(outer), arg_scope(inner), arg_scope(conv, size=7):
        conv("x")
    assert told(t.calls[0]) == ["6 pinned", "5 pinned", "7 plain", "3 default"]


def test_an_explanation_tells_it_too():
    with arg_scope(of_size(5).pinned()), arg_scope(conv, size=6):
        explained = explain(conv)
    assert told(explained) == ["5 pinned", "6 plain", "3 default"]
    assert ", pinned" in str(explained)
