"""`argscope diff`: what two files of settings say otherwise, and the exit status."""

import json

import pytest

pytest.importorskip("yaml", reason="PyYAML reads one of the formats")
pytestmark = pytest.mark.usefixtures("only_own_targets")

SETTINGS = {
    "net:conv": {"size": 3, "padding": "SAME", "act": {"$target": "net:relu"}},
    "net:train": {"lr": 0.1, "sizes": [1, 2]},
}
TOML = """\
[net:train]
sizes = [1, 2]
lr = 0.1
[net:conv]
act = {"$target" = "net:relu"}
padding = "SAME"
size = 3
""".replace("net:train]", '"net:train"]').replace("net:conv]", '"net:conv"]')
YAML = """\
net:train: {sizes: [1, 2], lr: 0.1}
net:conv: {padding: SAME, size: 3, act: {$target: net:relu}}
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The same settings in three formats and orders, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(json.dumps(SETTINGS))
    (tmp_path / "b.toml").write_text(TOML)
    (tmp_path / "c.yaml").write_text(YAML)
    return tmp_path


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("left", ["a.json", "b.toml", "c.yaml"])
@pytest.mark.parametrize("right", ["a.json", "b.toml", "c.yaml"])
def test_formats_and_order_do_not_count(called, left, right):
    assert called("diff", left, right) == (0, "", "")


def test_what_differs_is_a_table_and_status_1(called, files):
    (files / "d.toml").write_text(
        TOML.replace("lr = 0.1", "lr = 0.2").replace("size = 3\n", "stride = 2\n")
    )
    status, out, err = called("diff", "b.toml", "d.toml")
    assert (status, err) == (1, "")
    assert [line.split() for line in out.splitlines()] == [
        ["target", "argument", "b.toml", "d.toml"],
        ["---------", "--------", "-------", "-------"],
        ["net:train", "lr", "0.1", "0.2"],
        ["net:conv", "size", "3", "<unset>"],
        ["stride", "<unset>", "2"],
    ]


def test_short_name_is_the_full_one_of_the_other_file(called, files):
    (files / "d.toml").write_text(
        TOML.replace('"net:train"', "train").replace('"net:conv"', "conv")
    )
    assert called("diff", "d.toml", "b.toml") == (0, "", "")
    assert called("diff", "b.toml", "d.toml") == (0, "", "")


def test_short_name_that_fits_two_stays_what_it_is(called, files):
    (files / "d.toml").write_text('["a:f"]\nx = 1\n["b:f"]\nx = 1\n')
    (files / "e.toml").write_text("f.x = 1\n")
    _, out, _ = called("diff", "d.toml", "e.toml")
    assert [line.split()[0] for line in out.splitlines()[2:]] == ["a:f", "b:f", "f"]


def test_strength_is_a_difference(called, files):
    (files / "d.toml").write_text("f.x = 1\n")
    (files / "e.toml").write_text('f.x = {"$forced" = 1}\n')
    status, out, _ = called("diff", "d.toml", "e.toml")
    assert status == 1
    assert out.split()[-4:] == ["x", "1", "1", "(forced)"]


@pytest.mark.usefixtures("files")
def test_file_that_is_not_there_is_trouble_and_no_difference(called):
    assert called("diff", "a.json", "none.toml") == (
        2,
        "",
        "argscope: none.toml: No such file or directory.\n",
    )


def test_file_that_is_no_settings_is_trouble(called, files):
    (files / "d.toml").write_text("[net\n")
    status, out, err = called("diff", "a.json", "d.toml")
    assert (status, out) == (2, "")
    assert err.startswith("argscope: d.toml is no TOML: ")
