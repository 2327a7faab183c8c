"""Damaged images are found by processes that decode each of them once."""

import os
import signal
import subprocess
import sys

import pytest
from tests.finetune.pictures import write_image

from argscope.finetune import _damaged
from argscope.finetune._damaged import damaged_among


@pytest.fixture
def files(tmp_path):
    """Return seven files, of which the second and the sixth are damaged."""
    paths = [write_image(tmp_path / f"{number}.png") for number in range(7)]
    for row in (1, 5):
        paths[row].write_text("text")
    return paths


@pytest.mark.parametrize("share", [3, 100])
def test_damaged_files_are_told_in_their_order(share, files, monkeypatch):
    monkeypatch.setattr(_damaged, "_SHARE", share)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    fault = "it is not an image"
    assert damaged_among(files, files) == {files[1]: fault, files[5]: fault}
    assert list(damaged_among(files, files)) == [files[1], files[5]]


def test_no_files_need_no_process(monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    assert damaged_among([], []) == {}


CRASHING = """
import os, sys
from argscope.finetune import _damaged
fault_of = _damaged.fault_of
def crash(path):
    return os.kill(os.getpid(), 9) if path.name in ("2.png", "3.png") else fault_of(path)
_damaged.fault_of = crash
_damaged._main()
"""


@pytest.fixture
def decoder(monkeypatch):
    """Return a function that replaces the program of the processes."""
    real = subprocess.Popen

    def replace(program):
        def start(_command, **options):
            return real([sys.executable, "-c", program], **options)

        monkeypatch.setattr(subprocess, "Popen", start)

    return replace


def test_files_at_which_a_decoder_crashes_are_told_and_the_others_decoded(
    files, decoder
):
    decoder(CRASHING)
    crash = f"decoding it crashes with signal {signal.SIGKILL.value}"
    assert damaged_among(files, files) == {
        files[1]: "it is not an image",
        files[2]: crash,
        files[3]: crash,
        files[5]: "it is not an image",
    }


def test_decoder_that_does_not_start_is_no_damage(files, decoder, capfd):
    decoder("import sys; sys.exit('no such module')")
    with pytest.raises(subprocess.CalledProcessError):
        damaged_among(files, files)
    assert capfd.readouterr().err == "no such module\n"


def test_script_without_a_guard_may_look_for_damage(files, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from argscope.finetune._damaged import damaged_among\n"
        f"files = [Path(p) for p in {[str(path) for path in files]}]\n"
        "print(len(damaged_among(files, files)))\n"
    )
    done = subprocess.run(
        [sys.executable, script],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.stdout, done.stderr) == ("2\n", "")
