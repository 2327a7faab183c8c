"""Finding damaged images before training: each is decoded once, by several processes.

They are not `concurrent.futures`' processes. Those import the main program again, so
that a script which calls `fine_tune` without `if __name__ == "__main__":` would start
itself, and a decoder that crashes would not tell at which file.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, final

from argscope._images.image_file import fault_of

_SHARE: Final = 50  # images that are worth another process: it takes 0.2 s to start


def damaged_among(files: Sequence[Path], shown: Iterable[Path]) -> dict[Path, str]:
    """Return which files cannot be read as images, and why, in their order.

    Args:
        files: All files.
        shown: The same; it is iterated over while the work is done, and may show how
            far that is.
    """
    count = min(os.cpu_count() or 1, math.ceil(len(files) / _SHARE))
    damaged = {}
    with contextlib.ExitStack() as stack:
        decoders = [
            stack.enter_context(_Decoder(files[first::count])) for first in range(count)
        ]
        for row, file in enumerate(shown):
            fault = decoders[row % count].next_fault()
            if fault is not None:
                damaged[file] = fault
    return damaged


@final
class _Decoder:
    """A process that decodes files one after another, and another if that crashes."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = [str(file) for file in files]
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._answers.close()

    def next_fault(self) -> str | None:
        """Return what is wrong with the next file; None if nothing is."""
        answer = self._answers.readline()
        del self._files[0]
        if answer:
            fault: str | None = json.loads(answer)
            return fault
        status = self._process.wait()
        if status >= 0:  # no crash: it has told its error on standard error
            raise subprocess.CalledProcessError(status, self._process.args)
        self._answers.close()
        self._start()
        return f"decoding it crashes with signal {-status}"

    def _start(self) -> None:
        self._process = subprocess.Popen(  # this interpreter, our module
            [sys.executable, "-P", "-m", "argscope.finetune._damaged"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # what interrupts us is not for it: we end it
        )
        questions, self._answers = _pipes_of(self._process)
        # All at once: it reads all of it before it answers, so neither waits forever.
        with contextlib.suppress(BrokenPipeError), questions:
            json.dump(self._files, questions)


def _pipes_of(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise TypeError("the process was started without pipes")
    return process.stdin, process.stdout


def _main() -> None:
    with contextlib.suppress(BrokenPipeError):
        for file in json.load(sys.stdin):
            sys.stdout.write(f"{json.dumps(fault_of(Path(file)))}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _main()
