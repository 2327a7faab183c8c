"""The page with pictures: it is whole in itself, and nothing in it can do anything."""

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image
from tests.finetune.pictures import write_image

from argscope.predict import Answer, Prediction
from argscope.predict._page import page_of

SHARP = "<script>alert('1')</script>"


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    found = (Prediction(SHARP, 3, 0.876), Prediction("rose", 1, 0.1))
    files = [
        write_image(folder / f"{name}.png", size=size)
        for name, size in (("a & b", (600, 900)), ("small", (10, 10)))
    ]
    return Tags(page_of([Answer(file, found) for file in files], f"lenet, {SHARP}"))


def test_each_image_has_its_name_and_its_classes(page):
    texts = "|".join(page.texts)
    assert "2 images" in texts
    assert re.search(r"\|[^|]*a & b\.png\|", texts)
    assert texts.count(f"{SHARP}|87.6 %|rose|10.0 %") == 2
    styles = [attributes["style"] for tag, attributes in page.tags if tag == "tr"]
    assert styles == ["--p:87.6%", "--p:10.0%"] * 2


def test_pictures_are_small_and_in_the_page(page):
    sources = [attributes["src"] for tag, attributes in page.tags if tag == "img"]
    sizes = []
    for source in sources:
        head, _, data = source.partition(",")
        assert head == "data:image/jpeg;base64"
        sizes.append(Image.open(io.BytesIO(base64.b64decode(data))).size)
    assert sizes == [(400, 267), (10, 10)]


def test_page_runs_nothing_and_asks_for_nothing(page):
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "iframe", "a"} & set(tags)
    policy = next(a["content"] for t, a in page.tags if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; ")
    assert "script" not in policy


def test_picture_has_the_pixels_that_the_network_gets(tmp_path):
    bright = np.full((8, 8), 40_000, "uint16")  # of which Pillow would make white
    Image.fromarray(bright).save(tmp_path / "1.png")
    page = page_of([Answer(tmp_path / "1.png", ())], "lenet")
    data = re.search('base64,([^"]*)', page)[1]
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert picture.getpixel((3, 3)) == pytest.approx((156, 156, 156), abs=2)


def test_single_image_is_counted_as_one(tmp_path):
    file = write_image(tmp_path / "1.png")
    page = page_of([Answer(file, (Prediction("rose", 0, 1.0),))], "lenet")
    assert "<p>1 image</header>" in page
    assert "<title>lenet - argscope predict</title>" in page
