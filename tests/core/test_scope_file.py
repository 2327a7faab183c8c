"""Scopes in files: what is read, and on which lines it stood."""

import json

import pytest

from argscope import ArgScope, ScopeFileError, add_arg_scope, arg_scope
from argscope._core.scope_file import check_can_write

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def relu(x):
    return max(x, 0)


@add_arg_scope
def conv(x, filters=8, padding="VALID", activation=None, sizes=None):
    return x, filters, padding, activation, sizes


TOML = """\
# A comment, and a key with dots.
relu.x = 1

[conv]
filters = 64     # another comment
sizes = [
  3,
  5,
]
padding = '''
[conv]
filters = 1
'''

activation = {"$target" = "relu"}
"""

YAML = """\
# A comment.
relu: {x: 1}
conv:
  filters: 64
  sizes:
    - 3
    - 5
  padding: "[conv]\\nfilters = 1\\n"
  activation: {$target: relu}
"""

JSON = """\
{"relu": {"x": 1},
 "conv": {"filters": 64, "sizes": [3, 5], "padding": "[conv]\\nfilters = 1\\n",
          "activation": {"$target": "relu"}}}
"""


def lines_of(scope):
    arguments = ("filters", "sizes", "padding", "activation")
    found = {name: scope.origin(conv, name).line for name in arguments}
    return {**found, "x": scope.origin(relu, "x").line}


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("s.toml", TOML, [5, 6, 10, 15, 2]),
        ("s.yaml", YAML, [4, 5, 8, 9, 2]),
        ("s.yml", YAML, [4, 5, 8, 9, 2]),
        ("s.json", JSON, [0, 0, 0, 0, 0]),
    ],
)
def test_file_is_read_and_each_value_knows_its_line(file, name, text, lines):
    path = file(name, text)
    scope = ArgScope.from_file(path)
    with arg_scope(scope):
        assert conv(0) == (0, 64, "[conv]\nfilters = 1\n", relu, [3, 5])
    assert list(lines_of(scope).values()) == lines
    assert scope.origin(conv, "filters").filename == str(path)


def test_place_is_shown_as_the_file(file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file("s.toml", "[conv]\nfilters = 64\n")
    file("s.json", '{"conv": {"filters": 64}}')
    assert "s.toml:2" in str(ArgScope.from_file("s.toml"))
    assert str(ArgScope.from_file("s.json")).split()[-1] == "s.json"


def test_error_in_a_call_says_which_file_set_it(file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file("s.toml", "[relu]\nx = 'much'\n")
    with arg_scope(ArgScope.from_file("s.toml")), pytest.raises(TypeError) as caught:
        relu()
    assert caught.value.__notes__ == [
        "relu() got these arguments from scopes:\n  x='much'  set by s.toml:2"
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n"])
@pytest.mark.parametrize("name", ["s.toml", "s.yaml"])
def test_file_without_settings_is_an_empty_scope(file, name, text):
    assert ArgScope.from_file(file(name, text)) == ArgScope()


def test_files_add_up_and_the_later_one_wins(file):
    one = ArgScope.from_file(file("a.toml", "[conv]\nfilters = 1\nsizes = [1]\n"))
    other = ArgScope.from_file(file("b.toml", "[conv]\nfilters = 2\n"))
    both = one | other
    assert dict(both[conv._key_op]) == {
        "filters": 2,
        "sizes": [1],
    }
    assert both.origin(conv, "filters").filename.endswith("b.toml")
    assert both.origin(conv, "sizes").filename.endswith("a.toml")


def test_files_read_together_are_as_one(file):
    one = file("a.toml", "[conv]\nfilters = 1\nsizes = [1]\n")
    other = file("b.json", '{"*": {"filters": 2}}')
    both = ArgScope.from_file(one, other)
    assert both == ArgScope.from_file(one) | ArgScope.from_file(other)
    with arg_scope(both):
        assert conv(0) == (0, 2, "VALID", None, [1])
    assert ArgScope.from_file() == ArgScope()


def test_lines_behind_a_very_long_value_are_not_told(file):
    long = "\n".join("  1," for _ in range(300))
    text = f"[relu]\nx = 1\n[conv]\nsizes = [\n{long}\n]\nfilters = 64\n"
    scope = ArgScope.from_file(file("s.toml", text))
    assert scope.origin(relu, "x").line == 2
    assert scope.origin(conv, "filters").line == 0


@pytest.mark.parametrize("name", ["s.toml", "s.json", "s.yaml", "s.yml"])
def test_what_is_written_is_read_again(tmp_path, name):
    if not name.endswith("json"):
        pytest.importorskip("tomlkit" if name.endswith("toml") else "yaml")
    scope = ArgScope({conv._key_op: {"filters": 64, "activation": relu, "sizes": [3]}})
    scope = scope.pinned()
    scope.to_file(tmp_path / name)
    assert ArgScope.from_file(tmp_path / name) == scope


@pytest.mark.parametrize("name", ["s.toml", "s.json", "s.yaml"])
def test_none_is_written_in_every_format(tmp_path, name):
    if not name.endswith("json"):
        pytest.importorskip("tomlkit" if name.endswith("toml") else "yaml")
    scope = ArgScope({conv._key_op: {"activation": None, "sizes": [None, {"a": None}]}})
    scope.to_file(tmp_path / name)
    again = ArgScope.from_file(tmp_path / name)
    assert again == scope
    assert again[conv._key_op]["activation"] is None


def test_none_is_a_mark_in_toml(file):
    path = file("s.toml", 'conv.activation = {"$none" = true}\n')
    assert ArgScope.from_file(path)[conv._key_op]["activation"] is None


@pytest.mark.parametrize("name", ["s.toml", "s.json"])
def test_text_that_no_file_can_hold(tmp_path, name):
    if name.endswith("toml"):
        pytest.importorskip("tomlkit", reason="it writes TOML")
    path = tmp_path / name
    with pytest.raises(ScopeFileError) as caught:
        ArgScope({conv._key_op: {"padding": "\ud800"}}).to_file(path)
    assert str(caught.value).startswith(
        f"{path} cannot hold the scope, for {name[2:].upper()} has no form for a value: "
        "'utf-8' codec can't encode character '\\ud800' in position "
    )
    assert not path.exists()


def test_json_is_written_for_people_too(tmp_path):
    ArgScope({conv._key_op: {"padding": "é"}}).to_file(tmp_path / "s.json")
    text = (tmp_path / "s.json").read_text(encoding="utf-8")
    assert text == f'{{\n  "{conv._key_op}": {{\n    "padding": "é"\n  }}\n}}\n'
    assert json.loads(text)


def test_a_place_for_a_file_is_looked_at_before_there_is_anything_to_write(tmp_path):
    check_can_write(tmp_path / "new.json")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError, match="The folder is not there"):
        check_can_write(tmp_path / "nowhere" / "new.json")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(IsADirectoryError, match="A folder is there"):
        check_can_write(tmp_path / "folder.json")
    with pytest.raises(ScopeFileError):
        check_can_write(tmp_path / "new.ini")
