"""Download a published network, a frozen graph that somebody's package brings along.

    python tools/published_graph.py FILE.pb

Google published MobileNet V1 (1.0, 224) for ImageNet as a checkpoint. The package
nudity 0.2.3 on the package index has it whole, frozen under a layer of its own. Nothing
of that package is installed, and nothing of it is kept but this file. pip runs its
`setup.py` to learn what it needs; the hash says that it is the one that was looked at.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "nudity"
REQUIREMENT = (
    f"{PACKAGE}==0.2.3 --hash=sha256:"
    "d26e10346f00ad76b1166a221f1b56877d154ca343e82c6e6c8e738ca5f27d5f"
)
MEMBER = "nudity-0.2.3/nudity/files/retrained_graph.pb"


def main() -> int:
    """Write the graph into the file that the command line names; return 0."""
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text(f"{REQUIREMENT}\n", encoding="utf-8")
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        options = ["--no-binary", PACKAGE, "--dest", folder]
        command = [*download, *options, "--requirement", str(requirements)]
        subprocess.run(command, check=True)  # noqa: S603  # our own interpreter
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as files:
            member = files.extractfile(MEMBER)
            if member is None:
                raise ValueError(f"{archive.name}: {MEMBER} is no file")
            target.write_bytes(member.read())
    return 0


if __name__ == "__main__":
    sys.exit(main())
