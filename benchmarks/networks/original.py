"""The original beside us: its interpreter, in a process that takes turns with ours.

TF-Slim needs a TensorFlow and a Python of its own time. So it runs in another process,
which does nothing until it is told to, and times itself.

    python -m benchmarks.networks.original NETWORK SIZE WIDTH

reads one JSON request a line and answers each with one line.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final, final

import numpy as np

from benchmarks.networks.subjects import Network

NAME: Final = "tf_slim"
_ROOT: Final = Path(__file__).resolve().parents[2]


@final
class Original:
    """The network in the original, as a `Way`.

    It draws its images itself; they are those of `Network.images`.

    Attributes:
        elapsed: Seconds of the last `train` or `infer`, measured over there.
    """

    def __init__(self, python: Path, network: Network) -> None:
        self.elapsed: float | None = None
        self._process = subprocess.Popen(  # noqa: S603  # the user's option
            [
                python,
                "-m",
                __name__,
                network.name,
                str(network.size),
                str(network.width),
            ],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def load(self, weights: dict[str, np.ndarray]) -> None:
        """Start from these weights, without momentum."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "weights.npz"
            np.savez(file, **weights)  # type: ignore[arg-type]  # arrays only
            self._ask("load", file=str(file))

    def weights(self) -> dict[str, np.ndarray]:
        """Return all weights."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "weights.npz"
            self._ask("weights", file=str(file))
            with np.load(file) as found:
                return dict(found)

    def train(self, pixels: np.ndarray, labels: np.ndarray) -> float:
        """Take one step for each batch; return the mean loss."""
        return float(self._ask("train", count=len(labels)))

    def infer(self, pixels: np.ndarray) -> np.ndarray:
        """Return the logits of all images."""
        return np.array(self._ask("infer", count=len(pixels)), "float32")

    def _ask(self, task: str, **arguments: Any) -> Any:
        pipe, answers = self._process.stdin, self._process.stdout
        assert pipe is not None  # noqa: S101  # both are pipes
        assert answers is not None  # noqa: S101
        pipe.write(json.dumps({"task": task, **arguments}) + "\n")
        pipe.flush()
        line = answers.readline()
        if not line:
            raise RuntimeError(f"the original's process ended in {task!r}.")
        answer = json.loads(line)
        self.elapsed = answer["elapsed"]
        return answer["result"]


def _serve(network: Network) -> None:
    from benchmarks.networks.slim import SlimWay

    way = SlimWay(network)

    def answer(task: str, file: str = "", count: int = 0) -> Any:
        if task == "load":
            with np.load(file) as weights:
                return way.load(dict(weights))
        if task == "weights":
            return np.savez(file, **way.weights())  # type: ignore[arg-type]
        if task == "train":
            return way.train(*network.images(count))
        return way.infer(network.images(count)[0]).tolist()

    for line in sys.stdin:
        result = answer(**json.loads(line))
        print(json.dumps({"result": result, "elapsed": way.elapsed}), flush=True)


if __name__ == "__main__":
    _serve(Network(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
