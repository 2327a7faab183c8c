"""A network is asked about files: answers, probabilities and features."""

import numpy as np
import pytest

from argscope.predict import ImageFileError, PredictError, load_published


@pytest.fixture(scope="module")
def network(checkpoint):
    return load_published("lenet", checkpoint, labels=("daisy", "rose", "tulip"))


def test_answers_are_the_most_probable_classes(network, photos):
    rows = network.probabilities(photos)
    answers = list(network.answers(photos, top=2))
    assert [answer.file for answer in answers] == photos
    for row, answer in zip(rows, answers, strict=True):
        best = np.argsort(-row)[:2]
        assert [each.index for each in answer.predictions] == best.tolist()
        told = [each.probability for each in answer.predictions]
        np.testing.assert_allclose(told, row[best], rtol=1e-6)
        assert [each.label for each in answer.predictions] == [
            network.labels[index] for index in best
        ]


def test_no_more_classes_are_told_than_there_are(network, photos):
    (answer,) = network.answers(photos[:1], top=5)
    assert sum(each.probability for each in answer.predictions) == pytest.approx(1)


@pytest.mark.parametrize("batch_size", [1, 2, 32])
def test_batches_change_nothing(batch_size, network, photos):
    rows = network.probabilities(photos, batch_size=batch_size)
    np.testing.assert_allclose(rows, network.probabilities(photos), rtol=1e-5)


def test_file_that_is_no_image_has_a_fault_and_the_others_answers(
    network, photos, tmp_path
):
    (tmp_path / "1.png").write_text("text")
    files = [photos[0], tmp_path / "1.png", photos[1]]
    answers = list(network.answers(files))
    assert [answer.fault for answer in answers] == [None, "it is not an image", None]
    assert [len(answer.predictions) for answer in answers] == [3, 0, 3]
    whole = list(network.answers([photos[0], photos[1]]))
    for answer, other in zip(answers[::2], whole, strict=True):
        found = [each.probability for each in answer.predictions]
        expected = [each.probability for each in other.predictions]
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_file_that_is_no_image_has_no_probabilities(network, photos, tmp_path):
    with pytest.raises(ImageFileError) as refused:
        network.probabilities([photos[0], tmp_path / "none.png"])
    assert str(refused.value) == (
        f"{tmp_path / 'none.png'} cannot be read as an image: No such file or directory. "
        "Delete it, or replace it."
    )


def test_nothing_is_made_of_no_files(network):
    assert list(network.answers([])) == []
    assert network.probabilities([]).shape == (0, 3)


def test_features_are_the_end_points_of_each_file(network, photos, tmp_path):
    (tmp_path / "1.png").write_text("text")
    files = [photos[0], tmp_path / "1.png", photos[1]]
    names = ["Predictions", "pool1"]
    first, bad, last = network.features(files, names, batch_size=2)
    assert (bad.values, bad.fault) == (None, "it is not an image")
    assert first.values["pool1"].shape == (14, 14, 32)
    rows = network.probabilities([photos[0], photos[1]])
    found = [each.values["Predictions"] for each in (first, last)]
    np.testing.assert_allclose(found, rows, rtol=1e-5)


def test_unknown_end_point_is_named_with_what_was_meant(network, photos):
    with pytest.raises(PredictError) as refused:
        network.features(photos, ["pool1", "pol2"])
    assert str(refused.value) == (
        "There is no end point 'pol2'. Did you mean 'pool2'?\n"
        "  known: conv1, pool1, conv2, pool2, Flatten, fc3, dropout3, Logits, Predictions"
    )
