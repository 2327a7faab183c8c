"""Sizes that are not known, and have to agree."""

import numpy as np

from argscope import tf1

tf = tf1.namespace()


def test_images_of_any_size_are_compared_with_those_that_a_network_enlarged():
    graph = tf.Graph()
    with graph.as_default(), tf.Session() as session:
        small = tf.placeholder(tf.float32, [None, None, None, 4])
        large = tf.placeholder(tf.float32, [None, None, None, 1])
        for difference in (
            tf.depth_to_space(small, 2) - large,
            large - tf.depth_to_space(small, 2),
        ):
            assert difference.shape.as_list() == [None, None, None, 1]
            feeds = {small: np.ones([2, 3, 5, 4]), large: np.ones([2, 6, 10, 1])}
            assert not session.run(difference, feeds).any()


def test_whole_numbers_of_one_byte_are_cut_off_after_a_sum():
    pixels = np.random.RandomState(5).randint(0, 255, (210, 160, 3)).astype("uint8")
    exact = (pixels / 255 * [0.2989, 0.5870, 0.1140]).sum(-1) * 255.5
    with tf.Graph().as_default(), tf.Session() as session:
        image = tf.placeholder(tf.uint8, [210, 160, 3])
        grey = session.run(tf.image.rgb_to_grayscale(image), {image: pixels})
    assert (grey[..., 0] == exact.astype("uint8")).mean() > 0.999


def test_labels_may_be_those_of_several_batches():
    with tf.Graph().as_default():
        logits = tf.placeholder(tf.float32, [None, 2])
        labels = tf.placeholder(tf.int32, [None])
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
            logits=tf.concat([logits, logits], axis=0), labels=labels
        )
        assert loss.shape.as_list() == [None]
        with tf.Session() as session:
            found = session.run(loss, {logits: [[0, 0]], labels: [0, 1]})
    np.testing.assert_allclose(found, np.log([2, 2]), 1e-6)
