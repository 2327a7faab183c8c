"""What networks get to see of images of any size and mode."""

import numpy as np
import pytest
from PIL import Image

from argscope import nets, preprocessing
from argscope.preprocessing import CIFARNET, INCEPTION, LENET, PREPROCESSING, VGG

MODES = ["RGB", "L", "RGBA", "P", "1", "CMYK", "LA"]
SHAPES = [(40, 30), (30, 40), (1, 1), (1, 90), (33, 32)]
RANGES = {
    "inception": (-1, 1),
    "vgg": (-123.68, 255 - 103.94),
    "cifarnet": (-80, 80),
    "lenet": (-1, 127 / 128),
}


def noise(width, height, seed=0):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3))
    return Image.fromarray(pixels.astype("uint8"))


def plain(colour, width=8, height=8):
    return Image.new("RGB", (width, height), colour)


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("family", PREPROCESSING.values(), ids=PREPROCESSING)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_any_image_becomes_an_array_of_the_size_that_is_wanted(family, mode, shape):
    image = noise(*shape).convert(mode)
    low, high = RANGES[family.name]
    results = family.train(image, (32, 24), rng()), family.evaluate(image, (32, 24))
    for pixels in results:
        assert pixels.shape == (32, 24, family.channels)
        assert pixels.dtype == np.float32
        assert low - 1e-4 <= pixels.min() <= pixels.max() <= high + 1e-4


@pytest.mark.parametrize("family", PREPROCESSING.values(), ids=PREPROCESSING)
def test_generator_decides_what_training_sees(family):
    image = noise(48, 40)
    first = family.train(image, (24, 24), rng(1))
    np.testing.assert_array_equal(first, family.train(image, (24, 24), rng(1)))
    others = [family.train(image, (24, 24), rng(seed)) for seed in range(2, 6)]
    differ = [not np.array_equal(first, other) for other in others]
    assert differ == [family is not LENET] * 4


@pytest.mark.parametrize("family", PREPROCESSING.values(), ids=PREPROCESSING)
def test_image_is_left_alone(family):
    image = noise(48, 40)
    before = image.copy()
    family.train(image, (24, 24), rng())
    family.evaluate(image, (24, 24))
    assert image == before


def test_inception_scales_to_minus_one_and_one():
    pixels = INCEPTION.evaluate(plain((0, 255, 51)), (4, 4))
    np.testing.assert_allclose(pixels[1, 2], [-1, 1, 51 / 127.5 - 1], rtol=1e-6)


def test_inception_evaluates_the_middle_seven_eighths():
    image = plain("black", 16, 16)
    image.paste("white", (1, 1, 15, 15))
    assert INCEPTION.evaluate(image, (14, 14)).min() == 1
    image = plain("black", 32, 32)
    image.paste("white", (3, 3, 29, 29))
    assert INCEPTION.evaluate(image, (28, 28)).min() < 1


def test_inception_sees_parts_in_other_colours():
    image = plain((200, 100, 50), 64, 64)
    results = [INCEPTION.train(image, (8, 8), rng(seed)) for seed in range(20)]
    assert all(np.ptp(pixels, axis=(0, 1)).max() < 1e-5 for pixels in results)
    colours = np.array([pixels[0, 0] for pixels in results])
    assert (colours.max(axis=0) - colours.min(axis=0) > 0.2).all()


def test_vgg_subtracts_the_means():
    pixels = VGG.evaluate(plain((124, 117, 104), 300, 260), (224, 224))
    expected = [124 - 123.68, 117 - 116.78, 104 - 103.94]
    np.testing.assert_allclose(pixels[100, 100], expected, rtol=1e-4)


def test_vgg_evaluates_the_middle_of_the_image_with_256_pixels_on_the_shorter_side():
    image = noise(300, 256)
    whole = np.asarray(image, "float32") - [123.68, 116.78, 103.94]
    pixels = VGG.evaluate(image, (224, 224))
    np.testing.assert_allclose(pixels, whole[16:240, 38:262], atol=1e-4)


def test_vgg_trains_on_windows_of_larger_versions():
    """A ramp shows by its slope how much larger the image was made."""
    ramp = np.linspace(0, 255, 256).astype("uint8")[None, :, None]
    image = Image.fromarray(np.broadcast_to(ramp, (256, 256, 3)).copy())
    spans = [
        np.ptp(VGG.train(image, (224, 224), rng(seed))[..., 0]) for seed in range(30)
    ]
    assert max(spans) <= 255 * 224 / 256 + 1
    assert min(spans) >= 255 * 224 / 512 - 1
    assert np.ptp(spans) > 50


def test_cifarnet_standardizes():
    pixels = CIFARNET.evaluate(noise(32, 32), (32, 32))
    assert pixels.mean() == pytest.approx(0, abs=1e-5)
    assert pixels.std() == pytest.approx(1, rel=1e-5)


def test_cifarnet_leaves_a_plain_image_at_zero():
    np.testing.assert_array_equal(
        CIFARNET.evaluate(plain("blue"), (4, 4))[..., 0].std(), 0
    )
    assert CIFARNET.evaluate(plain((9, 9, 9)), (4, 4)).max() == pytest.approx(
        0, abs=1e-3
    )


def test_cifarnet_shifts_by_up_to_four_pixels():
    image = plain("black", 32, 32)
    image.putpixel((16, 16), (255, 255, 255))
    brightest = {
        divmod(int(CIFARNET.train(image, (32, 32), rng(s))[..., 0].argmax()), 32)
        for s in range(60)
    }
    rows, columns = zip(*brightest, strict=True)
    assert (min(rows), max(rows)) == (12, 20)
    assert (min(columns), max(columns)) == (11, 20)  # 16 is 15 in the mirror


def test_lenet_sees_grey_levels():
    image = Image.new("L", (2, 1))
    image.putdata([0, 192])
    np.testing.assert_allclose(
        LENET.evaluate(image, (1, 2))[0, :, 0], [-1, 0.5], rtol=1e-6
    )


@pytest.mark.parametrize("name", nets.NETS)
def test_every_network_has_a_family_with_its_number_of_channels(name):
    family = preprocessing.for_network(name)
    assert family.channels == (1 if name == "lenet" else 3)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("resnet_v1_50", VGG),
        ("resnet_v2_50", INCEPTION),
        ("mobilenet_v3_large", INCEPTION),
    ],
)
def test_family_is_that_of_the_authors(name, family):
    assert preprocessing.for_network(name) is family


def test_unknown_network_is_refused():
    with pytest.raises(preprocessing.UnknownNetworkError) as refused:
        preprocessing.for_network("mobilnet")
    assert str(refused.value) == (
        "No preprocessing is known for a network 'mobilnet'. Did you mean 'mobilenet'?\n"
        "  known are names that begin with: inception, resnet_v2, mobilenet, vgg, "
        "resnet_v1, alexnet, overfeat, cifarnet, lenet\n"
        "Or take one from argscope.preprocessing.PREPROCESSING."
    )
