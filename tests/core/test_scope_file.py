"""Scopes in files: what is read, on which lines it stood, and what is refused."""

import json
import sys

import pytest

from argscope import ArgScope, ScopeFileError, add_arg_scope, arg_scope
from argscope.errors import ScopeDataError, UnknownArgumentError, UnknownTargetError

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def relu(x):
    return max(x, 0)


@add_arg_scope
def conv(x, filters=8, padding="VALID", activation=None, sizes=()):
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


@pytest.fixture
def file(tmp_path):
    """Return what writes a file of a name and gives its path."""

    def write(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def needs_yaml(name):
    if name.endswith(("yaml", "yml")):
        pytest.importorskip("yaml", reason="PyYAML reads it")


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
    needs_yaml(name)
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
    needs_yaml(name)
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


# Presets.

PRESETS_TOML = """\
[conv]
filters = 1
padding = "FULL"

[presets.small]
conv.filters = 2
relu.x = 3

[presets.square.conv]
sizes = [3]
filters = 4
"""

PRESETS_YAML = """\
conv: {filters: 1, padding: FULL}
presets:
  small:
    conv: {filters: 2}
    relu: {x: 3}
  square: {conv: {sizes: [3],
                  filters: 4}}
"""


@pytest.mark.parametrize("name", ["s.toml", "s.yaml"])
@pytest.mark.parametrize(
    ("preset", "filters", "sizes"),
    [
        ((), 1, ()),
        ("small", 2, ()),
        (["square"], 4, [3]),
        (["small", "square"], 4, [3]),
        (["square", "small"], 2, [3]),
    ],
)
def test_preset_is_of_effect_when_chosen_and_the_later_wins(
    file, name, preset, filters, sizes
):
    needs_yaml(name)
    path = file(name, PRESETS_TOML if name == "s.toml" else PRESETS_YAML)
    with arg_scope(ArgScope.from_file(path, preset=preset)):
        assert conv(0) == (0, filters, "FULL", None, sizes)


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("s.toml", PRESETS_TOML, [11, 10, 7]),
        ("s.yaml", PRESETS_YAML, [7, 6, 5]),
        ("s.json", '{"presets": {"small": {"conv": {"filters": 2}}}}', [0]),
    ],
)
def test_values_of_presets_know_their_lines(file, name, text, lines):
    needs_yaml(name)
    path = file(name, text)
    chosen = ["small"] if name == "s.json" else ["small", "square"]
    scope = ArgScope.from_file(path, preset=chosen)
    asked = [(conv, "filters"), (conv, "sizes"), (relu, "x")]
    origins = [scope.origin(*each) for each in asked[: len(lines)]]
    assert [each.line for each in origins] == lines
    assert {each.filename for each in origins} == {str(path)}


def test_presets_of_files_are_chosen_from_all_of_them(file):
    one = file("a.toml", "presets.x.conv.filters = 1\npresets.x.conv.padding = 'A'\n")
    other = file("b.toml", "conv.filters = 2\nconv.padding = 'B'\n")
    third = file("c.toml", "presets.x.conv.padding = 'C'\n")
    with arg_scope(ArgScope.from_file(one, other, third, preset="x")):
        assert conv(0)[1:3] == (1, "C")


def test_preset_that_is_not_there(file):
    path = file("s.toml", PRESETS_TOML)
    with pytest.raises(ScopeFileError) as caught:
        ArgScope.from_file(path, preset="smal")
    assert str(caught.value) == (
        f"There is no preset 'smal' in {path}. Did you mean 'small'?\n"
        "  known:   small, square"
    )
    one, other = file("a.toml", ""), file("b.toml", "")
    with pytest.raises(ScopeFileError) as caught:
        ArgScope.from_file(one, other, preset=["small"])
    assert str(caught.value) == (
        f"There is no preset 'small' in {one} or {other}. There is none at all."
    )


def test_presets_that_are_none(file):
    path = file("s.toml", "[conv]\nfilters = 1\n[[presets]]\nx = 1\n")
    assert refused(ScopeFileError, path) == (
        f"{path}:3: expected a table of presets, got [{{'x': 1}}]. A target that is "
        "called presets has to be named in full."
    )


def test_preset_that_is_none(file):
    path = file("s.toml", "[presets]\nsmall = 3\n")
    with pytest.raises(ScopeDataError) as caught:
        ArgScope.from_file(path, preset="small")
    assert str(caught.value) == (
        "ArgScope.from_file() expected a mapping of targets at the top, got 3. Write "
        '{"module:function": {"argument": value}}.\n'
        f"  set by:  {path}:2"
    )


def test_lines_behind_a_very_long_value_are_not_told(file):
    long = "\n".join("  1," for _ in range(300))
    text = f"[relu]\nx = 1\n[conv]\nsizes = [\n{long}\n]\nfilters = 64\n"
    scope = ArgScope.from_file(file("s.toml", text))
    assert scope.origin(relu, "x").line == 2
    assert scope.origin(conv, "filters").line == 0


@pytest.mark.parametrize("name", ["s.toml", "s.json", "s.yaml", "s.yml"])
def test_what_is_written_is_read_again(tmp_path, name):
    needs_yaml(name)
    if name.endswith("toml"):
        pytest.importorskip("tomlkit", reason="it writes TOML")
    scope = ArgScope({conv._key_op: {"filters": 64, "activation": relu, "sizes": [3]}})
    scope = scope.pinned()
    scope.to_file(tmp_path / name)
    assert ArgScope.from_file(tmp_path / name) == scope


@pytest.mark.parametrize("name", ["s.toml", "s.json", "s.yaml"])
def test_none_is_written_in_every_format(tmp_path, name):
    needs_yaml(name)
    if name.endswith("toml"):
        pytest.importorskip("tomlkit", reason="it writes TOML")
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


def refused(kind, path):
    with pytest.raises(kind) as caught:
        ArgScope.from_file(path)
    return str(caught.value)


def test_text_that_is_no_toml(file):
    path = file("s.toml", "[conv\n")
    told = refused(ScopeFileError, path)
    assert told.startswith(f"{path} is no TOML: ")
    assert "line 1, column 6" in told


def test_text_that_is_no_json(file):
    path = file("s.json", '{"conv": }')
    assert refused(ScopeFileError, path) == (
        f"{path} is no JSON: Expecting value: line 1 column 10 (char 9)"
    )


def test_text_that_is_no_yaml(file):
    pytest.importorskip("yaml", reason="PyYAML reads it")
    path = file("s.yaml", "conv: [1\n")
    told = refused(ScopeFileError, path)
    assert told.startswith(f"{path} is no YAML: ")
    assert "line 2, column 1" in told


def test_bytes_that_are_no_utf_8(file):
    path = file("s.toml", b"[conv]\npadding = '\xff'\n")
    assert refused(ScopeFileError, path) == (
        f"{path} is not a text in UTF-8: byte 18 is 0xff."
    )


def test_byte_order_mark_is_none_of_the_text(file):
    path = file("s.toml", b"\xef\xbb\xbf[conv]\nfilters = 64\n")
    assert ArgScope.from_file(path).origin(conv, "filters").line == 2


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "s.toml",
            "[conv]\nfilters = 1\n[conv]\n",
            "TOML: Cannot declare ('conv',) twice (at line 3, column 6)",
        ),
        (
            "s.toml",
            "[conv]\nfilters = 1\nfilters = 1\n",
            "TOML: Cannot overwrite a value (at line 3, column 12)",
        ),
        ("s.json", '{"conv": {}, "conv": {}}', "JSON: 'conv' is there twice"),
        (
            "s.yaml",
            "conv: {}\nrelu: {}\nconv: {}\n",
            "YAML: 'conv' is there twice, in line 1 and in line 3",
        ),
        (
            "s.yaml",
            "conv:\n  filters: 1\n  filters: 1\n",
            "YAML: 'filters' is there twice, in line 2 and in line 3",
        ),
    ],
)
def test_name_that_is_in_a_file_twice(file, name, text, told):
    needs_yaml(name)
    path = file(name, text)
    assert refused(ScopeFileError, path) == f"{path} is no {told}"


def test_target_that_is_named_twice(file):
    path = file("s.toml", f"[conv]\nfilters = 1\n['{conv._key_op}']\nsizes = [1]\n")
    assert refused(ScopeDataError, path) == (
        f"ArgScope.from_file() got {conv._key_op} twice, as 'conv' and as "
        f"'{conv._key_op}'. Set its arguments in one place.\n"
        f"  set by:  {path}:3"
    )


BOMB = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("s.yaml", "conv:\n  sizes: &a [*a]\n"),
        ("s.yaml", "conv: &a {sizes: *a}\n"),
        ("s.yaml", "conv: &a {sizes: [*a, *a]}\n"),
        ("s.yaml", BOMB),
        ("s.toml", f"conv.sizes = {'[' * 150}{']' * 150}\n"),
    ],
    ids=["list", "dict", "both", "bomb", "deep"],
)
def test_value_without_an_end(file, name, text):
    needs_yaml(name)
    path = file(name, text)
    assert refused(ScopeFileError, path) == (
        f"{path} nests values more than 100 deep, or has more than 262144 of them. So "
        "does a value that holds itself."
    )


def test_file_that_is_too_long(file):
    path = file("s.toml", b"#" * 10_000_000)
    assert refused(ScopeFileError, path) == (
        f"{path} is longer than the 1 MiB that settings may have."
    )


def test_ending_that_is_not_known(file):
    path = file("s.ini", "")
    assert refused(ScopeFileError, path) == (
        f"What {path} is to hold is told by the end of its name, and '.ini' is no format "
        "of scopes.\n  known:   .toml, .json, .yaml, .yml"
    )


@pytest.mark.parametrize(
    ("module", "package", "name"),
    [("tomlkit", "tomlkit", "s.toml"), ("yaml", "PyYAML", "s.yaml")],
)
def test_library_that_is_not_there(module, package, name, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ScopeFileError) as caught:
        ArgScope().to_file(tmp_path / name)
    assert str(caught.value) == (
        f"Files of this kind need {package}. Install it: pip install 'argscope[settings]'"
    )
    assert not (tmp_path / name).exists()


def test_yaml_cannot_be_read_without_its_library(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert "need PyYAML" in refused(ScopeFileError, file("s.yaml", "conv: {}"))


def test_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        ArgScope.from_file(tmp_path / "s.toml")


def test_list_is_no_scope(file):
    told = refused(ScopeDataError, file("s.json", "[]"))
    assert told.startswith(
        "ArgScope.from_file() expected a mapping of targets at the top"
    )


def test_argument_that_a_target_does_not_take(file):
    path = file("s.toml", "\n[conv]\nfilter = 64\n")
    assert refused(UnknownArgumentError, path) == (
        "ArgScope.from_file() got 'filter', which conv() does not take. Did you mean "
        "'filters'?\n"
        f"  set by:  {path}:3\n"
        "  allowed: x, filters, padding, activation, sizes"
    )


def test_target_that_is_not_there(file):
    path = file("s.toml", "[relu]\nx = 1\n[covn]\nfilters = 64\n")
    told = refused(UnknownTargetError, path)
    assert told.startswith("'covn' is not a scoped callable of this program.")
    assert f"\n  set by:  {path}:3\n" in told


@pytest.mark.parametrize(
    ("name", "text"), [("s.toml", "conv = 3"), ("s.yaml", "conv: 3")]
)
def test_table_that_is_no_mapping_is_refused(file, name, text):
    needs_yaml(name)
    told = refused(ScopeDataError, file(name, text))
    assert "expected a mapping of arguments for 'conv', got 3" in told
