"""TensorFlow's checkpoints and frozen graphs without TensorFlow, as NumPy arrays.

Needs the extra `checkpoint`, and neither TensorFlow nor Keras:

```python
reader = load_checkpoint("resnet_v1_50.ckpt")
weights = reader["resnet_v1_50/conv1/weights"]
write_checkpoint("mine.ckpt", {"conv1/weights": weights})  # which TensorFlow reads
```
"""

from argscope.checkpoint._convert import Conversion, convert
from argscope.checkpoint._reader import (
    CheckpointReader,
    list_variables,
    load_checkpoint,
    load_variable,
)
from argscope.checkpoint._report import Restored, RestoreReport, ShapeMismatch
from argscope.checkpoint._restore import restore
from argscope.checkpoint._write import write_checkpoint
from argscope.checkpoint.errors import (
    CheckpointError,
    CheckpointNotFoundError,
    DamagedCheckpointError,
    MissingLibraryError,
    MissingShardError,
    NotACheckpointError,
    NotStorableError,
    NoValuesError,
    RestoreError,
    SeveralCheckpointsError,
    TargetError,
    UnknownVariableError,
    UnsupportedCheckpointError,
)

__all__ = [
    "CheckpointError",
    "CheckpointNotFoundError",
    "CheckpointReader",
    "Conversion",
    "DamagedCheckpointError",
    "MissingLibraryError",
    "MissingShardError",
    "NoValuesError",
    "NotACheckpointError",
    "NotStorableError",
    "RestoreError",
    "RestoreReport",
    "Restored",
    "SeveralCheckpointsError",
    "ShapeMismatch",
    "TargetError",
    "UnknownVariableError",
    "UnsupportedCheckpointError",
    "convert",
    "list_variables",
    "load_checkpoint",
    "load_variable",
    "restore",
    "write_checkpoint",
]
