"""Summaries are strings in the graph, of the messages that TensorFlow computes."""

import io

import numpy as np
import PIL.Image
import pytest

from argscope import tf1

tf = tf1.namespace()
slim = tf.contrib.slim


@pytest.fixture
def graph():
    graph = tf1.Graph()
    with graph.as_default():
        yield graph


@pytest.fixture
def x(graph):
    return tf.placeholder(tf.float32, [None, 4, 4, 3], "x")


MAKERS = {
    "scalar": lambda x: tf.summary.scalar("loss", x),
    "histogram": lambda x: tf.summary.histogram("loss", x),
    "image": lambda x: tf.summary.image("loss", x, 5),
    "audio": lambda x: tf.summary.audio("loss", x, 8000),
    "text": lambda x: tf.summary.text("loss", x),
    "scalar of 0.x": lambda x: tf.scalar_summary("tag", x, name="loss"),
    "any": lambda x: tf.summary.tensor_summary("loss", x),
    "histogram of 0.x": lambda x: tf.histogram_summary("tag", x, name="loss"),
    "image of 0.x": lambda x: tf.image_summary("tag", x, name="loss"),
    "slim's": lambda x: slim.summaries.add_scalar_summary(x, "loss"),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_summary_is_a_string_of_its_name_in_the_collection(x, make):
    with tf.name_scope("tower"):
        made = make(x)
    assert made.name == "tower/loss:0"
    assert made.dtype == tf.string
    assert made.shape.as_list() == []
    assert tf.get_collection("summaries") == [made]
    assert tf.get_collection(tf.GraphKeys.SUMMARIES, "tower") == [made]


def test_characters_that_names_do_not_have_are_replaced(x):
    assert tf.summary.scalar("/total loss (%)", x).op.name == "total_loss____"
    assert tf.summary.scalar("a", x, family="b").op.name == "b/a"


def test_a_summary_of_a_variable_has_another_name_than_it(graph):
    with tf.variable_scope("a"):
        w = tf.get_variable("w", [2])
    names = [tf.summary.histogram(w.op.name, w).op.name for _ in range(2)]
    assert names == ["a/w_1", "a/w_2"]


def test_summaries_are_put_into_other_collections(x):
    made = tf.summary.scalar("a", x, collections=["mine"])
    assert tf.get_collection("mine") == [made]
    assert tf.get_collection("summaries") == []


def test_summaries_are_merged(graph, x):
    assert tf.summary.merge_all() is None
    one, two = tf.summary.scalar("a", x), tf.summary.histogram("b", x)
    merged = tf.summary.merge_all()
    assert merged.op.inputs == [one, two]
    assert tf.summary.merge([one], name="mine").op.name == "mine/mine"
    assert tf.get_collection("summaries") == [one, two]
    assert tf.merge_all_summaries().dtype == tf.string


def test_summaries_of_slim_are_named_by_tensors(x):
    slim.summaries.add_histogram_summaries([x], "prefix")
    slim.summaries.add_zero_fraction_summary(x)
    tf.contrib.layers.summarize_activation(x)
    tf.contrib.layers.summarize_tensors([x])
    assert [each.op.name for each in tf.get_collection("summaries")] == [
        "prefix/x",
        "x/Fraction_of_Zero_Values",
        "x/activation",
        "x_summary",
    ]


# --- what they hold


def computed(summary):
    serialized = tf1.run(tf.get_default_graph(), summary)
    return tf.Summary.FromString(np.asarray(serialized).item())


def shown(summary):
    """Return the images of a summary by tags, and how many channels they have."""
    images = {each.tag: each.image for each in computed(summary).value}
    return {
        tag: (
            (image.height, image.width, image.colorspace),
            np.asarray(PIL.Image.open(io.BytesIO(image.encoded_image_string))).tolist(),
        )
        for tag, image in images.items()
    }


def test_tags_are_the_names_of_operations_with_the_family_before_them(graph):
    with tf.name_scope("tower"):
        made = [
            tf.summary.scalar("loss", 2.5),
            tf.summary.scalar("loss", 1, family="f"),
            tf.summary.scalar("loss", 1, family="f"),
        ]
        merged = computed(tf.summary.merge(made))
    assert [(each.tag, each.simple_value) for each in merged.value] == [
        ("tower/loss", 2.5),
        ("f/tower/f/loss", 1),
        ("f/tower/f/loss_1", 1),
    ]


def test_tags_of_0_x_are_given(graph):
    made = computed(tf.scalar_summary(["a", "b"], [1.0, 2.0]))
    assert [(each.tag, each.simple_value) for each in made.value] == [
        ("a", 1),
        ("b", 2),
    ]


TOP = 1.7976931348623157e308

HISTOGRAMS = {  # numbers; minimum, maximum, sum, sum of squares; limits, counts
    "some": (
        [-1.0, 0.0, 0.0, 1e-13, 2.0, 2.0, 1e30],
        (-1.0, 1.0000000150474662e30, 1.0000000150474662e30, 1.0000000300949327e60),
        [
            -1.0089710279437536,
            -0.917246389039776,
            0.0,
            1e-12,
            1.9661990955585713,
            2.1628190051144287,
            9.9207756218597835e19,
            TOP,
        ],
        [0, 1, 0, 3, 0, 2, 0, 1],
    ),
    "none": ([], (TOP, -TOP, 0.0, 0.0), [TOP], [0]),
    "whole": (
        [1, 2, 3],
        (1, 3, 6, 14),
        [
            0.917246389039776,
            1.0089710279437536,
            1.9661990955585713,
            2.1628190051144287,
            2.8787120958073054,
            3.1665833053880363,
            TOP,
        ],
        [0, 1, 0, 1, 0, 1, 0],
    ),
}
"""Recorded from TensorFlow 2.12."""


@pytest.mark.parametrize("case", HISTOGRAMS.values(), ids=HISTOGRAMS)
def test_histograms_have_the_buckets_of_tensorflow(graph, case):
    numbers, measures, limits, counts = case
    constant = tf.constant(numbers, tf.float32 if measures[0] != 1 else tf.int32)
    (value,) = computed(tf.summary.histogram("h", constant)).value
    histo = value.histo
    assert histo.num == len(numbers)
    assert (histo.min, histo.max, histo.sum, histo.sum_squares) == measures
    assert list(histo.bucket_limit) == limits
    assert list(histo.bucket) == counts


IMAGES = {  # channels; pixels of two images, one that is not finite among them
    1: ([[1, 55], [109, 164]], [[115, 185], [255, 255]]),
    3: (
        [[[1, 17, 34], [50, 67, 83]], [[100, 116, 133], [150, 166, 183]]],
        [[[89, 110, 130], [151, 172, 192]], [[213, 234, 255], [255, 0, 0]]],
    ),
    4: (
        [
            [[1, 13, 25, 37], [50, 62, 74, 87]],
            [[99, 111, 123, 136], [148, 160, 173, 185]],
        ],
        [
            [[86, 102, 117, 132], [147, 163, 178, 193]],
            [[209, 224, 239, 255], [255, 0, 0, 255]],
        ],
    ),
}
"""Recorded from TensorFlow 2.12."""


@pytest.mark.parametrize("channels", IMAGES)
def test_images_of_numbers_are_scaled_as_tensorflow_does_it(graph, channels):
    size = 8 * channels
    batch = np.linspace(-1, 2, size).astype("float32").reshape(2, 2, 2, channels)
    batch[1, 1, 1, 0] = np.nan
    first, second = IMAGES[channels]
    assert shown(tf.summary.image("i", batch)) == {
        "i/image/0": ((2, 2, channels), first),
        "i/image/1": ((2, 2, channels), second),
    }


def test_images_without_negative_numbers_reach_to_255_and_bytes_stay(graph):
    batch = np.linspace(0, 2, 8).astype("float32").reshape(2, 2, 2, 1)
    size = (2, 2, 1)
    assert shown(tf.summary.image("one", batch, max_outputs=1)) == {
        "one/image": (size, [[0, 85], [170, 255]])
    }
    assert shown(tf.summary.image("bytes", (batch * 100).astype("uint8"))) == {
        "bytes/image/0": (size, [[0, 28], [57, 85]]),
        "bytes/image/1": (size, [[114, 142], [171, 200]]),
    }
    assert shown(tf.summary.image("black", batch[:1] * 0)) == {
        "black/image/0": (size, [[0, 0], [0, 0]])
    }


def test_sounds_are_files_of_16_bits(graph):
    sound = np.array([[0.0, 0.5, -0.5, 1.0, -1.0, 2.0, 0.3333]], "float32")
    (value,) = computed(tf.summary.audio("a", sound, 8000)).value
    assert value.tag == "a/audio/0"
    assert value.audio.sample_rate == 8000
    assert (value.audio.num_channels, value.audio.length_frames) == (1, 7)
    assert value.audio.content_type == "audio/wav"
    assert value.audio.encoded_audio_string == (
        b"RIFF2\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00\x80>"
        b"\x00\x00\x02\x00\x10\x00data\x0e\x00\x00\x00\x00\x00\x00@\x00\xc0\xff"
        b"\x7f\x00\x80\xff\x7f\xaa*"
    )


def test_text_and_tensors_are_kept_as_they_are(graph):
    (text,) = computed(tf.summary.text("t", tf.constant(["a", "b"]))).value
    assert text.metadata.plugin_data.plugin_name == "text"
    assert list(text.tensor.string_val) == [b"a", b"b"]
    assert [each.size for each in text.tensor.tensor_shape.dim] == [2]
    (numbers,) = computed(
        tf.summary.tensor_summary(
            "n",
            tf.constant([1.0, 2.0]),
            display_name="name",
            summary_description="what",
        )
    ).value
    assert numbers.metadata.display_name == "name"
    assert numbers.metadata.summary_description == "what"
    assert np.frombuffer(numbers.tensor.tensor_content, "float32").tolist() == [1, 2]


REFUSED = {  # the texts of TensorFlow
    "Nan in summary histogram for: n": lambda: tf.summary.histogram("n", [np.nan]),
    "Infinity in summary histogram for: n": lambda: tf.summary.histogram("n", [np.inf]),
    "tags and values are not the same shape: [] != [2] (tag 'v')": lambda: (
        tf.summary.scalar("v", [1.0, 2.0])
    ),
    "Tensor must be 4-D with last dim 1, 3, or 4, not [2,2,2,2]": lambda: (
        tf.summary.image("b", np.zeros([2, 2, 2, 2], "float32"))
    ),
    "Tensor must be 3-D or 2-D, got: [3]": lambda: tf.summary.audio(
        "z", np.zeros([3], "float32"), 8000
    ),
    "Duplicate tag a found in summary inputs": lambda: tf.summary.merge(
        [tf.summary.scalar("a", 1.0)] * 2
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_no_summary_can_be_made_of_is_refused(graph, text):
    with pytest.raises(tf.errors.InvalidArgumentError) as raised:
        computed(REFUSED[text]())
    assert str(raised.value) == text


def test_summaries_of_slim_say_how_many_numbers_are_zero(graph):
    tensor = tf.nn.relu(tf.constant([-1.0, 0.0, 2.0, 6.0]))
    slim.summaries.add_zero_fraction_summary(tensor, "x")
    (value,) = computed(tf.summary.merge_all()).value
    assert value.tag == "x/Fraction_of_Zero_Values"
    assert value.simple_value == 0.5
