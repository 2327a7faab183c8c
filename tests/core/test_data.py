"""Scopes as plain data: what goes into a file, and what comes back."""

import json
import sys
import tomllib

import pytest

from argscope import ANY, DEFAULT, ArgScope, add_arg_scope, arg_scope
from argscope.errors import ScopeDataError, UnknownArgumentError, UnknownTargetError

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def normalize(x, epsilon=0.001):
    return x, epsilon


@add_arg_scope
def convolve(x, padding="VALID", normalizer=None, sizes=(3, 3)):
    return x, padding, normalizer, sizes


class Net:
    @add_arg_scope
    def forward(self, rate=0.5):
        return rate

    @add_arg_scope
    def run(self, rate=0.5):
        return rate


@add_arg_scope
def run(rate=0.5):
    return rate


CONVOLVE = convolve._key_op


def scope_of(*targets, **defaults):
    with arg_scope(list(targets), **defaults) as scope:
        return scope


ROUND_TRIPS = {
    "empty": scope_of(),
    "plain": scope_of(convolve, padding="SAME", sizes=[1, 2.5, True, None]),
    "target": scope_of(convolve, normalizer=normalize),
    "nested": scope_of(convolve, normalizer={"f": normalize, "deep": {"x": [1]}}),
    "default": scope_of(convolve, padding=DEFAULT),
    "any": scope_of(ANY, padding="SAME"),
    "forced": scope_of(convolve, padding="SAME").forced(),
    "partly_forced": scope_of(convolve, padding="A").forced() | scope_of(run, rate=1),
    "of_all_strengths": scope_of(convolve, padding="A").forced()
    | scope_of(convolve, sizes=[{"x": DEFAULT}]).pinned()
    | scope_of(convolve, normalizer=normalize),
    "method": scope_of(Net.forward, rate=0.25),
}


@pytest.mark.parametrize("scope", ROUND_TRIPS.values(), ids=ROUND_TRIPS)
def test_scope_comes_back_from_json(scope):
    assert ArgScope.from_dict(json.loads(json.dumps(scope.to_dict()))) == scope


def test_tuples_come_back_from_plain_data():
    scope = scope_of(convolve, sizes=(1, (2, 3)))
    assert ArgScope.from_dict(scope.to_dict()) == scope


def test_data_is_made_of_names():
    scope = scope_of(convolve, padding=DEFAULT, normalizer=normalize)
    assert scope.to_dict() == {
        CONVOLVE: {
            "padding": {"$default": True},
            "normalizer": {"$target": normalize._key_op},
        }
    }


def test_pinned_and_forced_defaults_are_marked_in_the_data():
    scope = scope_of(convolve, padding="SAME")
    assert scope.pinned().to_dict() == {CONVOLVE: {"padding": {"$pinned": "SAME"}}}
    assert scope.forced().to_dict() == {CONVOLVE: {"padding": {"$forced": "SAME"}}}


def test_scope_comes_from_toml():
    text = """
        [convolve]
        padding = "SAME"
        sizes = [5, 5]
        normalizer."$target" = "normalize"
        ["*"]
        rate = 0.1
    """
    with arg_scope(ArgScope.from_dict(tomllib.loads(text))):
        assert convolve(0) == (0, "SAME", normalize, [5, 5])
        assert run() == Net().forward() == 0.1


def test_short_name_of_a_method_includes_its_class():
    assert ArgScope.from_dict({"forward": {"rate": 1}}) == scope_of(Net.forward, rate=1)
    assert ArgScope.from_dict({"Net.run": {"rate": 1}}) == scope_of(Net.run, rate=1)


def test_short_name_of_several_targets_names_none():
    with pytest.raises(UnknownTargetError, match="more than one"):
        ArgScope.from_dict({"run": {"rate": 1}})


def test_full_name_is_never_ambiguous():
    assert ArgScope.from_dict({run._key_op: {"rate": 1}}) == scope_of(run, rate=1)


def test_part_of_a_word_is_not_a_short_name():
    with pytest.raises(UnknownTargetError):
        ArgScope.from_dict({"olve": {"padding": "SAME"}})


def test_names_from_a_file_are_interned():
    name = json.loads('"padding"')
    scope = ArgScope.from_dict({"convolve": {name: "SAME"}})
    assert next(iter(scope[CONVOLVE])) is sys.intern("padding")


def test_reading_never_imports(monkeypatch):
    monkeypatch.setitem(sys.modules, "antigravity", None)
    with pytest.raises(UnknownTargetError):
        ArgScope.from_dict({"antigravity:fly": {"to": "moon"}})
    with pytest.raises(UnknownTargetError):
        ArgScope.from_dict({"convolve": {"normalizer": {"$target": "os:system"}}})


def test_unknown_argument_in_data_is_an_error():
    with pytest.raises(UnknownArgumentError):
        ArgScope.from_dict({"convolve": {"pading": "SAME"}})


@pytest.mark.parametrize(
    "data",
    [
        5,
        [("convolve", {})],
        {5: {"padding": "SAME"}},
        {"convolve": 5},
        {"convolve": {5: "SAME"}},
        {"convolve": {"padding": {"$target": 5}}},
        {"convolve": {"padding": {"$target": "*"}}},
        {"convolve": {"padding": {"$unknown": 5}}},
        {"convolve": {"padding": [{"$forced": 5}]}},
        {"convolve": {"padding": {"$pinned": {"$forced": 5}}}},
        {"convolve": {"padding": {"$plain": 5}}},
        {"convolve": {"padding": {"$target": "run", "more": 1}}},
    ],
)
def test_data_of_another_form_is_an_error(data):
    with pytest.raises(ScopeDataError):
        ArgScope.from_dict(data)


def test_dict_with_other_keys_than_text_is_a_value():
    scope = ArgScope.from_dict({"convolve": {"sizes": {1: 2}}})
    assert scope[CONVOLVE]["sizes"] == {1: 2}


@pytest.mark.parametrize("value", [len, object(), {1, 2}, {1: 2}, {"$a": 1}, [len], 1j])
def test_value_without_a_form_in_a_file_is_an_error(value):
    with pytest.raises(ScopeDataError, match="cannot write padding"):
        scope_of(convolve, padding=value).to_dict()


def test_plain_dict_of_a_scope_takes_values_as_they_are():
    value = {"$target": "whatever"}
    assert ArgScope({CONVOLVE: {"padding": value}})[CONVOLVE]["padding"] is value


def test_plain_dict_of_a_scope_needs_full_names():
    with pytest.raises(UnknownTargetError):
        ArgScope({"convolve": {"padding": "SAME"}})


def test_target_that_is_gone_is_unknown():
    key = add_arg_scope(lambda a=1: a)._key_op
    with pytest.raises(UnknownTargetError):
        ArgScope({key: {"a": 5}})
