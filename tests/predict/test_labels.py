"""What classes are called: ImageNet's names, those of a file, or numbers."""

import pytest

from argscope.predict import PredictError, read_labels
from argscope.predict._labels import known_labels


def written(tmp_path, text):
    path = tmp_path / "labels.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("daisy\nrose\n", ("daisy", "rose")),
        ("daisy\r\n\r\n  rose garden \r\n", ("daisy", "rose garden")),
        ("\ufeffdaisy\nrosé", ("daisy", "rosé")),
        ("0:daisy\n1:rose\n", ("daisy", "rose")),
        ("1: rose\n0: daisy\n", ("daisy", "rose")),
        ("0:daisy\nrose\n", ("0:daisy", "rose")),
        ("a:b\n", ("a:b",)),
    ],
)
def test_labels_are_lines_or_numbered_lines(text, labels, tmp_path):
    assert read_labels(written(tmp_path, text)) == labels


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("\n \n", "it is empty"),
        (b"\xff\xfe\x00", "it is not a text in UTF-8"),
        ("0:daisy\n2:rose\n", "its 2 labels are not numbered from 0 to 1"),
        ("0:daisy\n0:rose\n", "its 2 labels are not numbered from 0 to 1"),
    ],
)
def test_file_that_has_none_is_refused(text, why, tmp_path):
    path = written(tmp_path, text)
    with pytest.raises(PredictError) as refused:
        read_labels(path)
    assert str(refused.value) == (
        f"{path} is not a file of labels: {why}. It must have one label a line, or lines "
        "such as 0:daisy, 1:rose."
    )


def test_classes_without_known_names_are_numbers():
    assert known_labels(3) == ("class 0", "class 1", "class 2")
    assert known_labels(1000)[281] == known_labels(1001)[282] == "tabby"
