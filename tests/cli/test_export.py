"""`argscope export`: what it prints, and what it says of mistakes."""

from pathlib import Path


def test_target_is_told(called, monkeypatch):
    monkeypatch.setattr(
        "argscope.finetune.export", lambda run, name, _target: run / f"net.{name}"
    )
    assert called("export", "runs/net", "--format", "onnx") == (
        0,
        f"wrote {Path('runs/net/net.onnx')}\n",
        "",
    )


def test_format_and_output_are_handed_on(called, monkeypatch):
    given = []
    monkeypatch.setattr("argscope.finetune.export", lambda *all_: given.append(all_))
    called("export", "runs/net", "--format", "onnx", "--output", "net.onnx")
    assert given == [(Path("runs/net"), "onnx", Path("net.onnx"))]


def test_unknown_format_is_refused(called, tmp_path):
    assert called("export", tmp_path, "--format", "onx") == (
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
