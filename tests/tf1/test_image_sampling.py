"""Pieces of images that are drawn: all are as they are asked for, and none like another."""

import numpy as np
import pytest

from argscope import tf1

HEIGHT, WIDTH = 60, 90


def pieces(count=40, **options):
    graph = tf1.Graph()
    with graph.as_default():
        tf = tf1.namespace()
        made = [
            tf.image.sample_distorted_bounding_box([HEIGHT, WIDTH, 3], **options)
            for _ in range(count)
        ]
    graph.finish()
    begins, sizes, boxes = zip(*tf1.run(graph, made), strict=True)
    return np.array(begins), np.array(sizes), np.reshape(boxes, (count, 4))


def test_pieces_have_the_area_and_the_shape_that_are_asked_for():
    begins, sizes, boxes = pieces(
        bounding_boxes=[[[0.0, 0.0, 1.0, 1.0]]],
        area_range=(0.2, 0.5),
        aspect_ratio_range=(0.5, 2.0),
    )
    heights, widths, channels = sizes.T
    share = heights * widths / (HEIGHT * WIDTH)
    assert (share.min() >= 0.2, share.max() <= 0.5) == (True, True)
    shapes = widths / heights
    assert (shapes.min() > 0.45, shapes.max() < 2.1) == (True, True)
    assert np.ptp(shapes) > 0.5  # they differ
    assert (begins >= 0).all()
    assert ((begins + sizes)[:, :2] <= [HEIGHT, WIDTH]).all()
    assert (begins[:, 2] == 0).all()
    assert (channels == -1).all()
    ends = (begins + sizes)[:, :2] / [HEIGHT, WIDTH]
    np.testing.assert_allclose(boxes[:, 2:], ends, rtol=1e-6)


def test_pieces_have_a_part_of_an_object_in_them():
    box = np.array([0.5, 0.5, 0.7, 0.8])
    _, _, boxes = pieces(bounding_boxes=[[box.tolist()]], min_object_covered=0.9)
    sides = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    covered = np.maximum(sides, 0).prod(1) / (box[2:] - box[:2]).prod()
    assert covered.min() >= 0.88  # boxes are of whole pixels


def test_where_no_piece_will_do_it_is_the_image():
    begins, sizes, boxes = pieces(
        count=1, bounding_boxes=[[[0.0, 0.0, 1.0, 1.0]]], area_range=(1.5, 2.0)
    )
    assert begins.tolist() == [[0, 0, 0]]
    assert sizes.tolist() == [[HEIGHT, WIDTH, -1]]
    assert boxes.tolist() == [[0, 0, 1, 1]]


def test_an_image_without_objects_has_to_be_allowed():
    with pytest.raises(ValueError, match="use_image_if_no_bounding_boxes=True"):
        pieces(count=1, bounding_boxes=np.zeros((1, 0, 4), "float32"))
