"""Variables in the HDF5 files that `argscope.layers.Model.load_weights` reads.

Source: Keras's `src/saving/saving_lib.py`, `H5IOStore`: a model's own variables are the
datasets of the group `vars`, and those of bfloat16 say so in an attribute. A path has `|`
for `/`, which would make a group of HDF5.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from argscope._base.paths import to_weights_key
from argscope.checkpoint._dtypes import STRING
from argscope.checkpoint._libraries import library
from argscope.checkpoint._reader import CheckpointReader

ENDING: Final = ".weights.h5"
NOT_STORED: Final = {STRING.name, "float8_e5m2", "float8_e4m3fn"}
"""Types that Keras does not read back: HDF5 has their bytes without a meaning."""


def write_weights_h5(
    reader: CheckpointReader, names: Iterable[str], target: Path
) -> None:
    """Write variables of a checkpoint, one in memory at a time.

    Raises:
        DamagedCheckpointError: A value is not what was written.
        MissingLibraryError: h5py is not installed.
    """
    h5py = library("h5py", package="h5py", purpose=f"A {ENDING} file")
    with h5py.File(target, "w") as file:
        group = file.create_group("vars")
        for name in names:
            dataset = group.create_dataset(to_weights_key(name), data=reader[name])
            if reader.dtypes[name].name == "bfloat16":
                dataset.attrs["dtype"] = "bfloat16"
