"""Files of images whose names are constants."""

import sys

import numpy as np
import pytest

from argscope import tf1
from argscope.tf1.errors import MissingSymbolError

tf = tf1.namespace()


@pytest.fixture
def pixels():
    rows, columns = np.mgrid[0:16, 0:24]
    return np.stack([rows * 9, columns * 6, rows + columns], -1).astype("uint8")


def computed(tensor):
    return np.asarray(tensor)


def test_pixels_are_written_and_read(pixels, tmp_path):
    path = str(tmp_path / "image.png")
    graph = tf1.Graph()
    with graph.as_default():
        tf1.run(graph, tf.write_file(path, tf.image.encode_png(pixels)))
    contents = tf.read_file(path)
    assert contents.dtype == tf.string
    assert contents.shape.as_list() == []
    made = tf.image.decode_png(contents, channels=3)
    assert made.shape.as_list() == [16, 24, 3]
    assert made.dtype == tf.uint8
    np.testing.assert_array_equal(computed(made), pixels)
    np.testing.assert_array_equal(computed(tf.image.decode_image(contents)), pixels)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pixels_have_as_many_channels_as_are_asked_for(pixels, channels):
    contents = tf.image.encode_png(pixels)
    made = tf.image.decode_png(contents, channels)
    assert made.shape.as_list() == [16, 24, channels]


def test_grey_images_have_one_channel(pixels):
    contents = tf.image.encode_png(pixels[..., :1], compression=9)
    np.testing.assert_array_equal(
        computed(tf.image.decode_png(contents)), pixels[..., :1]
    )


def test_jpeg_files_are_nearly_what_was_written(pixels):
    contents = tf.image.encode_jpeg(pixels, quality=100)
    assert computed(tf.image.is_jpeg(contents))
    assert not computed(tf.image.is_jpeg(tf.image.encode_png(pixels)))
    made = computed(tf.image.decode_jpeg(contents, channels=3)).astype(int)
    assert np.abs(made - pixels).max() <= 8


def test_a_file_that_is_not_there_is_an_error_of_tensorflow(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="missing"):
        tf.read_file(str(tmp_path / "missing"))


def test_what_is_fed_is_decoded_and_written(pixels, tmp_path):
    graph = tf1.Graph()
    with graph.as_default():
        image = tf.placeholder(tf.uint8, [None, None, 3])
        contents = tf.placeholder(tf.string, [])
        path = tf.placeholder(tf.string, [])
        writing = tf.write_file(path, tf.image.encode_png(image))
        decoded = tf.image.decode_png(contents, channels=3)
        part = tf.image.decode_and_crop_jpeg(contents, [2, 3, 5, 7], channels=1)
        half = tf.cast(decoded, tf.float32) / 2
        assert decoded.shape.as_list() == [None, None, 3]
        assert decoded.dtype == tf.uint8
        file = str(tmp_path / "a folder" / "image.png")
        tf1.run(graph, writing, {path: file, image: pixels})
        written = tf1.run(graph, tf.read_file(path), {path: file})
        made = tf1.run(graph, half, {contents: written})
        np.testing.assert_array_equal(made, pixels / 2)
        assert tf1.run(graph, part, {contents: written}).shape == (5, 7, 1)


def test_what_is_no_image_is_told():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="decode_jpeg: no image of 3 bytes"
    ):
        tf.image.decode_jpeg(b"abc")


def test_pillow_is_needed(monkeypatch, pixels):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    with pytest.raises(MissingSymbolError, match="encode_png without Pillow"):
        tf.image.encode_png(pixels)
