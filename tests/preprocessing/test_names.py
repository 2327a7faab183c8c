"""Families by name, public names, and the whole text of every error."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from argscope import ArgScopeError, nets, preprocessing
from argscope.preprocessing import (
    INCEPTION,
    LENET,
    PREPROCESSING,
    VGG,
    errors,
    for_network,
)

KNOWN = (
    "\n  known:   lenet, cifarnet, alexnet_v2, overfeat, vgg_a, vgg_16, vgg_19, "
    "inception_v1 and 36 more"
)
OWN = " For a network of your own, choose from PREPROCESSING."
SIZE = ", expected (height, width) in pixels: two whole numbers of at least 1."
IMAGE = Image.new("RGB", (4, 4))

ERRORS = [
    (lambda: for_network("resnet_v3_50"), errors.UnknownNetworkError,
     "for_network() got 'resnet_v3_50', which is not a network of TF-Slim. Did you mean "
     f"'resnet_v2_50'?{OWN}{KNOWN}"),
    (lambda: for_network("resnet_50"), errors.UnknownNetworkError,
     "for_network() got 'resnet_50', which is not a network of TF-Slim. Did you mean "
     f"'resnet_v2_50'?{OWN}{KNOWN}"),
    (lambda: for_network("LeNet"), errors.UnknownNetworkError,
     "for_network() got 'LeNet', which is not a network of TF-Slim. Did you mean "
     f"'lenet'?{OWN}{KNOWN}"),
    (lambda: for_network("gpt"), errors.UnknownNetworkError,
     f"for_network() got 'gpt', which is not a network of TF-Slim.{OWN}{KNOWN}"),
    (lambda: for_network(None), errors.UnknownNetworkError,
     f"for_network() got None, which is not a network of TF-Slim.{OWN}{KNOWN}"),
    (lambda: INCEPTION.evaluate(IMAGE, (0, 4)), errors.ImageSizeError,
     f"The inception preprocessing got size=(0, 4){SIZE}"),
    (lambda: VGG.evaluate(IMAGE, (4, -1)), errors.ImageSizeError,
     f"The vgg preprocessing got size=(4, -1){SIZE}"),
    (lambda: LENET.evaluate(IMAGE, 28), errors.ImageSizeError,
     f"The lenet preprocessing got size=28{SIZE}"),
    (lambda: VGG.evaluate(IMAGE, (224, 224, 3)), errors.ImageSizeError,
     f"The vgg preprocessing got size=(224, 224, 3){SIZE}"),
    (lambda: VGG.evaluate(IMAGE, (4.0, 4.0)), errors.ImageSizeError,
     f"The vgg preprocessing got size=(4.0, 4.0){SIZE}"),
    (lambda: VGG.evaluate(Image.new("RGB", (0, 5)), (4, 4)), errors.EmptyImageError,
     "An image of height 5 and width 0 has no pixels, so nothing can be made of it. "
     "Leave it out of the data."),
]  # fmt: skip


@pytest.mark.parametrize(("action", "kind", "text"), ERRORS)
def test_error_says_exactly(action, kind, text):
    with pytest.raises(ArgScopeError) as caught:
        action()
    assert type(caught.value) is kind
    assert str(caught.value) == text


def test_every_error_is_one_that_python_has():
    assert issubclass(errors.UnknownNetworkError, LookupError)
    assert issubclass(errors.ImageSizeError, ValueError)
    assert issubclass(errors.EmptyImageError, ValueError)


def test_every_error_is_tested():
    assert {kind.__name__ for _, kind, _ in ERRORS} == set(errors.__all__)


@pytest.mark.parametrize("family", PREPROCESSING.values(), ids=PREPROCESSING)
@pytest.mark.parametrize("size", [(0, 1), (1, 0)])
def test_size_below_one_is_an_error_in_training_and_evaluation(family, size):
    with pytest.raises(errors.ImageSizeError, match=family.name):
        family.evaluate(IMAGE, size)
    with pytest.raises(errors.ImageSizeError, match=family.name):
        family.train(IMAGE, size, np.random.default_rng(0))


def test_families_are_known_by_their_names():
    assert list(PREPROCESSING) == ["inception", "vgg", "cifarnet", "lenet"]
    assert [f.name for f in PREPROCESSING.values()] == list(PREPROCESSING)


MOBILENETS = [
    "mobilenet_v1",
    "mobilenet_v1_075",
    "mobilenet_v1_050",
    "mobilenet_v1_025",
    "mobilenet_v2",
    "mobilenet_v2_140",
    "mobilenet_v2_130",
    "mobilenet_v2_075",
    "mobilenet_v2_050",
    "mobilenet_v2_035",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
    "mobilenet_v3_large_minimalistic",
    "mobilenet_v3_small_minimalistic",
    "mobilenet_edgetpu",
    "mobilenet_edgetpu_075",
]


def test_every_network_has_the_preprocessing_it_was_published_with():
    assert {name: for_network(name).name for name in nets.NETS} == {
        "alexnet_v2": "vgg",
        "cifarnet": "cifarnet",
        "inception_resnet_v2": "inception",
        "inception_v1": "inception",
        "inception_v2": "inception",
        "inception_v3": "inception",
        "inception_v4": "inception",
        "lenet": "lenet",
        **dict.fromkeys(MOBILENETS, "inception"),
        "nasnet_cifar": "inception",
        "nasnet_large": "inception",
        "nasnet_mobile": "inception",
        "overfeat": "vgg",
        "pnasnet_large": "inception",
        "pnasnet_mobile": "inception",
        "resnet_v1_50": "vgg",
        "resnet_v1_101": "vgg",
        "resnet_v1_152": "vgg",
        "resnet_v1_200": "vgg",
        "resnet_v2_50": "inception",
        "resnet_v2_101": "inception",
        "resnet_v2_152": "inception",
        "resnet_v2_200": "inception",
        "vgg_a": "vgg",
        "vgg_16": "vgg",
        "vgg_19": "vgg",
        "xception_41": "inception",
        "xception_65": "inception",
        "xception_71": "inception",
    }


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("mobilenet_v1_075", "inception"),
        ("mobilenet_v3_large_minimalistic", "inception"),
        ("mobilenet_edgetpu", "inception"),
        ("inception", "inception"),
        ("resnet_v1_18", "vgg"),
        ("resnet_v2_26", "inception"),
        ("vgg", "vgg"),
    ],
)
def test_network_with_another_ending_is_prepared_as_its_family(name, family):
    assert for_network(name).name == family


@pytest.mark.parametrize("name", ["resnet", "vgg16", "incep", "", "_", "_vgg"])
def test_part_of_a_word_is_no_beginning_of_a_name(name):
    with pytest.raises(errors.UnknownNetworkError):
        for_network(name)


@pytest.mark.parametrize("family", PREPROCESSING.values(), ids=PREPROCESSING)
def test_family_can_be_sent_to_another_process(family):
    assert pickle.loads(pickle.dumps(family)) == family


def test_public_names_are_these():
    assert preprocessing.__all__ == [
        "CIFARNET",
        "INCEPTION",
        "LENET",
        "PREPROCESSING",
        "VGG",
        "EmptyImageError",
        "ImageSizeError",
        "Preprocessing",
        "UnknownNetworkError",
        "for_network",
    ]


def test_import_loads_no_framework():
    program = (
        "import sys, argscope.preprocessing; "
        "print(*{'keras', 'jax', 'torch', 'tensorflow', 'sklearn'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
