"""Files of settings that are none, and what is said of them."""

import sys

import pytest

from argscope import ArgScope, ScopeFileError, add_arg_scope
from argscope.errors import ScopeDataError, UnknownArgumentError, UnknownTargetError

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def relu(x):
    return max(x, 0)


@add_arg_scope
def conv(x, filters=8, padding="VALID", activation=None, sizes=()):
    return x, filters, padding, activation, sizes


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


def test_yaml_cannot_be_read_without_its_library(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    (tmp_path / "s.yaml").write_text("conv: {}")
    assert refused(ScopeFileError, tmp_path / "s.yaml") == (
        "Files of this kind need PyYAML. Install it: pip install 'argscope[settings]'"
    )


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
    told = refused(ScopeDataError, file(name, text))
    assert "expected a mapping of arguments for 'conv', got 3" in told
