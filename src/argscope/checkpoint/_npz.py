"""Variables in the .npz files that `numpy.load` reads.

Source: NumPy's `numpy/lib/format.py` and `savez`: a zip, not compressed, of one `.npy`
file for each array, called by the array's name. A name may have `/`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from numpy.lib import format as npy

from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._reader import CheckpointReader

NPZ: Final = ".npz"
NOT_IN_NPZ: Final = {STRING.name, "bfloat16", "float8_e5m2", "float8_e4m3fn"}
"""Types without a form in .npy: strings would be pickles, the others lose their name."""


def write_npz(reader: CheckpointReader, names: Iterable[str], target: Path) -> None:
    """Write variables of a checkpoint, one in memory at a time.

    Raises:
        DamagedCheckpointError: A value is not what was written.
    """
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                npy.write_array(file, reader[name], allow_pickle=False)
