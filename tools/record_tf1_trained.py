"""Record a small trained network of TF-Slim, for tests/tf1/graphs/trained.

Run it with an interpreter that has TensorFlow 2.12 and tf_slim 1.1:

    python tools/record_tf1_trained.py [FOLDER]

Written are a checkpoint with its meta graph, the frozen graph, and in `values.npz` what the
network was given and what it gave.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

FOLDER = Path(__file__).parents[1] / "tests" / "tf1" / "graphs" / "trained"

tf.disable_eager_execution()
tf.disable_v2_behavior()
tf.disable_control_flow_v2()


def main() -> None:
    """Train for three steps, and write the files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    images = tf.placeholder(tf.float32, [None, 8, 8, 3], "images")
    labels = tf.placeholder(tf.int32, [None], "labels")
    is_training = tf.placeholder_with_default(input=False, shape=[], name="is_training")
    tf.set_random_seed(1)
    normalizer = {"is_training": is_training, "scale": True}
    net = slim.conv2d(
        images,
        4,
        3,
        normalizer_fn=slim.batch_norm,
        normalizer_params=normalizer,
        scope="conv1",
    )
    net = tf.reduce_mean(slim.max_pool2d(net, 2, scope="pool1"), [1, 2])
    logits = slim.fully_connected(net, 5, activation_fn=None, scope="logits")
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    for tensor in (logits, loss):
        tf.add_to_collection("endpoints", tensor)
    step = tf.train.get_or_create_global_step()
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss, step)
    tf.add_to_collection("train_op", train)
    draws = np.random.default_rng(0).standard_normal((6, 8, 8, 3)).astype("f4")
    given = {images: draws, labels: np.arange(6) % 5}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        for _ in range(3):
            session.run([train, *updates], {**given, is_training: True})
        tf.train.Saver().save(session, str(folder / "model"), global_step=3)
        (folder / "checkpoint").unlink()
        frozen = tf.graph_util.convert_variables_to_constants(
            session, session.graph.as_graph_def(), ["logits/BiasAdd"]
        )
        (folder / "frozen.pb").write_bytes(frozen.SerializeToString())
        np.savez(
            folder / "values.npz",
            images=draws,
            labels=given[labels],
            logits=session.run(logits, given),
            loss=session.run(loss, given),
            training=session.run(logits, {**given, is_training: True}),
        )


if __name__ == "__main__":
    main()
