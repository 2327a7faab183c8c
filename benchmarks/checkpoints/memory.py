"""How much memory reading takes, in a process that does nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

from benchmarks.checkpoints.speed import read_ours


def measure_memory(prefix: Path) -> dict[str, int]:
    """Return the peaks of memory, in bytes, while all tensors are read in turn."""
    module = "benchmarks.checkpoints.memory"
    command = [sys.executable, "-m", module, str(prefix)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own interpreter
    found: dict[str, int] = json.loads(done.stdout)
    return found


def main() -> None:
    prefix = Path(sys.argv[1])
    from argscope.checkpoint import load_checkpoint

    reader = load_checkpoint(prefix)
    reader[min(reader, key=lambda name: reader.shapes[name])]  # loads the libraries
    before = _resident()
    read_ours(prefix)
    grown = _resident() - before
    tracemalloc.start()
    read_ours(prefix)
    _, peak = tracemalloc.get_traced_memory()
    print(
        json.dumps({"peak of Python and NumPy": peak, "growth of the process": grown})
    )


def _resident() -> int:
    # Linux. Not getrusage: its peak is that of the parent if that one's was higher.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return 1024 * int(line.split()[1])


if __name__ == "__main__":
    main()
