"""`argscope run` of programs of TensorFlow 1, as they are."""

import os
import re
import subprocess
import sys

import pytest

from argscope import cli

NET = """\
import tensorflow as tf
slim = tf.contrib.slim


def net(images):
    with slim.arg_scope([slim.conv2d], padding="VALID"):
        return slim.conv2d(images, 2, 3, scope="conv")
"""

TRAIN = """\
import sys

import tensorflow as tf
from nets.small import net

flags = tf.app.flags
flags.DEFINE_integer("steps", 1, "How often.")


def main(_):
    if flags.FLAGS.steps == 0:
        sys.exit("nothing to do")
    if flags.FLAGS.steps < 0:
        raise ValueError("how often?")
    images = tf.placeholder(tf.float32, [None, 4, 4, 1])
    mean = tf.reduce_mean(net(images))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(flags.FLAGS.steps):
            print(session.run(mean, {images: [[[[0.0]] * 4] * 4]}))


if __name__ == "__main__":
    print(__name__, sys.argv[0], "tensorflow" in sys.modules)
    tf.app.run()
"""


@pytest.fixture
def folder(tmp_path):
    """Return a repository: a program in a folder of it imports from another one."""
    for path, text in {
        "nets/__init__.py": "",
        "nets/small.py": NET,
        "scripts/train.py": TRAIN,
        "new.py": "import sys\nprint(sorted({'keras', 'argscope.tf1'} & {*sys.modules}))",
    }.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.fixture
def run(folder):
    """Return a function that runs `argscope run`: its status, output and errors."""

    def call(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "argscope", "run", *arguments],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "KERAS_BACKEND": "jax",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return call


def test_an_old_program_finds_tensorflow_and_its_own_modules(run, folder):
    options = ["--explain", "page.html", "--profile"]
    status, out, err = run("scripts/train.py", *options, "--", "--steps", "2")
    assert (status, out) == (0, "__main__ scripts/train.py False\n0.0\n0.0\n"), err
    assert "argscope: 3 runs of sessions took " in err
    assert re.search(r"\n      2 .* ms  Mean:0\n", err)
    page = (folder / "page.html").read_text()
    assert "conv2d" in page
    assert "VALID" in page
    assert "nets/small.py" in page


@pytest.mark.parametrize(
    ("steps", "end"),
    [("0", "nothing to do\n"), ("-1", "\nValueError: how often?\n")],
)
def test_an_old_program_ends_as_it_would(steps, end, run):
    status, _, err = run("-m", "scripts.train", "--", "--steps", steps)
    assert status == 1
    assert err.endswith(end)
    first = [line for line in err.splitlines() if line.startswith("  File")][:1]
    assert all("scripts/train.py" in line for line in first)


def test_other_programs_do_not_load_it(run):
    assert run("new.py") == (0, "[]\n", "")


def test_a_profile_is_of_sessions(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit):
        cli.main(["run", "new.py", "--profile"])
    assert capsys.readouterr().err.startswith(
        "argscope: --profile is not an option of this program; of one of TensorFlow 1 it "
        "would be.\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--root", "nest"], "There is no file or folder nest. Did you mean 'nets'?"),
        (["--explain", "a/page.html"], "--explain is a/page.html, and there is no folder a to write it to."),
        (["--explain", "nets"], "--explain is nets, which is a folder, not a file. Give the name of a file."),
        (["--backend", "jaxx"], "argument --backend: there is no 'jaxx'. Did you mean 'jax'? Known are: jax, torch, tensorflow."),
    ],
)  # fmt: skip
def test_options_that_cannot_be_are_told_before_it_runs(
    options, message, folder, monkeypatch, capsys
):
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as stop:
        cli.main(["run", "scripts/train.py", *options])
    assert stop.value.code == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == (
        "",
        f"argscope: {message}\nSee: argscope run --help\n",
    )
