"""What the published network is shown, and where it and what TensorFlow made of that is."""

from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
GRAPH = ROOT / ".venv-published" / "retrained_graph.pb"
"""Google's MobileNet V1 for ImageNet, frozen; `tools/published_graph.py` downloads it."""

LOGITS = Path(__file__).parent / "logits.npz"
PICTURES = ["chelsea", "coffee"]
"""A cat and a cup, public images that scikit-image has."""


def random_picture():
    """Return numbers as a picture has them after preprocessing: 224 x 224, in [-1, 1]."""
    levels = np.random.default_rng(0).integers(0, 256, (224, 224, 3))
    return (levels / 127.5 - 1).astype("f4")
