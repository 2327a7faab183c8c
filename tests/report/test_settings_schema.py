"""The JSON Schema of settings takes the files that a program takes, and no others."""

import json
import tomllib
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, Literal, NewType, Optional

import pytest

from argscope import ArgScope, add_arg_scope, arg_scope
from argscope._core.fitting import UnfitError, fitted
from argscope.errors import ArgScopeError
from argscope.report import knobs
from argscope.report._knobs.types_as_schema import type_as_schema

jsonschema = pytest.importorskip("jsonschema", reason="it checks by schemas")
pytestmark = pytest.mark.usefixtures("only_own_targets")


MARK = {"$none": True}  # None, for a program that reads a file
Pixels = NewType("Pixels", int)
Way = Enum("Way", ["SGD", "ADAM"])


@add_arg_scope
def relu(x): ...


@add_arg_scope
def fit(  # noqa: PLR0917  # one of each kind
    images,
    rate: float = 0.1,
    steps: int = None,  # noqa: RUF013  # as many write it
    way: Literal["sgd", "adam", 3] = "sgd",
    sizes: tuple[int, ...] = (),
    act: Callable | None = None,
    *,
    verbose: bool = False,
):
    """Fit a model.

    :param rate: Step size.
    """


@add_arg_scope
def open_ended(first=1, **more): ...


class Model:
    @add_arg_scope
    def fit(self, rate: float = 1.0): ...


HERE = fit.__module__


def checked(text, program=None):
    """Return what is wrong with a TOML file, by either draft that editors know."""
    schema = json.loads(json.dumps(knobs().schema(program)))
    data = tomllib.loads(text)
    wrong = []
    for validator in (jsonschema.Draft4Validator, jsonschema.Draft7Validator):
        validator.check_schema(schema)
        wrong.append([error.message for error in validator(schema).iter_errors(data)])
    assert len(wrong[0]) == len(wrong[1])
    return wrong[0]


RIGHT = [
    "",
    "relu.x = 1",
    f'["{HERE}:fit"]\nrate = 1\nsteps = 3\nway = 3\nsizes = [1, 2]\nverbose = true',
    '["Model.fit"]\nrate = 2.0',
    f'["{HERE}:Model.fit"]\nrate = 2.0',
    f'["{HERE}:fit"]\nact = {{"$target" = "relu"}}',
    f'["{HERE}:fit"]\nact = {{"$none" = true}}\nsteps = {{"$none" = true}}',
    f'["{HERE}:fit"]\nrate = {{"$default" = true}}\nsteps = {{"$forced" = 3}}',
    f'["{HERE}:fit"]\nrate = {{"$unchecked" = "high"}}',
    f'["{HERE}:fit"]\nimages = {{"$target" = "relu"}}',
    '["*"]\nrate = 0.1\nx = 3',
    "open_ended = {first = 2, anything = [1]}",
    "[presets.small]\nrelu.x = 1\n[presets.large]\nopen_ended.first = 3",
]
WRONG = [
    "rleu.x = 1",
    "relu.y = 1",
    f'["{HERE}:fit"]\nrate = "high"',
    f'["{HERE}:fit"]\nsteps = 1.5',
    f'["{HERE}:fit"]\nsteps = true',
    f'["{HERE}:fit"]\nway = "adamm"',
    f'["{HERE}:fit"]\nsizes = ["1"]',
    f'["{HERE}:fit"]\nverbose = 1',
    f'["{HERE}:fit"]\nrate = {{"$none" = true}}',
    f'["{HERE}:fit"]\nrate = {{"$forced" = 1, "$pinned" = 1}}',
    '["*"]\nratio = 1',
    "relu = 1",
    "[presets.small]\nrelu.y = 1",
]


@pytest.mark.parametrize("text", RIGHT)
def test_right_files_are_taken(text):
    assert checked(text) == []
    ArgScope.from_dict({k: v for k, v in tomllib.loads(text).items() if k != "presets"})


@pytest.mark.parametrize("text", WRONG)
def test_wrong_files_are_refused(text):
    assert len(checked(text)) == 1


def test_short_name_that_fits_two_is_refused_as_in_a_program():
    with pytest.raises(ArgScopeError):
        ArgScope.from_dict({"fit": {"rate": 1}})
    assert len(checked("fit.rate = 1")) == 1


def test_names_of_a_main_program_are_taken():
    text = '["__main__:fit"]\nrate = 1'
    assert len(checked(text)) == 1
    assert checked(text, program=HERE) == []


def test_what_a_scope_writes_is_taken(tmp_path):
    pytest.importorskip("tomlkit", reason="it writes TOML")
    with arg_scope(fit, rate=1, steps=None, act=relu, sizes=[1]) as scope:
        pass
    for written in (scope, scope.pinned(), scope.forced()):
        written.to_file(tmp_path / "s.toml")
        assert checked((tmp_path / "s.toml").read_text()) == []


def test_editors_find_short_names_texts_and_defaults():
    schema = knobs().schema()
    assert list(schema["properties"]) == [
        "relu", f"{HERE}:fit", "open_ended", "Model.fit", "*", "presets",
    ]  # fmt: skip
    table = schema["definitions"][f"{HERE}:fit"]
    assert table["description"] == "Fit a model."
    rate = table["properties"]["rate"]
    assert (rate["description"], rate["default"]) == ("Step size.", 0.1)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (int | str, [1, "a"], [1.5, None]),
        (Optional[int], [None, 1, MARK], ["a"]),  # noqa: UP045  # as users may
        (Annotated[int, "pixels"], [1], ["a"]),
        (Pixels, [1], ["a"]),
        (Way, ["SGD", "ADAM"], ["sgd", 1]),
        (Literal[Way.SGD, 3], ["SGD", 3], ["ADAM"]),
        (set[int], [[1]], [["a"]]),
        (Literal["a", None], ["a", None], ["b"]),  # noqa: PYI061  # as some write it
        (list, [[], [1]], [1, {}]),
        (tuple, [[], [1]], [1]),
        (tuple[int, ...], [[1, 2]], [["a"]]),
        (tuple[int, str], [[1, "a"]], [[1], [1, 1], [1, "a", 1]]),
        (dict[str, int], [{"a": 1}], [{"a": "b"}, 1]),
        (dict, [{"a": 1}], [1]),
        (Callable[[int], int], [{"$target": "relu"}, 1], []),
        (Any, [1, None, "a"], []),
        (object, [1, "a"], []),
        (int | Any, [1, "a"], []),
        ([], [1, "a"], []),
        (None, [None], [1]),
    ],
    ids=str,
)
def test_types_are_told_as_far_as_a_file_can_hold_them(kind, good, bad):
    definitions = knobs().schema()["definitions"]
    schema = {**type_as_schema(kind), "definitions": definitions}
    validator = jsonschema.Draft4Validator(schema)
    assert [value for value in good if not validator.is_valid(value)] == []
    assert [value for value in bad if validator.is_valid(value)] == []
    assert [value for value in good if value != MARK and not fits(value, kind)] == []
    assert [value for value in bad if fits(value, kind)] == []


def fits(value, kind):
    """Return whether a program takes the value."""
    try:
        fitted(value, kind)
    except UnfitError:
        return False
    return True
