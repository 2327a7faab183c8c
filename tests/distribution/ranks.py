"""Programs in several processes that meet: started together, and ended together."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 240


def free_port():
    """Return a port at which nobody listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def environment(devices=1):
    """Return that of a process with so many devices."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return {
        **os.environ,
        "PYTHONPATH": paths,
        "OMP_NUM_THREADS": "1",
        "JAX_NUM_CPU_DEVICES": str(devices),
    }


def told_by(module, *arguments, processes=1, devices=1):
    """Run a program in processes; return what each one has told, read from JSON.

    It is given the coordinator, its number and the arguments.
    """
    coordinator = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", module, coordinator]
    started = [
        subprocess.Popen(
            [*command, str(index), *map(str, arguments)],
            cwd=ROOT,
            env=environment(devices),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for index in range(processes)
    ]
    try:
        ends = [process.communicate(timeout=SECONDS) for process in started]
    finally:
        for process in started:
            process.kill()
    for process, (_, errors) in zip(started, ends, strict=True):
        assert process.returncode == 0, errors
    return [json.loads(out.splitlines()[-1]) for out, _ in ends]
