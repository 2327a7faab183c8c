"""TF-Slim's data sets, as far as they need no queues."""

import io

import numpy as np
import pytest
from PIL import Image

from argscope import tf1

tf = tf1.namespace()
slim = tf.contrib.slim


def png(pixels):
    """Return a picture as the bytes of a file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "png")
    return buffer.getvalue()


def test_an_image_is_decoded_by_its_format():
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    handler = slim.tfexample_decoder.Image(shape=[2, 4, 3])
    assert handler.keys == ["image/encoded", "image/format"]
    for content, kind in ((png(pixels), b"png"), (pixels.tobytes(), b"RAW")):
        with tf.Graph().as_default(), tf.Session() as session:
            features = {
                "image/encoded": tf.placeholder(tf.string, []),
                "image/format": tf.constant(kind),
            }
            image = handler.tensors_to_item(features)
            assert image.shape.as_list() == [2, 4, 3]
            found = session.run(image, {features["image/encoded"]: content})
        np.testing.assert_array_equal(found, pixels)


def test_a_tensor_gets_the_shape_that_other_features_tell():
    tensor = slim.tfexample_decoder.Tensor
    features = {"x": tf.constant([1, 2, 3, 4]), "h": tf.constant(2), "w": [2]}
    assert tensor("x").tensors_to_item(features) is features["x"]
    for handler in (tensor("x", shape=[2, 2]), tensor("x", shape_keys=["h", "w"])):
        with tf.Session() as session:
            found = session.run(handler.tensors_to_item(features))
        assert found.tolist() == [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match=r"^Cannot specify both shape_keys and shape"):
        tensor("x", "h", [2])


def test_boxes_are_made_of_their_sides():
    handler = slim.tfexample_decoder.BoundingBox(prefix="box/")
    sides = {key: tf.constant([float(n), 9.0]) for n, key in enumerate(handler.keys)}
    with tf.Session() as session:
        boxes = session.run(handler.tensors_to_item(sides))
    assert boxes.tolist() == [[0, 1, 2, 3], [9, 9, 9, 9]]
    with pytest.raises(ValueError, match=r"^BoundingBox expects 4 keys but got 2$"):
        slim.tfexample_decoder.BoundingBox(["a", "b"])


def test_a_provider_gives_items_by_name():
    provider = slim.data_provider.DataProvider({"image": 1, "label": 2}, 5)
    assert provider.get(["label", "image"]) == [2, 1]
    assert (provider.list_items(), provider.num_samples()) == (["image", "label"], 5)
    with pytest.raises(ValueError) as error:
        provider.get(["box", "label"])
    assert str(error.value) == "Items [box] not in: ['image', 'label']"


def test_files_are_named_by_paths_and_patterns(tmp_path):
    for name in ("a.record", "b.record"):
        (tmp_path / name).touch()
    files = slim.parallel_reader.get_data_files([f"{tmp_path}/*.record", "c"])
    assert files == [f"{tmp_path}/a.record", f"{tmp_path}/b.record", "c"]
    with pytest.raises(ValueError, match=r"^No data files found in "):
        slim.parallel_reader.get_data_files(f"{tmp_path}/*.none")
