"""Write the explain pages that `docs/gallery.md` shows: `tools/gallery.py FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from argscope.cli import main as argscope

NETS = "argscope.nets"
PAGES = {
    "drawing": ["examples/drawing.py"],
    "lenet": ["examples/lenet.py:lenet", "--input", "28,28,1"],
    "resnet_v1_50": [
        f"{NETS}.resnet_v1:resnet_v1_50",
        *("--input", "224,224,3"),
        *("--scope", f"{NETS}.resnet_utils:resnet_arg_scope"),
    ],
    "inception_v3": [
        f"{NETS}.inception_v3:inception_v3",
        *("--input", "299,299,3"),
        *("--scope", f"{NETS}.inception_v3:inception_v3_arg_scope"),
    ],
}


def main(folder: Path) -> int:
    """Run `argscope explain` for each page; return the first exit status that is not 0."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, program in PAGES.items():
        failed = argscope(["explain", *program, "--html", str(folder / f"{name}.html")])
        if failed:
            return failed
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
