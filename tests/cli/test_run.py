"""`argscope run`: settings in a program that knows nothing of them."""

import os
import subprocess
import sys

import pytest

TRAIN = """\
import sys
import textwrap
import threading

from argscope import add_arg_scope, adopt, arg_scope

adopt(textwrap.shorten)

@add_arg_scope
def conv(x, padding="VALID", stride=1):
    return x, padding, stride

@add_arg_scope
class Adam:
    def __init__(self, lr=0.1):
        self.lr = lr

def train():
    with arg_scope([conv], padding="CIRCULAR", stride=2):
        print(conv(1, stride=5), Adam().lr, textwrap.shorten("one two three", 9))
        worker = threading.Thread(target=lambda: print(conv(2)))
        worker.start()
        worker.join()

if __name__ == "__main__":
    train()
    if "fail" in sys.argv:
        raise ValueError("half-way")
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a program and files of settings."""
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "small.toml").write_text(
        '[conv]\npadding = "SAME"\n\n[Adam]\nlr = 0.5\n\n[presets.tiny.Adam]\nlr = 0.7\n'
    )
    (tmp_path / "none.toml").write_text("[conv\n")
    return tmp_path


@pytest.fixture
def run(folder):
    """Return a function that runs `argscope run`: its status, output and errors."""

    def call(*arguments, program="train.py"):
        done = subprocess.run(
            [sys.executable, "-m", "argscope", "run", *program.split(), *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return call


def test_without_settings_nothing_changes(run):
    out = "(1, 'CIRCULAR', 5) 0.1 one [...]\n(2, 'VALID', 1)\n"
    assert run() == (0, out, "")


def test_settings_win_over_scopes_and_reach_threads_classes_and_adopted_functions(run):
    settings = ["conv.padding=SAME", "Adam.lr=3e-4", "shorten.placeholder='..'"]
    options = [part for setting in settings for part in ("--set", setting)]
    out = "(1, 'SAME', 5) 0.0003 one two..\n(2, 'SAME', 1)\n"
    assert run(*options) == (0, out, "")
    assert run(*options, program="-m train") == (0, out, "")


def test_what_is_typed_wins_over_files_and_over_their_presets(run):
    options = ["--settings", "small.toml"]
    assert run(*options)[1].startswith("(1, 'SAME', 5) 0.5 ")
    options += ["--preset", "tiny"]
    assert run(*options)[1].startswith("(1, 'SAME', 5) 0.7 ")
    options += ["--set", "Adam.lr=0.9"]
    assert run(*options)[1].startswith("(1, 'SAME', 5) 0.9 ")


def test_forced_settings_win_over_calls(run):
    assert run("--set", "conv.stride=7", "--force") == (
        0,
        "(1, 'CIRCULAR', 7) 0.1 one [...]\n(2, 'VALID', 7)\n",
        "",
    )


def test_a_run_can_be_repeated(run):
    options = ["--settings", "small.toml", "--set", "conv.stride=3"]
    assert run(*options) == run(*options)


def test_a_value_that_names_a_target_is_that(run, folder):
    (folder / "train.py").write_text(
        "from argscope import add_arg_scope\n"
        "adam = add_arg_scope(lambda: 'adam')\n"
        "adam = add_arg_scope(dict)\n"
        "@add_arg_scope\n"
        "def train(optimizer=None):\n    return optimizer\n"
        "@add_arg_scope\n"
        "def sgd():\n    return 'sgd'\n"
        "print(train() is sgd)\n"
    )
    assert run("--set", "train.optimizer=@sgd") == (0, "True\n", "")


NO_EFFECT = [
    ("conv.stride=7 conv.padding=SAME",
     "a setting had no effect:\n"
     "  conv.stride (command line):  given by the only call, at train.py:20 in train()"),
    ("con.stride=7",
     "a setting had no effect:\n"
     "  con.stride (command line):  there is no such target: did you mean 'conv'?"),
    ("other:conv.stride=7",
     "a setting had no effect:\n"
     "  other:conv.stride (command line):  there is no such target: did you mean 'conv'?"),
    ("relu.x=7 *.never=1",
     "2 settings had no effect:\n"
     "  relu.x (command line):   there is no such target\n"
     "  *.never (command line):  nothing that takes never was called"),
    ("train.x=7",
     "a setting had no effect:\n"
     "  train.x (command line):  there is no such target"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "report"), NO_EFFECT)
def test_settings_without_an_effect_are_told_at_the_end(settings, report, run, folder):
    # Without the thread, whose call leaves the stride out.
    program = TRAIN.replace("print(conv(2))", "None")
    (folder / "train.py").write_text(program)
    options = [part for each in settings.split() for part in ("--set", each)]
    status, _, err = run(*options)
    assert (status, err) == (0, f"argscope: {report}\n")


def test_a_setting_of_a_file_is_told_with_its_line(run, folder):
    (folder / "more.toml").write_text("[conv]\npadding = 'SAME'\n\n[gone]\nx = 1\n")
    assert run("--settings", "more.toml")[2] == (
        "argscope: a setting had no effect:\n"
        "  gone.x (more.toml:5):  there is no such target\n"
    )


def test_after_a_failure_the_report_comes_after_the_traceback(run, folder):
    status, _, err = run("--set", "conv.strid=1", "--set", "gone.x=1", "--", "fail")
    assert status == 1
    assert err.startswith("Traceback (most recent call last):\n")
    inside = [line for line in err.splitlines() if "/argscope/" in line]
    assert len(inside) == 2  # where the call came in, and was refused
    assert err.endswith(
        "  set by:  command line\n  allowed: x, padding, stride\n"
        "argscope: 2 settings had no effect:\n"
        "  conv.strid (command line):  conv() never ran\n"
        "  gone.x (command line):      there is no such target\n"
    )
    status, _, err = run("--set", "gone.x=1", "--", "fail")
    assert status == 1
    assert err.endswith(
        "ValueError: half-way\n"
        "argscope: a setting had no effect:\n"
        "  gone.x (command line):  there is no such target\n"
    )


def test_what_forked_processes_called_is_not_known(run, folder):
    (folder / "train.py").write_text(
        "import multiprocessing\n"
        "from argscope import add_arg_scope\n"
        "@add_arg_scope\n"
        "def load(size=1):\n    print(size)\n"
        "if __name__ == '__main__':\n"
        "    process = multiprocessing.get_context('fork').Process(target=load)\n"
        "    process.start()\n"
        "    process.join()\n"
    )
    assert run("--set", "load.size=3") == (
        0,
        "3\n",
        "argscope: a setting had no effect:\n"
        "  load.size (command line):  load() never ran\n"
        "  What other processes called is not known here.\n",
    )


def test_what_spawned_processes_did_without_settings_is_told(run, folder):
    (folder / "train.py").write_text(
        "import multiprocessing\n"
        "from argscope import add_arg_scope, current_arg_scope\n"
        "@add_arg_scope\n"
        "def load(size=1):\n    print(size, flush=True)\n"
        "if __name__ == '__main__':\n"
        "    spawn = multiprocessing.get_context('spawn')\n"
        "    for function in (load, current_arg_scope().bind(load)):\n"
        "        process = spawn.Process(target=function)\n"
        "        process.start()\n"
        "        process.join()\n"
        "    load()\n"
    )
    assert run("--set", "load.size=3") == (
        0,
        "1\n3\n3\n",
        "argscope: processes that were spawned began without the settings. Let them run "
        "functions that are bound, ArgScope.bind, or choose the start method fork.\n",
    )


def test_a_fork_that_ends_by_itself_tells_nothing(run, folder):
    (folder / "train.py").write_text("import os\nif os.fork(): os.wait()\n")
    assert run("--set", "gone.x=3")[2].count("had no effect") == 1


WRONG = [
    ("train.py --set conv.stride",
     "'conv.stride' has no `=`. Write target.argument=value, such as optimizer.lr=3e-4."),
    ("train.py --settings gone.toml",
     "gone.toml: No such file or directory."),
    ("train.py --settings none.toml",
     "none.toml is no TOML: Expected ']' at the end of a table declaration (at line 1, "
     "column 6)."),
    ("train.py --preset tiny",
     "--preset tiny is a table [presets.tiny] of a file, and there is no file. Give it "
     "with --settings."),
    ("trian.py",
     "There is no program trian.py. Did you mean 'train.py'?"),
    ("train.py small.toml",
     "There are 2 programs: train.py, small.toml. Arguments of the program stand after "
     "--."),
    ("train.py -m train",
     "There are 2 programs: train.py, -m train. Arguments of the program stand after --."),
    ("",
     "Give the program to run, or -m and a module."),
    (".",
     ". is no program: there is no __main__.py in it. Give a file of it."),
    ("train.py --set",
     "argument --set: expected one argument."),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "message"), WRONG)
def test_what_is_wrongly_typed_is_told_before_anything_runs(typed, message, run):
    assert run(program=typed) == (
        2,
        "",
        f"argscope: {message}\nSee: argscope run --help\n",
    )


def test_arguments_of_the_program_stand_after_dashes(run):
    assert run("--epochs", "3") == (
        2,
        "",
        "argscope: unrecognized arguments: --epochs 3. Arguments of the program stand "
        "after --, as in: argscope run train.py -- --epochs 3.\nSee: argscope --help\n",
    )


@pytest.mark.parametrize("module", ["gone", "train.gone", "xml.gone", "xml"])
def test_a_module_that_is_not_there_is_told(module, run):
    shown = "xml.__main__" if module == "xml" else module
    assert run(program=f"-m {module}") == (
        2,
        "",
        f"argscope: There is no module {shown} to run. For a file leave -m out.\n",
    )


def test_nothing_but_the_core_is_imported(run, folder):
    (folder / "train.py").write_text(
        "import sys\n"
        "print({'keras', 'numpy', 'inspect', 'argscope.report'} & {*sys.modules})\n"
    )
    # What measures coverage, say, is in every process from its start.
    plain = subprocess.check_output([sys.executable, folder / "train.py"], text=True)
    assert run("--settings", "small.toml")[1] == plain
