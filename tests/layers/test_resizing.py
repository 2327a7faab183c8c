"""Resizing images, compared with what TensorFlow 1 computed."""

from pathlib import Path

import keras
import numpy as np
import pytest
from tests.layers.arrays import numbers
from tests.layers.parity.gradients import training_pass
from tests.layers.resizing_cases import IMAGES, KINDS, RESIZE_IMAGES, ROWS, row

from argscope import arg_scope, layers
from argscope._images.resampling import WEIGHTED, Axis, nearest

with np.load(Path(__file__).with_name("resizing.npz")) as file:
    RECORDED = dict(file)

kinds = pytest.mark.parametrize(
    ("name", "function", "options"),
    KINDS,
    ids=[name for name, *_ in KINDS],
)
# Float32 has 24 bits: of sums of products of up to 256, the last few differ.
CLOSE = {"rtol": 0, "atol": 3e-4}


def resized_row(xp, width, new, function, options):
    """Return a row of pixels at another width, computed of its taps."""
    axis = Axis(xp, width, new, **options)
    pixels = row(width).ravel()
    if function == "resize_nearest_neighbor":
        return pixels[numbers(nearest(axis))]
    indices, weights = WEIGHTED[function.removeprefix("resize_")](axis)
    return (pixels[numbers(indices)] * numbers(weights)).sum(1)


@kinds
def test_row_of_any_width_is_that_of_the_original(name, function, options):
    rows = np.split(RECORDED[f"rows/{name}"], np.cumsum([new for _, new in ROWS])[:-1])
    for (old, new), expected in zip(ROWS, rows, strict=True):
        found = resized_row(np, old, new, function, options)
        np.testing.assert_allclose(found, expected, rtol=0, atol=2e-6)


@kinds
def test_unknown_sizes_give_the_same_places(name, function, options):
    np.testing.assert_allclose(
        resized_row(keras.ops, 5, 8, function, options),
        resized_row(np, 5, 8, function, options),
        rtol=0,
        atol=2e-6,
    )


def assert_recorded(found, name):
    """Fail if an array is not the recorded one, by shape, dtype and numbers."""
    found, expected = numbers(found), RECORDED[name]
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    np.testing.assert_allclose(found, expected, **CLOSE)


def all_kinds(images, size):
    """Return what each kind makes of the images, by name."""
    return {
        name: getattr(layers, function)(images, size, **options)
        for name, function, options in KINDS
    }


@pytest.mark.parametrize("case", IMAGES[:-2], ids=str)
def test_images_are_those_of_the_original_in_a_compiled_model(case):
    model = layers.Model(lambda images: all_kinds(images, case.size))
    model.build(keras.KerasTensor((2, *case.old, case.channels), case.dtype))
    for name, found in model.predict(case.images(), verbose=0).items():
        assert_recorded(found, f"images/{name}/{case}")


@pytest.mark.parametrize("case", IMAGES[-3:], ids=str)
def test_images_are_those_of_the_original_on_numbers(case):
    for name, found in all_kinds(case.images(), case.size).items():
        assert_recorded(found, f"images/{name}/{case}")


@kinds
def test_gradient_is_that_of_the_original(name, function, options):
    images, size = IMAGES[0].images(), IMAGES[0].size
    resize = getattr(layers, function)
    model = layers.Model(lambda x: {"y": resize(x["x"], size, **options)})
    model.build({"x": images.shape})
    found = training_pass(model, {"x": images})  # of the sum of squares
    gradient, outputs = found.by_input["x"], found.outputs["y"]
    # Which is linear in what goes in, and so in either factor.
    np.testing.assert_allclose(
        (gradient * images).sum(), 2 * (outputs**2).sum(), rtol=1e-5
    )
    if function != "resize_area":  # which has no gradient in the original
        expected = RECORDED[f"gradients/{name}"]
        np.testing.assert_allclose(gradient, expected, rtol=1e-5, atol=1e-2)


@pytest.mark.parametrize(
    ("name", "images", "size", "options"),
    RESIZE_IMAGES,
    ids=[name for name, *_ in RESIZE_IMAGES],
)
def test_resize_images_is_that_of_the_original(name, images, size, options):
    found = layers.resize_images(images, size, **options)
    assert_recorded(found, f"resize_images/{name}")


def test_methods_have_the_numbers_of_tensorflow():
    method = layers.ResizeMethod
    found = (method.BILINEAR, method.NEAREST_NEIGHBOR, method.BICUBIC, method.AREA)
    assert found == (0, 1, 2, 3)


FUNCTIONS = [layers.resize_nearest_neighbor, layers.resize_bilinear, layers.resize_bicubic, layers.resize_area, layers.resize_images]  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_unknown_sizes_of_images(function):
    images = np.random.default_rng(0).random((2, 5, 7, 3), np.float32)

    def doubled_and_back(x):
        height, width = keras.ops.shape(x)[1:3]
        return function(function(x, [2 * height, 3 * width]), [height, 4])

    model = layers.Model(doubled_and_back)
    model.build((None, None, None, 3))
    expected = numbers(function(function(images, [10, 21]), [5, 4]))
    np.testing.assert_allclose(model.predict(images, verbose=0), expected, atol=1e-6)
    np.testing.assert_allclose(numbers(model(images)), expected, atol=1e-6)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_scope_sets_options_on_symbols_too(function):
    with arg_scope([function], size=[6, 5], align_corners=True):
        outputs = function(keras.Input((None, None, 3)))
    assert outputs.shape == (None, 6, 5, 3)


@pytest.mark.parametrize("size", [(6, 5), [6, 5], np.array([6, 5]), "tensor"])
def test_size_may_be_a_list_or_a_tensor(size):
    size = keras.ops.convert_to_tensor([6, 5]) if isinstance(size, str) else size
    assert layers.resize_bilinear(np.zeros((1, 2, 3, 1)), size).shape == (1, 6, 5, 1)


def test_empty_batch_stays_empty():
    images = np.zeros((0, 2, 3, 1), "float32")
    assert layers.resize_bilinear(images, (6, 5)).shape == (0, 6, 5, 1)


def test_infinite_pixel_stays_where_it_is():
    images = np.zeros((1, 1, 8, 1), "float32")
    images[0, 0, 0] = np.inf
    found = numbers(layers.resize_bilinear(images, (1, 12)))
    assert np.isfinite(found[0, 0, 2:]).all()


def test_aspect_ratio_of_unknown_sizes_is_kept_where_shapes_may_depend_on_values():
    def network(x):
        return layers.resize_images(x, [6, 6], preserve_aspect_ratio=True)

    model = layers.Model(network)
    if keras.backend.backend() == "jax":
        text = (
            r"^resize_images\(\) at ResizeImages expected known sizes for "
            "preserve_aspect_ratio=True, got float32"
        )
        with pytest.raises(layers.InputError, match=text):
            model.build((None, None, None, 3))
        return
    model.build((None, None, None, 3))
    images = np.ones((2, 8, 4, 3), "float32")
    assert model.predict(images, verbose=0).shape == (2, 6, 3, 3)


def test_mixed_precision_goes_on_after_resizing():
    def network(x):
        x = layers.resize_bilinear(x, [4, 4])
        return layers.conv2d(x, 2, 3, scope="conv")

    model = layers.Model(network, dtype="mixed_float16")
    assert numbers(model(np.ones((1, 2, 2, 1), "float32"))).dtype == "float16"
