"""`to_file` onto a file that is there: in TOML, what does not change stays as it was."""

import json

import pytest

from argscope import ArgScope, add_arg_scope

tomlkit = pytest.importorskip("tomlkit", reason="it writes TOML")
pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def relu(x=0): ...


@add_arg_scope
def conv(filters=8, padding="VALID", activation=None, sizes=None): ...


@add_arg_scope
def pool(size=1): ...


OLD = """\
# On top.
relu.x = 1  # dotted

# About conv.
[conv]
filters = 64   # many
sizes = [
  3,  # three
  5,
]
padding = "SAME"  # goes

[pool]  # goes
size = 2

[presets.small]
conv.filters = 3  # stays
"""

NEW = f"""\
# On top.
relu.x = 2.0  # dotted

# About conv.
[conv]
filters = 32   # many
sizes = [
  3,  # three
  5,
]
activation = {{"$target" = "{__name__}:relu"}}

[presets.small]
conv.filters = 3  # stays

["*"]
size = 9
"""


def scope_of(**tables):
    any_ = {"*": tables.pop("any_")} if "any_" in tables else {}
    return ArgScope.from_dict({**tables, **any_})


@pytest.fixture
def changed():
    return scope_of(
        relu={"x": 2.0},
        conv={"filters": 32, "sizes": [3, 5], "activation": {"$target": "relu"}},
        any_={"size": 9},
    )


def test_what_stays_is_as_it_was_and_the_rest_is_what_the_scope_says(file, changed):
    path = file("s.toml", OLD)
    changed.to_file(path)
    assert path.read_text() == NEW
    assert ArgScope.from_file(path) == changed
    changed.to_file(path)
    assert path.read_text() == NEW


def test_scope_that_a_file_holds_changes_nothing_in_it(file):
    path = file("s.toml", OLD)
    ArgScope.from_file(path).to_file(path)
    assert path.read_text() == OLD


@pytest.mark.parametrize(
    ("old", "new"),
    [(1, 1.0), (1, True), ("1", 1), ([1, 2], [2, 1]), ({"a": 1}, {"a": 1.0})],
)
def test_value_of_another_type_is_another_value(file, old, new):
    path = file("s.toml", "")
    scope_of(relu={"x": old}).to_file(path)
    scope_of(relu={"x": new}).to_file(path)
    assert repr(ArgScope.from_file(path)) == repr(scope_of(relu={"x": new}))


def test_values_are_written_behind_their_names(file):
    path = file("s.toml", "")
    value = {"a": [{"b": 1}, (2, {"c": 3})]}
    scope_of(relu={"x": value}).pinned().to_file(path)
    assert path.read_text() == (
        f'["{__name__}:relu"]\n'
        'x = {"$pinned" = {a = [{b = 1}, [2, {c = 3}]]}}\n'
    )


def test_names_that_have_no_target_yet_stay(file):
    text = "[later]\nx = 1  # stays\n"
    path = file("s.toml", text)
    ArgScope.from_file(path, late=True).to_file(path)
    assert path.read_text() == text


@pytest.mark.parametrize(
    "old", ["no toml", b"\xff", "a.b.c = 3\n", "[conv]\n[[conv.sizes]]\nx = 1\n"]
)
def test_file_that_held_something_else_is_replaced(file, old, changed):
    path = file("s.toml", old)
    changed.to_file(path)
    assert ArgScope.from_file(path) == changed


def test_file_is_written_anew_where_the_library_fails(file, monkeypatch, changed):
    def broken(_text):
        raise ZeroDivisionError

    path = file("s.toml", OLD)
    monkeypatch.setattr(tomlkit, "parse", broken)
    changed.to_file(path)
    assert "#" not in path.read_text()
    assert ArgScope.from_file(path) == changed
    assert ArgScope.from_file(path, preset="small")[conv._key_op]["filters"] == 3


def test_file_is_written_anew_where_the_library_is_wrong(file, monkeypatch, changed):
    path = file("s.toml", OLD)
    monkeypatch.setattr(tomlkit, "parse", lambda _: tomlkit.document())
    monkeypatch.setattr(tomlkit, "dumps", once_wrong(tomlkit.dumps))
    changed.to_file(path)
    assert ArgScope.from_file(path) == changed


def once_wrong(dumps):
    calls = []

    def dumped(data):
        calls.append(data)
        return dumps(data) if len(calls) == 1 else "relu.x = 3"

    return dumped


@pytest.mark.parametrize("old", ['{"conv": {"filters": 1}}', "[1]", "3", "{"])
def test_other_formats_keep_the_names(file, old):
    path = file("s.json", old)
    scope_of(conv={"filters": 2}).to_file(path)
    name = "conv" if "conv" in old else conv._key_op
    assert json.loads(path.read_text()) == {name: {"filters": 2}}


def test_other_formats_keep_the_presets(file):
    presets = {"small": {"conv": {"filters": 1}}}
    path = file("s.yaml", json.dumps({"pool": {"size": 1}, "presets": presets}))
    scope_of(conv={"filters": 2}).to_file(path)
    assert ArgScope.from_file(path) == scope_of(conv={"filters": 2})
    assert ArgScope.from_file(path, preset="small") == scope_of(conv={"filters": 1})
    path = file("t.yaml", "3: x")
    scope_of(conv={"filters": 2}).to_file(path)
    assert ArgScope.from_file(path) == scope_of(conv={"filters": 2})
