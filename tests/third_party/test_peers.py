"""Libraries that read callables, given functions and classes that are targets."""

import dataclasses
import warnings

import beartype
import fiddle
import gin
import hydra.utils
import jsonargparse
import pydantic
import pytest
import typeguard
import typer
import tyro
from typer.testing import CliRunner

from argscope import add_arg_scope, arg_scope

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it imports what setuptools deprecates
    import sacred


@add_arg_scope
def draw(x: int, width: int = 1, name: str = "line") -> tuple[int, int, str]:
    """Draw something."""
    return x, width, name


@add_arg_scope
class Pen:
    """A pen.

    Args:
        width: In pixels.
        solid: Whether the line has no gaps.
    """

    def __init__(self, width: int = 2, solid: bool = False):
        self.width, self.solid = width, solid


@add_arg_scope
@dataclasses.dataclass
class Ink:
    shade: int = 1
    name: str = "black"


def test_hydra_instantiates_through_the_scope():
    with arg_scope([draw, Pen], width=5):
        function = {"_target_": f"{__name__}.draw", "x": 3}
        assert hydra.utils.instantiate(function) == (3, 5, "line")
        assert hydra.utils.instantiate({"_target_": f"{__name__}.Pen"}).width == 5
        partial = hydra.utils.instantiate({**function, "_partial_": True})
        assert partial() == (3, 5, "line")


def test_fiddle_builds_through_the_scope():
    with arg_scope([draw, Pen], width=5):
        assert fiddle.build(fiddle.Config(draw, x=3)) == (3, 5, "line")
        assert fiddle.build(fiddle.Config(Pen, solid=True)).width == 5
    assert fiddle.build(fiddle.Config(Ink, shade=4)) == Ink(4)


def test_gin_configures_what_is_a_target():
    configured = gin.external_configurable(draw, "draw")
    gin.bind_parameter("draw.name", "bound")
    with arg_scope([draw], width=5):
        assert configured(3) == (3, 5, "bound")
    assert isinstance(gin.external_configurable(Pen, "Pen")(), Pen)


def test_command_lines_read_the_signature():
    assert tyro.cli(draw, args=["--x", "3", "--width", "4"]) == (3, 4, "line")
    assert tyro.cli(Ink, args=["--shade", "3"]).shade == 3
    assert tyro.cli(Pen, args=["--width", "3"]).width == 3
    assert jsonargparse.auto_cli(draw, args=["3", "--width=4"]) == (3, 4, "line")


def test_jsonargparse_adds_the_arguments_of_a_class():
    parser = jsonargparse.ArgumentParser(exit_on_error=False)
    parser.add_class_arguments(Pen, "pen")
    given = parser.parse_args(["--pen.width=7"])
    assert parser.instantiate_classes(given).pen.width == 7


def test_typer_makes_a_command():
    app = typer.Typer()

    @app.command()
    @add_arg_scope
    def command(x: int, size: int = 2) -> None:
        typer.echo(f"{x} {size}")

    assert CliRunner().invoke(app, ["3", "--size", "5"]).output.strip() == "3 5"


def test_pydantic_validates_over_and_under():
    assert pydantic.validate_call(draw)("3", width="4") == (3, 4, "line")

    @add_arg_scope
    @pydantic.validate_call
    def under(x: int, size: int = 1):
        return x, size

    with arg_scope([under], size="4"):
        assert under(3) == (3, 4)


def test_pydantic_has_fields_of_decorated_classes_and_decorated_models():
    class Drawing(pydantic.BaseModel, arbitrary_types_allowed=True):
        pen: Pen
        ink: Ink

    assert Drawing(pen=Pen(), ink=Ink(3)).ink.shade == 3

    @add_arg_scope
    class Model(pydantic.BaseModel):
        a: int = 1
        b: str = "q"

    with arg_scope([Model], a=5):
        assert Model().model_dump() == {"a": 5, "b": "q"}
        assert Model.model_validate({"b": "z"}).b == "z"
    assert Model(a=2).model_dump() == {"a": 2, "b": "q"}


@pytest.mark.parametrize("check", [beartype.beartype, typeguard.typechecked])
def test_checkers_of_types_stand_over_and_under(check):
    under = add_arg_scope(check(draw.__wrapped__))
    with arg_scope([under], width=6):
        assert under(3) == (3, 6, "line")
    with pytest.raises(Exception, match="str"):
        beartype.beartype(draw)("no")


def test_sacred_captures_what_is_a_target():
    experiment = sacred.Experiment("e", interactive=True, save_git_info=False)
    experiment.add_config(width=8)
    captured = experiment.capture(draw)

    @experiment.main
    def run():
        return captured(3)

    assert experiment.run(options={"--loglevel": "ERROR"}).result[:2] == (3, 8)
