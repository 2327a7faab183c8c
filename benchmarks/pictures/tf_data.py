"""tf.data: TensorFlow's operations, in as many threads of its own."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from benchmarks.pictures.ways import BATCH, SIZE, Pass, Task

_MEANS = (123.68, 116.78, 103.94)


def passes(task: Task) -> Pass:
    """Return what makes all pictures once."""
    options = tf.data.Options()
    options.threading.private_threadpool_size = task.threads
    options.threading.max_intra_op_parallelism = 1
    pictures = (
        tf.data.Dataset.from_tensor_slices([str(file) for file in task.files])
        .map(PICTURES[task.family], num_parallel_calls=task.threads)
        .batch(BATCH)
        .with_options(options)
    )

    def one() -> None:
        for _ in pictures:
            pass

    return one


def _inception(file: Any) -> Any:
    data = tf.io.read_file(file)
    start, size, _ = tf.image.sample_distorted_bounding_box(
        tf.io.extract_jpeg_shape(data),
        tf.zeros([1, 0, 4]),
        min_object_covered=0.0,
        area_range=(0.05, 1.0),
        aspect_ratio_range=(3 / 4, 4 / 3),
        use_image_if_no_bounding_boxes=True,
    )
    window = tf.concat([start[:2], size[:2]], 0)
    # It decodes no more than the part.
    part = tf.image.decode_and_crop_jpeg(data, window, channels=3)
    picture = tf.image.resize(part, (SIZE, SIZE)) / 255
    picture = tf.image.random_flip_left_right(picture)
    picture = tf.image.random_brightness(picture, 32 / 255)
    picture = tf.image.random_saturation(picture, 0.5, 1.5)
    picture = tf.image.random_hue(picture, 0.2)
    picture = tf.image.random_contrast(picture, 0.5, 1.5)
    return (tf.clip_by_value(picture, 0, 1) - 0.5) * 2


def _vgg(file: Any) -> Any:
    image = tf.io.decode_jpeg(tf.io.read_file(file), channels=3)
    shape = tf.cast(tf.shape(image)[:2], tf.float32)
    side = tf.random.uniform([], 256, 513, tf.int32)
    scale = tf.cast(side, tf.float32) / tf.reduce_min(shape)
    image = tf.image.resize(image, tf.cast(tf.round(shape * scale), tf.int32))
    picture = tf.image.random_crop(image, (SIZE, SIZE, 3))
    return tf.image.random_flip_left_right(picture) - _MEANS


PICTURES = {"inception": _inception, "vgg": _vgg}
