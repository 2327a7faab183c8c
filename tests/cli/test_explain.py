"""`argscope explain` on the command line."""

import json

import pytest

from argscope.cli import main

NET = """\
from argscope import add_arg_scope, arg_scope, layers

def net(images):
    with arg_scope([layers.conv2d], padding="VALID") as scope:
        net = layers.conv2d(images, 4, [3, 3], scope="conv1")
        net = layers.conv2d(net, 8, [3, 3], scope="conv2")
    return layers.fully_connected(layers.flatten(net), 2, scope="logits")

def defaults():
    with arg_scope([layers.conv2d], normalizer_fn=layers.batch_norm) as scope:
        return scope

def skip(images):
    net = layers.conv2d(images, 3, [1, 1], scope="conv1")
    return layers.conv2d(net + images, 3, [1, 1], scope="conv2")
"""

SCRIPT = """\
import sys
from argscope import add_arg_scope, arg_scope

@add_arg_scope
def conv(x, size=3):
    return x * size

print("printed by the script")
with arg_scope([conv], size=int(sys.argv[1])):
    conv(2)
    if len(sys.argv) > 2:
        conv(None)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(NET)
    (tmp_path / "run.py").write_text(SCRIPT)
    return tmp_path


def explained(capsys, *arguments):
    status = main(["explain", *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("only_own_targets", "no_processes")
def test_settings_are_explained_as_of_the_command_line(folder, capsys):
    (folder / "run.py").write_text(SCRIPT.replace("size=int(sys.argv[1])", "size=5"))
    assert main(["explain", "run.py", "--set", "conv.size=7", "--set", "gone.x=1"]) == 0
    told = capsys.readouterr()
    assert "    conv()  size      7      used by 1 call\n" in told.out
    assert (
        "      size      7      scope 1, pinned  5 (scope 2), 3 (own default)"
        in told.out
    )
    assert told.err == (
        "argscope: a setting had no effect:\n"
        "  gone.x (command line):  there is no such target\n"
    )


def test_a_network_is_explained_with_its_layers(capsys):
    status, document = explained(capsys, "net.py:net", "--input", "8,8,3")
    assert status == 0
    layers = [n for n in document["network"]["nodes"] if n["call"] is not None]
    assert [(n["path"], n["output_shape"], n["parameters"]) for n in layers] == [
        ("conv1", [None, 6, 6, 4], 3 * 3 * 3 * 4 + 4),
        ("conv2", [None, 4, 4, 8], 3 * 3 * 4 * 8 + 8),
        ("", [None, 4 * 4 * 8], 0),
        ("logits", [None, 2], 128 * 2 + 2),
    ]
    assert [n["multiply_adds"] for n in layers] == [
        6 * 6 * 3 * 3 * 3 * 4,
        4 * 4 * 3 * 3 * 4 * 8,
        0,
        128 * 2,
    ]


def test_the_example_of_the_readme_is_explained(capsys, request):
    path = request.config.rootpath / "examples/lenet.py"
    status, document = explained(capsys, f"{path}:lenet", "--input", "28,28,1")
    assert status == 0
    assert document["unused"] == []


def test_a_scope_to_run_under_can_be_named(capsys):
    _, document = explained(
        capsys, "net.py:net", "--input", "8,8,3", "--scope", "defaults"
    )
    first = {a["name"]: a for a in document["calls"][0]["arguments"]}
    assert first["normalizer_fn"]["value"] == "batch_norm()"
    assert first["normalizer_fn"]["by"] == "scope"


def test_a_shortcut_is_an_edge_of_the_graph(capsys):
    _, document = explained(capsys, "net.py:skip", "--input", "8,8,3")
    nodes = document["network"]["nodes"]
    assert [(n["name"], n["inputs"]) for n in nodes] == [
        ("input", []),
        ("conv2d", [0]),
        ("add", [1, 0]),
        ("conv2d", [2]),
    ]


def test_a_script_gets_its_arguments_and_keeps_standard_output_apart(capsys):
    status = main(["explain", "run.py", "--json", "--", "7"])
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert status == 0
    assert "printed by the script" in printed.err
    assert document["calls"][0]["result"] == "14"


def test_piped_text_is_plain(capsys):
    assert main(["explain", "run.py", "--", "7"]) == 0
    text = capsys.readouterr().out
    assert "x         2      the call  -" in text
    assert "size      7      scope 1   3 (own default)" in text
    assert "\x1b" not in text


def test_what_was_recorded_is_shown_before_the_error(capsys):
    status = main(["explain", "run.py", "--", "7", "more"])
    printed = capsys.readouterr()
    assert status == 1
    assert "2. conv() at run.py:12: raised TypeError: unsupported" in printed.out
    assert printed.out.index("1. conv()") < printed.out.index("Stopped by an error")
    assert "size=7  set by arg_scope at run.py:9" in printed.out
    assert printed.err.startswith("argscope: run.py stopped: TypeError: unsupported")


def test_an_input_that_does_not_fit_is_one_screen_and_a_failure(capsys):
    status = main(["explain", "net.py:net", "--input", "8,8"])
    printed = capsys.readouterr()
    assert status == 1
    assert "conv2d() at conv1 expected inputs of rank 4" in printed.err
    assert len(printed.out.splitlines()) < 40


def test_a_function_that_needs_arguments_gets_the_advice_to_give_an_input(capsys):
    assert main(["explain", "net.py:net"]) == 1
    printed = capsys.readouterr()
    assert "missing 1 required positional argument: 'images'" in printed.err
    assert "--input 224,224,3" in printed.out


def test_a_wrong_program_is_one_line_and_a_failure(capsys):
    assert main(["explain", "nett.py:net"]) == 1
    assert capsys.readouterr().err == (
        "argscope: There is no file 'nett.py'. Did you mean 'net.py'?\n"
    )


def test_a_wrong_shape_is_told(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["explain", "net.py:net", "--input", "8x8"])
    assert stop.value.code == 2
    assert "expected whole numbers >= 1 with commas" in capsys.readouterr().err


def test_strict_fails_for_unused_defaults(capsys, folder):
    text = SCRIPT.replace("conv(2)", "conv(2, 1)")
    (folder / "unused.py").write_text(text)
    assert main(["explain", "unused.py", "--strict", "--", "7"]) == 1
    assert "unused:  size=7 for conv()" in capsys.readouterr().err


def test_a_page_is_written(folder, capsys):
    assert main(["explain", "run.py", "--html", "out.html", "--", "7"]) == 0
    assert "wrote out.html" in capsys.readouterr().err
    assert "run.py" in (folder / "out.html").read_text()


def test_the_document_follows_its_schema(capsys, request):
    jsonschema = pytest.importorskip("jsonschema")
    schema = request.config.rootpath / "docs/reference/explain.schema.json"
    for arguments in (["net.py:net", "--input", "8,8,3"], ["net.py:net"]):
        _, document = explained(capsys, *arguments)
        jsonschema.validate(document, json.loads(schema.read_text()))
