"""Write the checkpoint that tests/finetune starts from, by TensorFlow 1 itself.

    python tools/record_old_repository.py

Needs TensorFlow and tf_slim in its environment. The network of
tests/finetune/old_repository is made for ten classes with random weights, and written as
tiny.ckpt there; logits.npy are its logits for the images of `images()`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

REPOSITORY = Path(__file__).parent.parent / "tests" / "finetune" / "old_repository"


def main() -> None:
    """Write the checkpoint and the logits."""
    tf.disable_v2_behavior()
    tf.contrib = ModuleType("contrib")
    tf.contrib.slim = slim
    sys.modules["tensorflow"] = tf  # as it was when the repository was written
    sys.path.insert(0, str(REPOSITORY))
    from old_nets.tiny import tiny, tiny_arg_scope

    tf.set_random_seed(0)
    placeholder = tf.placeholder(tf.float32, [None, 16, 16, 3])
    with slim.arg_scope(tiny_arg_scope(is_training=False)):
        logits, _ = tiny(placeholder, is_training=False)
    saver = tf.train.Saver()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for variable in tf.global_variables():
            if "moving" in variable.op.name or "gamma" in variable.op.name:
                value = np.linspace(0.5, 1.5, int(variable.shape[0]), dtype="float32")
                session.run(variable.assign(value))
        saver.save(session, str(REPOSITORY / "tiny.ckpt"), write_meta_graph=False)
        found = session.run(logits, {placeholder: images()})
    (REPOSITORY / "checkpoint").unlink()
    np.save(REPOSITORY / "logits.npy", found)


def images() -> np.ndarray:
    """Return two images as a network gets them."""
    return np.linspace(-1, 1, 2 * 16 * 16 * 3, dtype="float32").reshape(2, 16, 16, 3)


if __name__ == "__main__":
    main()
