"""Record what TensorFlow makes of pictures with a published network.

    python tools/record_published.py GRAPH.pb PICTURE.png ...

with an interpreter that has TensorFlow, the file of `tools/published_graph.py`, and the
pictures `chelsea.png` and `coffee.png` out of scikit-image's folder `data`. It writes
`tests/published/logits.npz`: the logits of each picture, by the name of its file, and
those of `random`, which `tests/published/files.py` makes. Pictures are preprocessed as
TF-Slim's `inception_preprocessing.py` does for evaluation.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow.compat.v1 as tf

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "published"))
files = importlib.import_module("files")

SIZE, CENTRAL = 224, 0.875
INPUT, LOGITS = "input:0", "MobilenetV1/Logits/SpatialSqueeze:0"


def main() -> None:
    """Record all pictures."""
    graph, *pictures = map(Path, sys.argv[1:])
    inputs = {path.stem: preprocessed(path) for path in pictures}
    inputs["random"] = files.random_picture()
    found = logits(graph, inputs)
    np.savez_compressed(files.LOGITS, **found)
    for name, values in found.items():
        print(f"{name}: class {values.argmax()}, {values.max():.4f}")


def preprocessed(path: Path) -> Any:
    """Return a picture as the network takes it: its middle, small, from -1 to 1."""
    with tf.Graph().as_default(), tf.Session() as session:
        image = tf.image.decode_png(path.read_bytes(), channels=3)
        image = tf.image.convert_image_dtype(image, tf.float32)
        image = tf.image.central_crop(image, CENTRAL)
        image = tf.image.resize_bilinear(image[tf.newaxis], [SIZE, SIZE])[0]
        return session.run((image - 0.5) * 2.0)


def logits(path: Path, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return the logits of each input."""
    definition = tf.GraphDef.FromString(path.read_bytes())
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(definition, name="")
        return {
            name: session.run(LOGITS, {INPUT: image[np.newaxis]})[0]
            for name, image in inputs.items()
        }


if __name__ == "__main__":
    main()
