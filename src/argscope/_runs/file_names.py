"""Files that every run leaves behind. Without Keras: commands look for them first."""

from typing import Final

CONFIG: Final = "config.json"
WEIGHTS: Final = "model.weights.h5"
RESULT: Final = "result.json"
