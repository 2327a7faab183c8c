"""How large an image has to be for nothing of it to be enlarged."""

from math import ceil, inf

import numpy as np
import pytest
from PIL import Image

from argscope.preprocessing import CIFARNET, INCEPTION, LENET, VGG, _resize

SIZE = 32


@pytest.fixture
def enlarged(monkeypatch):
    """Return a function: is something enlarged when an image is prepared 300 times?"""
    window = _resize.resized_window
    found = []

    def noting(pixels, full, *arguments):
        found.append(full[0] > pixels.shape[0] or full[1] > pixels.shape[1])
        return window(pixels, full, *arguments)

    for module in ("_resize", "_vgg"):
        monkeypatch.setattr(f"argscope.preprocessing.{module}.resized_window", noting)

    def run(prepare, side, longer):
        image = Image.new("RGB", (ceil(side * longer), ceil(side)))
        for seed in range(300):
            prepare(image, np.random.default_rng(seed))
        return any(found)

    return run


WAYS = {
    "train": lambda family: lambda image, rng: family.train(image, (SIZE, SIZE), rng),
    "evaluate": lambda family: lambda image, _: family.evaluate(image, (SIZE, SIZE)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("family", [INCEPTION, VGG], ids=lambda family: family.name)
class TestEnough:
    def test_nothing_of_an_image_that_is_large_enough_is_enlarged(
        self, family, way, enlarged
    ):
        side = getattr(family, f"{way}_side") * SIZE
        assert not enlarged(WAYS[way](family), side + 1, longer=1.5)

    def test_something_of_a_smaller_one_is(self, family, way, enlarged):
        side = getattr(family, f"{way}_side") * SIZE
        assert enlarged(WAYS[way](family), 0.8 * side, longer=1)


@pytest.mark.parametrize("family", [CIFARNET, LENET], ids=lambda family: family.name)
def test_images_that_are_not_resized_are_never_large_enough(family):
    assert (family.train_side, family.evaluate_side) == (inf, inf)
