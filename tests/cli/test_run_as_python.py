"""`argscope run PROGRAM` is as `python PROGRAM`: what it sees, how it ends, what it prints."""

import os
import py_compile
import subprocess
import sys
import zipfile

import pytest

FACTS = """\
import pickle, sys, threading

class Mine: ...

main = sys.modules["__main__"]
print(__name__, __file__, __package__, __cached__, __doc__)
print(__spec__ and (__spec__.name, __spec__.origin), type(__builtins__).__name__)
print(sys.argv, sys.path)
print(main.__dict__ is globals(), type(pickle.loads(pickle.dumps(Mine()))) is Mine)
print(sys.stdin.read(), open("beside.txt").read())
"""

# What ends a program, and leaves something to be seen behind it.
ENDINGS = {
    "at its end": "import atexit; atexit.register(print, 'at exit')",
    "an error": "def f():\n    raise ValueError('half-way')\nf()",
    "an error from an error": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    [][0]",
    "an error with a cause": "raise KeyError(1) from OSError(2)",
    "a group of errors": "raise ExceptionGroup('two', [ValueError(1), KeyError(2)])",
    "a status": "sys.exit(7)",
    "a text": "sys.exit('that is all')",
    "no status": "raise SystemExit",
    "an interrupt": "raise KeyboardInterrupt",
    "a signal": "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
    "a hook of its own": "sys.excepthook = lambda *e: print('mine', e[1])\n1 / 0",
    "a late thread": "import time\nthreading.Thread(target=lambda: (time.sleep(0.1), "
    "print('late', __name__))).start()",
    "a warning": "import warnings\nwarnings.warn('old', DeprecationWarning)",
    "a mistake in what it runs": "exec('1 +')",
}  # fmt: skip


@pytest.fixture
def same(tmp_path):
    """Return a function that runs a program both ways, and tells what it did if alike."""

    def run(start, *arguments):
        done = subprocess.run(
            [sys.executable, *start, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            input="typed",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def both(*program, options=()):
        alone = run([*options, *program], "--epochs", "3")
        ours = ["-m", "argscope", "run", *program, "--", "--epochs", "3"]
        assert run([*options, *ours]) == alone
        return alone

    (tmp_path / "beside.txt").write_text("a file")
    return both


def test_a_script_sees_the_same(same, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "train.py").write_text(FACTS)
    status, out, err = same("in/train.py")
    assert (status, err) == (0, "")
    assert "['in/train.py', '--epochs', '3']" in out


def test_a_linked_script_sees_the_same(same, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "train.py").write_text(FACTS)
    (tmp_path / "link.py").symlink_to("in/train.py")
    assert same("link.py")[0] == 0


def test_a_compiled_script_sees_the_same(same, tmp_path):
    (tmp_path / "train.py").write_text(FACTS)
    py_compile.compile(str(tmp_path / "train.py"), str(tmp_path / "train.pyc"))
    assert same("train.pyc")[0] == 0


def test_a_module_sees_the_same(same, tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    (tmp_path / "package" / "train.py").write_text(FACTS)
    (tmp_path / "package" / "__main__.py").write_text(FACTS)
    assert "package.train" in same("-m", "package.train")[1]
    assert "package.__main__" in same("-m", "package")[1]


def test_a_folder_sees_the_same(same, tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text(FACTS)
    assert same("app")[0] == 0


def test_an_archive_sees_the_same(same, tmp_path):
    with zipfile.ZipFile(tmp_path / "app.pyz", "w") as archive:
        archive.writestr("__main__.py", FACTS)
    assert same("app.pyz")[0] == 0


@pytest.mark.parametrize("option", ["-P", "-O"])
def test_options_of_python_mean_the_same(option, same, tmp_path):
    (tmp_path / "train.py").write_text(f"{FACTS}assert not __debug__, 'checked'\n")
    same("train.py", options=[option])


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_script_ends_the_same(ending, same, tmp_path):
    (tmp_path / "train.py").write_text(f"import sys, threading\n{ENDINGS[ending]}\n")
    same("train.py")


@pytest.mark.parametrize(
    "text",
    [b"1 +\n", b"# coding: latin-1\nprint('\xe9')\n", b"\xef\xbb\xbfprint(1)\n"],
    ids=["no Python", "another coding", "a mark first"],
)
def test_a_text_is_read_the_same(text, same, tmp_path):
    (tmp_path / "train.py").write_bytes(text)
    same("train.py")


def test_a_traceback_of_a_module_begins_in_it(tmp_path):
    (tmp_path / "train.py").write_text("1 / 0\n")
    done = subprocess.run(
        [sys.executable, "-m", "argscope", "run", "-m", "train"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    first, second, *_ = done.stderr.splitlines()
    assert first == "Traceback (most recent call last):"
    assert second == f'  File "{tmp_path / "train.py"}", line 1, in <module>'
