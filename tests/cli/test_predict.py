"""`argscope predict`: what it prints and writes."""

import csv
import json
from typing import NamedTuple

import numpy as np
import pytest
from tests.checkpoint.writing import write_checkpoint
from tests.finetune.pictures import write_image

from argscope.predict import Answer, Prediction

LABELS = ("daisy", "rose", "tulip")
PREDICTIONS = (
    Prediction("rose", 1, 0.625),
    Prediction("daisy", 0, 0.25),
    Prediction("tulip", 2, 0.125),
)


class Seen(NamedTuple):
    file: str
    values: dict
    fault: str | None = None


class Network(NamedTuple):
    """Stands for a network; files named `bad` cannot be read."""

    labels: tuple[str, ...] = LABELS

    @property
    def classifier(self):
        return self

    def answers(self, files, top, batch_size):
        del batch_size
        for file in files:
            bad = file.stem == "bad"
            found = () if bad else PREDICTIONS[:top]
            yield Answer(file, found, "it is not an image" if bad else None)

    def features(self, files, end_points, batch_size):
        del batch_size
        values = dict.fromkeys(end_points, np.arange(6).reshape(2, 3))
        for file in files:
            yield Seen(file, values, "it is damaged" if file.stem == "bad" else None)


@pytest.fixture
def images(tmp_path):
    """Return two files of images."""
    return [write_image(tmp_path / name) for name in ("1.png", "2.png")]


@pytest.fixture
def asked(monkeypatch):
    """Have every run and every published network answer the same; note what is asked."""
    noted = []

    def load(*arguments, **options):
        noted.append((arguments, options))
        return Network()

    monkeypatch.setattr("argscope.finetune.load_run", load)
    monkeypatch.setattr("argscope.predict.load_published", load)
    return noted


@pytest.fixture
def checkpoint(tmp_path):
    return write_checkpoint(tmp_path / "net.ckpt", {"net/weights": np.zeros(3)})


@pytest.fixture
def published(checkpoint):
    return ["--net", "lenet", "--checkpoint", checkpoint]


def files_in(out):
    return [json.loads(line)["file"] for line in out.splitlines()]


def test_most_probable_classes_are_a_table(called, run_folder, images, asked):
    wide = len(str(images[0]))
    status, out, err = called("predict", run_folder, *images, "--top", 2)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        f"{'file':<{wide}}  label  index  probability",
        f"{images[0]}  rose       1        0.625",
        f"{'':<{wide}}  daisy      0        0.250",
        f"{images[1]}  rose       1        0.625",
        f"{'':<{wide}}  daisy      0        0.250",
    ]
    assert asked == [((run_folder,), {})]


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_programs_get_one_json_object_a_line(option, called, run_folder, images, asked):
    _, out, _ = called("predict", run_folder, *images, *option)
    found = [vars(prediction) for prediction in PREDICTIONS]
    assert [json.loads(line) for line in out.splitlines()] == [
        {"file": str(file), "predictions": found} for file in images
    ]


def test_spreadsheets_get_csv(called, run_folder, images, asked):
    _, out, _ = called("predict", run_folder, *images, "--format", "csv", "--top", 1)
    assert list(csv.reader(out.splitlines())) == [
        ["file", "rank", "label", "index", "probability"],
        *([str(file), "1", "rose", "1", "0.625"] for file in images),
    ]


def test_published_network_is_made_as_the_options_say(
    called, published, images, asked, tmp_path
):
    *_, checkpoint = published
    (tmp_path / "labels.txt").write_text("0:daisy\n1:rose\n2:tulip\n")
    options = ["--labels", tmp_path / "labels.txt", "--prefer-ema", "--image-size", 96]
    options += ["--preprocessing", "vgg", "--fast-decode"]
    status, out, _ = called("predict", *published, *options, *images, "--json")
    assert (status, files_in(out)) == (0, list(map(str, images)))
    (((net, reader), given),) = asked
    assert (net, reader.path) == ("lenet", checkpoint)
    assert given == {
        "labels": LABELS,
        "prefer_ema": True,
        "fast_decode": True,
        "image_size": 96,
        "preprocessing": "vgg",
    }


def test_arguments_of_the_network_are_handed_on(called, published, images, asked):
    width, stride = ["--depth-multiplier", 0.5], ["--output-stride", 16]
    called("predict", *published, *width, *stride, *images)
    ((_, given),) = asked
    assert (given["depth_multiplier"], given["output_stride"]) == (0.5, 16)


def test_network_that_does_not_take_an_argument(called, published, images):
    status, _, err = called("predict", *published, "--output-stride", 16, *images)
    assert status == 1
    assert "lenet() takes no output_stride.\n  networks that do: " in err


def test_published_network_is_as_it_was_published_unless_told(
    called, published, images, asked
):
    called("predict", *published, *images)
    names = ("labels", "image_size", "preprocessing")
    switches = ("prefer_ema", "fast_decode")
    assert asked[0][1] == {**dict.fromkeys(names), **dict.fromkeys(switches, False)}


def test_folder_stands_for_the_images_in_it_in_alphabetical_order(
    called, run_folder, images, asked, tmp_path
):
    folder = tmp_path / "many"
    for name in ("b.png", "a.jpg", "deep/c.png", "notes.txt", ".hidden/d.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    _, out, _ = called("predict", run_folder, images[1], folder, images[0], "--json")
    expected = [
        images[1],
        *(folder / name for name in ("a.jpg", "b.png", "deep/c.png")),
        images[0],
    ]
    assert files_in(out) == list(map(str, expected))


def test_pattern_that_no_shell_has_replaced_is_what_it_matches(
    called, run_folder, images, asked, tmp_path
):
    for name in ("photos/b.png", "photos/deep/c.png", "[x].png"):
        write_image(tmp_path / name)
    for pattern, names in {
        "*.png": ["1.png", "2.png", "[x].png"],
        "[12].png": ["1.png", "2.png"],
        "photo?": ["photos/b.png", "photos/deep/c.png"],
        "**/[bc].png": ["photos/b.png", "photos/deep/c.png"],
        "[x].png": ["[x].png"],  # it is there, so it is no pattern
    }.items():
        _, out, _ = called("predict", run_folder, tmp_path / pattern, "--json")
        assert files_in(out) == [str(tmp_path / name) for name in names], pattern


def test_damaged_files_are_told_at_the_end_and_the_others_answered(
    called, run_folder, images, asked, tmp_path
):
    bad = tmp_path / "bad.png"
    bad.touch()
    status, out, err = called("predict", run_folder, bad, *images, "--json")
    assert (status, files_in(out)) == (1, list(map(str, images)))
    assert err == (
        "argscope: 1 of 3 files cannot be read as images, and are left out:\n"
        f"  {bad}: it is not an image\n"
    )


def test_page_has_the_images_instead(called, published, images, asked, tmp_path):
    page = tmp_path / "page.html"
    status, out, err = called("predict", *published, *images, "--html", page)
    assert (status, out, err) == (0, f"wrote {page}\n", "")
    text = page.read_text()
    assert "<title>lenet, net.ckpt - argscope predict</title>" in text
    assert text.count("<img ") == 2


def test_page_of_a_run_is_called_after_its_folder(
    called, run_folder, images, asked, tmp_path
):
    called("predict", run_folder, *images, "--html", tmp_path / "page.html")
    title = f"<title>{run_folder} - argscope predict</title>"
    assert title in (tmp_path / "page.html").read_text()


def test_features_are_arrays_by_end_point(called, run_folder, images, asked, tmp_path):
    bad, target = tmp_path / "bad.png", tmp_path / "features.npz"
    bad.touch()
    ends = ["--end-point", "conv1", "--end-point", "block1/unit_1"]
    status, out, err = called(
        "predict", run_folder, images[0], bad, images[1], *ends, "--output", target
    )
    assert status == 1
    assert out == (
        f"wrote {target}: conv1 (2, 2, 3), block1/unit_1 (2, 2, 3), files (2,)\n"
    )
    assert err.endswith(f"  {bad}: it is damaged\n")
    with np.load(target) as arrays:
        assert set(arrays) == {"conv1", "block1/unit_1", "files"}
        assert arrays["files"].tolist() == list(map(str, images))
        np.testing.assert_array_equal(arrays["conv1"][1], [[0, 1, 2], [3, 4, 5]])


def test_no_features_are_written_if_no_image_can_be_read(
    called, run_folder, asked, tmp_path
):
    bad, target = tmp_path / "bad.png", tmp_path / "features.npz"
    bad.touch()
    ends = ["--end-point", "conv1", "--output", target]
    status, out, _ = called("predict", run_folder, bad, *ends)
    assert (status, out) == (1, "")
    assert not target.exists()


def test_real_network_answers_and_gives_features(called, images, tmp_path):
    from argscope import layers
    from argscope.nets import nets_factory

    model = layers.Model(nets_factory.get_network_fn("lenet", 3), seed=1)
    model.build((None, 28, 28, 1))
    values = {v.path: np.asarray(v.numpy()) for v in model.variables_in_order}
    network = ["--net", "lenet", "--checkpoint"]
    network.append(write_checkpoint(tmp_path / "lenet.ckpt", values))

    status, out, _ = called("predict", *network, *images, "--json", "--batch-size", 1)
    assert status == 0
    for line in out.splitlines():
        found = json.loads(line)["predictions"]
        assert {each["label"] for each in found} == {f"class {i}" for i in range(3)}
        assert sum(each["probability"] for each in found) == pytest.approx(1)

    target = tmp_path / "f.npz"
    ends = ["--end-point", "Predictions", "--output", target]
    assert called("predict", *network, *images, *ends)[0] == 0
    with np.load(target) as arrays:
        assert arrays["Predictions"].shape == (2, 3)
