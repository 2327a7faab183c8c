"""Presets: tables of a file to choose from."""

import pytest

from argscope import ArgScope, ScopeFileError, add_arg_scope, arg_scope
from argscope.errors import ScopeDataError

pytestmark = pytest.mark.usefixtures("only_own_targets")


@add_arg_scope
def relu(x):
    return max(x, 0)


@add_arg_scope
def conv(x, filters=8, padding="VALID", activation=None, sizes=None):
    return x, filters, padding, activation, sizes


def refused(kind, path):
    with pytest.raises(kind) as caught:
        ArgScope.from_file(path)
    return str(caught.value)


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
        ((), 1, None),
        ("small", 2, None),
        (["square"], 4, [3]),
        (["small", "square"], 4, [3]),
        (["square", "small"], 2, [3]),
    ],
)
def test_preset_is_of_effect_when_chosen_and_the_later_wins(
    file, name, preset, filters, sizes
):
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
