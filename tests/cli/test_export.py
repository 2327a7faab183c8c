"""`argscope export`: what it prints, and what it says of mistakes."""

from pathlib import Path


def test_target_is_told(called, monkeypatch, run_folder):
    monkeypatch.setattr(
        "argscope.finetune.export", lambda run, name, _target: run / f"net.{name}"
    )
    assert called("export", run_folder, "--format", "onnx") == (
        0,
        f"wrote {run_folder / 'net.onnx'}\n",
        "",
    )


def test_format_and_output_are_handed_on(called, monkeypatch, run_folder):
    given = []
    monkeypatch.setattr("argscope.finetune.export", lambda *all_: given.append(all_))
    called("export", run_folder, "--format", "onnx", "--output", "net.onnx")
    assert given == [(run_folder, "onnx", Path("net.onnx"))]


def test_output_in_a_file_is_refused(called, run_folder):
    output = run_folder / "result.json" / "net.onnx"
    assert called("export", run_folder, "--format", "onnx", "--output", output) == (
        1,
        "",
        f"argscope: --output is {output.parent}, which is a file, not a folder. Give "
        "another.\n",
    )


def test_unknown_format_is_refused(called, run_folder):
    assert called("export", run_folder, "--format", "onx") == (
        1,
        "",
        "argscope: There is no format 'onx'. Did you mean 'onnx'?\n"
        "  known: onnx, saved_model, safetensors\n",
    )


def test_format_must_be_given(called):
    assert called("export", "runs/net") == (
        2,
        "",
        "argscope: the following arguments are required: --format.\n"
        "See: argscope export --help\n",
    )
