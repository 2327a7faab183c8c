"""TF-Slim's data: decoders, handlers, and data sets of files."""

import numpy as np
import pytest

from argscope import tf1

tf = tf1.namespace()
slim = tf.contrib.slim
decoder = slim.tfexample_decoder


@pytest.fixture(autouse=True)
def graph():
    with tf1.Graph().as_default() as graph:
        yield graph


def feature(values):
    kind = type(values[0])
    if kind is bytes:
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
    if kind is float:
        return tf.train.Feature(float_list=tf.train.FloatList(value=values))
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def example(**features):
    made = {key.replace("__", "/"): feature(each) for key, each in features.items()}
    return tf.train.Example(
        features=tf.train.Features(feature=made)
    ).SerializeToString()


def decoded(serialized, features, **handlers):
    """Return the items of an example, by name."""
    made = decoder.TFExampleDecoder(features, handlers)
    given = tf.placeholder(tf.string, [])
    tensors = dict(zip(handlers, made.decode(given), strict=True))
    assert made.list_items() == list(handlers)
    with tf.Session() as session:
        return session.run(tensors, {given: serialized})


PIXELS = np.arange(60, dtype="uint8").reshape(4, 5, 3)


def png(pixels=PIXELS):
    return np.asarray(tf.image.encode_png(pixels)).item()


def test_features_become_tensors():
    found = decoded(
        example(label=[7], any=[1, 2, 3, 4, 5, 6], height=[2], width=[3]),
        {
            "label": tf.FixedLenFeature([], tf.int64),
            "any": tf.VarLenFeature(tf.int64),
            "height": tf.FixedLenFeature([], tf.int64),
            "width": tf.FixedLenFeature([], tf.int64),
        },
        label=decoder.Tensor("label"),
        scalar=decoder.Tensor("label", shape=[]),
        one=decoder.Tensor("label", shape=[1]),
        row=decoder.Tensor("any"),
        fixed=decoder.Tensor("any", shape=[3, 2]),
        sized=decoder.Tensor("any", shape_keys=["height", "width"]),
        twice=decoder.ItemHandlerCallback(
            ["label", "height"], lambda each: each["label"] * each["height"]
        ),
    )
    assert found["label"] == 7
    assert found["scalar"] == 7
    assert found["one"].tolist() == [7]
    assert found["row"].tolist() == [1, 2, 3, 4, 5, 6]
    assert found["fixed"].tolist() == [[1, 2], [3, 4], [5, 6]]
    assert found["sized"].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert found["twice"] == 14
    with pytest.raises(ValueError, match="both shape_keys and shape"):
        decoder.Tensor("any", "height", [2])


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_images_are_decoded(dtype):
    keys = {
        "image/encoded": tf.FixedLenFeature([], tf.string, ""),
        "image/format": tf.FixedLenFeature([], tf.string, "jpeg"),
    }
    handler = decoder.Image(dtype=tf.as_dtype(dtype))
    found = decoded(example(image__encoded=[png()]), keys, image=handler)["image"]
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, PIXELS)


def test_plain_numbers_are_images():
    keys = {
        "image/encoded": tf.FixedLenFeature([], tf.string),
        "image/format": tf.FixedLenFeature([], tf.string),
    }
    serialized = example(image__encoded=[PIXELS.tobytes()], image__format=[b"raw"])
    handler = decoder.Image(shape=[4, 5, 3])
    np.testing.assert_array_equal(
        decoded(serialized, keys, image=handler)["image"], PIXELS
    )


def test_an_example_can_have_several_images():
    keys = {
        "some": tf.FixedLenFeature([2], tf.string),
        "image/format": tf.FixedLenFeature([], tf.string, "png"),
    }
    handler = decoder.Image("some", channels=1, repeated=True)
    grey = PIXELS[..., :1]
    serialized = example(some=[png(grey), png(grey + 1)])
    found = decoded(serialized, keys, image=handler)["image"]
    np.testing.assert_array_equal(found, [grey, grey + 1])


def test_boxes_are_rows_of_four_sides():
    sides = {
        "ymin": [0.0, 0.5],
        "xmin": [0.1, 0.6],
        "ymax": [0.2, 0.7],
        "xmax": [1.0, 0.9],
    }
    keys = {f"box/{key}": tf.VarLenFeature(tf.float32) for key in sides}
    serialized = example(**{f"box__{key}": each for key, each in sides.items()})
    found = decoded(serialized, keys, box=decoder.BoundingBox(prefix="box/"))["box"]
    np.testing.assert_allclose(found, np.transpose([*sides.values()]), rtol=1e-6)
    with pytest.raises(ValueError, match="BoundingBox expects 4 keys but got 1"):
        decoder.BoundingBox(["ymin"])


def test_another_handler_is_taken_where_one_gives_nothing():
    keys = {"a": tf.VarLenFeature(tf.int64), "b": tf.VarLenFeature(tf.int64)}
    handler = decoder.BackupHandler(decoder.Tensor("a"), decoder.Tensor("b"))
    assert decoded(example(b=[1, 2]), keys, item=handler)["item"].tolist() == [1, 2]
    both = example(a=[3], b=[1, 2])
    assert decoded(both, keys, item=handler)["item"].tolist() == [3]
    with pytest.raises(ValueError, match="Backup handler is of type"):
        decoder.BackupHandler(decoder.Tensor("a"), "b")


def test_places_and_values_become_a_tensor():
    keys = {
        "indices": tf.VarLenFeature(tf.int64),
        "values": tf.VarLenFeature(tf.float32),
        "shape": tf.FixedLenFeature([1], tf.int64),
    }
    serialized = example(indices=[1, 3], values=[0.5, 1.5], shape=[5])
    found = decoded(
        serialized,
        keys,
        sized=decoder.SparseTensor(shape_key="shape", densify=True),
        fixed=decoder.SparseTensor(shape=[4], densify=True, default_value=-1),
    )
    assert found["sized"].tolist() == [0, 0.5, 0, 1.5, 0]
    assert found["fixed"].tolist() == [-1, 0.5, -1, 1.5]


def test_sequences_have_items():
    steps = {
        key: tf.train.FeatureList(feature=[feature([0.5]), feature([1.0, 2.0])])
        for key in ("ymin", "xmin", "ymax", "xmax")
    }
    serialized = tf.train.SequenceExample(
        context=tf.train.Features(feature={"length": feature([2])}),
        feature_lists=tf.train.FeatureLists(feature_list=steps),
    ).SerializeToString()
    made = decoder.TFSequenceExampleDecoder(
        {"length": tf.FixedLenFeature([], tf.int64)},
        {key: tf.VarLenFeature(tf.float32) for key in steps},
        {"length": decoder.Tensor("length"), "box": decoder.BoundingBoxSequence()},
    )
    with tf.Session() as session:
        length, boxes = session.run(made.decode(serialized))
    assert length == 2
    assert boxes[..., 0].tolist() == [[0.5, -1], [1, 2]]
    assert boxes.shape == (2, 2, 4)
    with pytest.raises(ValueError, match=r"of the context and of the steps: \['a'\]"):
        decoder.TFSequenceExampleDecoder({"a": None}, {"a": None}, {})


# --- data sets


@pytest.fixture
def dataset(tmp_path):
    """Return a data set of two files, of five examples each."""
    for shard in range(2):
        with tf.python_io.TFRecordWriter(str(tmp_path / f"train-{shard}")) as writer:
            for number in range(5):
                label = shard * 5 + number
                image = np.full([4, 4, 3], label, "uint8")
                writer.write(example(image__encoded=[png(image)], label=[label]))
    made = decoder.TFExampleDecoder(
        {
            "image/encoded": tf.FixedLenFeature([], tf.string),
            "image/format": tf.FixedLenFeature([], tf.string, "png"),
            "label": tf.FixedLenFeature([], tf.int64),
        },
        {"image": decoder.Image(), "label": decoder.Tensor("label")},
    )
    return slim.dataset.Dataset(
        data_sources=str(tmp_path / "train-*"),
        reader=tf.TFRecordReader,
        decoder=made,
        num_samples=10,
        items_to_descriptions={"image": "An image.", "label": "A number."},
        num_classes=10,
    )


@pytest.mark.parametrize("shuffle", [False, True])
def test_data_sets_are_provided(dataset, shuffle):
    assert (dataset.num_classes, dataset.num_samples) == (10, 10)
    provider = slim.dataset_data_provider.DatasetDataProvider(
        dataset,
        num_readers=2,
        shuffle=shuffle,
        num_epochs=1,
        common_queue_capacity=20,
        common_queue_min=4,
    )
    assert provider.num_samples() == 10
    assert provider.list_items() == ["image", "label", "record_key"]
    image, label = provider.get(["image", "label"])
    assert (image.shape.as_list(), label.dtype) == ([None, None, 3], tf.int64)
    image = tf.image.resize_image_with_crop_or_pad(image, 4, 4)
    images, labels = tf.train.batch([image, label], 5)
    queue = slim.prefetch_queue.prefetch_queue([images, labels], capacity=2)
    images, labels = queue.dequeue()
    found = []
    with tf.Session() as session, slim.queues.QueueRunners(session):
        for _ in range(2):
            pixels, numbers = session.run([images, labels])
            assert (pixels[:, 0, 0, 0] == numbers).all()
            found += numbers.tolist()
    assert sorted(found) == list(range(10))
    with pytest.raises(
        ValueError, match=r"Item \[x\] is invalid. Valid entries include"
    ):
        provider.get(["x"])


def test_threads_are_started_once():
    with (
        tf.Session() as session,
        slim.queues.QueueRunners(session),
        pytest.raises(
            slim.queues.NestedQueueRunnerError, match="QueueRunners cannot be nested"
        ),
        slim.queues.QueueRunners(session),
    ):
        pass


def test_files_are_read_once(dataset):
    key, record = slim.parallel_reader.single_pass_read(
        dataset.data_sources, tf.TFRecordReader
    )
    with tf.Session() as session, slim.queues.QueueRunners(session):
        found = [session.run([key, record]) for _ in range(10)]
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(key)
    assert [each[0].decode().partition(":")[0][-1] for each in found] == [*"0000011111"]


def test_files_have_to_be_there(tmp_path):
    with pytest.raises(ValueError, match="No data files found in"):
        slim.parallel_reader.get_data_files([str(tmp_path / "none*")])
    assert slim.parallel_reader.get_data_files("some") == ["some"]


def test_modules_are_found_under_all_their_paths():
    from argscope.tf1._imports.modules import module_at

    for folder in (
        "contrib.slim.data",
        "contrib.slim.python.slim.data",
        "contrib.slim",
    ):
        module = module_at(f"tensorflow.{folder}.tfexample_decoder")
        assert module.TFExampleDecoder is decoder.TFExampleDecoder
    assert module_at("tf_slim.data.dataset").Dataset is slim.dataset.Dataset
