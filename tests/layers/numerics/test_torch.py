"""What is special on torch: its own operations, the layout of kernels, torch.compile."""

import itertools
import math

import keras
import numpy as np
import pytest

from argscope import arg_scope, layers
from argscope.layers._numerics import norm_ops as _norm_ops
from argscope.layers._numerics import ops as _ops

if keras.backend.backend() != "torch":
    pytest.skip("these are about Keras on torch", allow_module_level=True)

import torch

RTOL = 2e-5  # of the largest magnitude, as for parity with the original

# size, window, stride, rate: odd and even, and SAME with symmetric and other padding
GEOMETRIES = [
    ((7,), (3,), (1,), (1,)),
    ((8,), (3,), (2,), (1,)),
    ((8,), (4,), (1,), (1,)),
    ((6, 7), (3, 3), (1, 1), (1, 1)),
    ((8, 8), (3, 3), (2, 2), (1, 1)),
    ((8, 7), (1, 1), (2, 2), (1, 1)),
    ((6, 5), (2, 3), (1, 2), (1, 1)),
    ((9, 8), (3, 2), (1, 1), (2, 3)),
    ((5, 4, 6), (3, 2, 3), (2, 1, 2), (1, 1, 1)),
]
PADDINGS = ["same", "valid"]
FORMATS = ["channels_last", "channels_first"]
TABLE = list(itertools.product(GEOMETRIES, PADDINGS, FORMATS))
IDS = [
    f"{'x'.join(map(str, g[0]))}-k{g[1]}-s{g[2]}-r{g[3]}-{p}-{f}" for g, p, f in TABLE
]


@pytest.fixture(autouse=True)
def _no_graphs_of_other_tests():
    # All models share the code that Dynamo reads, of which it keeps eight graphs.
    torch.compiler.reset()


def windows(images, geometry, padding, fill):
    """Yield each output position and its window `(batch, *window, channels)`, slowly."""
    size, window, stride, rate = geometry
    spans = [(k - 1) * r + 1 for k, r in zip(window, rate, strict=True)]
    if padding == "same":
        counts = [math.ceil(n / s) for n, s in zip(size, stride, strict=True)]
        totals = [
            max((count - 1) * s + span - n, 0)
            for count, s, span, n in zip(counts, stride, spans, size, strict=True)
        ]
        pads = [(0, 0), *((t // 2, t - t // 2) for t in totals), (0, 0)]
        images = np.pad(images, pads, constant_values=fill)
    else:
        counts = [
            (n - span) // s + 1 for n, span, s in zip(size, spans, stride, strict=True)
        ]
    for place in itertools.product(*map(range, counts)):
        taken = images
        for axis, (i, s, k, r) in enumerate(
            zip(place, stride, window, rate, strict=True), 1
        ):
            taken = taken.take(range(i * s, i * s + (k - 1) * r + 1, r), axis)
        yield counts, place, taken


def by_windows(function, images, geometry, padding, fill):
    """Return the array of `function(window)`, `(batch, *counts, channels)`."""
    found = None
    for counts, place, taken in windows(images, geometry, padding, fill):
        value = function(taken)
        if found is None:
            found = np.zeros((value.shape[0], *counts, value.shape[-1]))
        found[(slice(None), *place)] = value
    return found


def drawn(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def tensor(array, data_format):
    value = torch.from_numpy(array.astype("float32"))
    return value.movedim(-1, 1).contiguous() if data_format == FORMATS[1] else value


def close(found, expected, data_format=FORMATS[0]):
    found = found.detach()
    if data_format == FORMATS[1]:
        found = found.movedim(1, -1)
    atol = RTOL * np.abs(expected).max()
    np.testing.assert_allclose(found.numpy(), expected, rtol=0, atol=atol)


@pytest.mark.parametrize(("geometry", "padding", "data_format"), TABLE, ids=IDS)
def test_convolution_equals_a_sum_over_windows(geometry, padding, data_format):
    size, window, stride, rate = geometry
    images, kernel = drawn(2, *size, 3), drawn(*window, 3, 4)
    axes = len(window) + 1
    expected = by_windows(
        lambda taken: np.tensordot(taken, kernel, (range(1, axes + 1), range(axes))),
        images,
        geometry,
        padding,
        0.0,
    )
    found = _ops.convolve(
        tensor(images, data_format),
        _ops.lay_out(torch.from_numpy(kernel.astype("float32"))),
        stride=stride,
        padding=padding,
        data_format=data_format,
        rate=rate,
    )
    close(found, expected, data_format)


@pytest.mark.parametrize(("geometry", "padding", "data_format"), TABLE, ids=IDS)
def test_pools_equal_a_loop_over_windows(geometry, padding, data_format):
    size, window, stride, _ = geometry
    images = drawn(2, *size, 3) - 3.0
    geometry = (size, window, stride, [1] * len(size))
    axes = tuple(range(1, len(window) + 1))
    arguments = (tensor(images, data_format), window, stride, padding, data_format)

    maxima = by_windows(
        lambda taken: taken.max(axes), images, geometry, padding, -np.inf
    )
    close(_ops.max_pool(*arguments), maxima, data_format)

    means = by_windows(
        lambda taken: np.nanmean(taken, axes),
        images,
        geometry,
        padding,
        np.nan,
    )
    close(_ops.avg_pool(*arguments), means, data_format)


def test_pool_of_whole_numbers_ignores_padding():
    images = torch.full((1, 3, 3, 1), -5, dtype=torch.int32)
    found = _ops.max_pool(images, (2, 2), (1, 1), "same", "channels_last")
    assert found.unique().tolist() == [-5]


def normalized(inputs, offset, scale, axis):
    """Batch normalization of float64 numbers by its formula."""
    axes = [i for i in range(inputs.ndim) if i != axis]
    shape = [-1 if i == axis else 1 for i in range(inputs.ndim)]
    mean = inputs.mean(axes, keepdim=True)
    variance = ((inputs - mean) ** 2).mean(axes, keepdim=True)
    outputs = (inputs - mean) / (variance + 1e-3).sqrt() * scale.reshape(shape)
    return outputs + offset.reshape(shape), mean.flatten(), variance.flatten()


@pytest.mark.parametrize("shape", [(6, 3), (4, 5, 3), (2, 4, 5, 3), (2, 2, 3, 2, 3)])
@pytest.mark.parametrize("channels_first", [False, True])
def test_batch_normalization_and_its_gradients_equal_the_formula(shape, channels_first):
    axis = 1 if channels_first else len(shape) - 1
    inputs, weight = torch.from_numpy(drawn(*shape)), torch.from_numpy(drawn(*shape))
    offset, scale = torch.from_numpy(drawn(2, shape[axis]))
    leaves = [leaf.requires_grad_() for leaf in (inputs, offset, scale)]

    outputs, *statistics = _norm_ops.normalize_batch(
        inputs, axis, offset=offset, scale=scale, epsilon=1e-3
    )
    expected, *expected_statistics = normalized(*leaves, axis)
    torch.testing.assert_close(outputs, expected)
    torch.testing.assert_close(statistics, [s.detach() for s in expected_statistics])
    torch.testing.assert_close(
        torch.autograd.grad((outputs * weight).sum(), leaves),
        torch.autograd.grad((expected * weight).sum(), leaves),
    )


def test_batch_statistics_of_many_pixels_far_from_zero_are_exact():
    # Torch's own kernel is off by half of the largest output here.
    inputs = torch.from_numpy(drawn(400_000, 2).astype("float32") + 1000.0)
    inputs = inputs.reshape(1, 400, 1000, 2)
    found = _norm_ops.normalize_batch(inputs, 3, offset=None, scale=None, epsilon=1e-3)
    one, zero = torch.ones(2).double(), torch.zeros(2).double()
    for part, expected in zip(
        found, normalized(inputs.double(), zero, one, 3), strict=True
    ):
        close(part, expected.numpy())


def network(images):
    scope = arg_scope([layers.conv2d], normalizer_fn=layers.batch_norm)
    with scope, arg_scope([layers.batch_norm], decay=0.5):
        net = layers.conv2d(images, 4, [3, 3], stride=2, scope="conv1")
        net = layers.conv2d(net, 6, [3, 2], scope="conv2")
    net = layers.flatten(layers.max_pool2d(net, [2, 2]))
    return layers.fully_connected(net, 3, activation_fn=None, scope="logits")


IMAGES = drawn(4, 8, 8, 2).astype("float32")
LABELS = np.array([0, 1, 2, 0])


def built(seed=1):
    model = layers.Model(network, seed=seed)
    model.build((None, 8, 8, 2))
    return model


def has_outputs_first_in_memory(value):
    return value.permute(3, 0, 1, 2).is_contiguous() and not value.is_contiguous()


def kernels(model):
    return [model.variable(f"conv{i}/weights").value for i in (1, 2)]


def test_kernels_keep_their_layout_when_assigned_loaded_and_trained(tmp_path):
    model, other = built(seed=1), built(seed=2)
    assert all(map(has_outputs_first_in_memory, kernels(model)))

    other.save_weights(tmp_path / "w.weights.h5")
    model.load_weights(tmp_path / "w.weights.h5")
    assert all(map(torch.equal, kernels(model), kernels(other)))
    assert all(map(has_outputs_first_in_memory, kernels(model)))

    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(IMAGES, LABELS, verbose=0)
    assert not any(map(torch.equal, kernels(model), kernels(other)))
    assert all(map(has_outputs_first_in_memory, kernels(model)))
    assert all(has_outputs_first_in_memory(kernel.grad) for kernel in kernels(model))
    slots = [v.value for v in model.optimizer.variables if len(v.shape) == 4]
    assert len(slots) == 4
    assert all(map(has_outputs_first_in_memory, slots))


def test_network_compiles_to_one_graph():
    model = built()
    found = torch._dynamo.explain(model)(torch.from_numpy(IMAGES), training=True)
    assert (found.graph_count, found.graph_break_count) == (1, 0)


@pytest.mark.parametrize("training", [False, True])
def test_compiled_network_has_the_outputs_gradients_and_averages_of_eager(training):
    model, eager = built(), built()
    run = torch.compile(model, fullgraph=True, backend="aot_eager")
    for _ in range(2):
        outputs = [f(torch.from_numpy(IMAGES), training=training) for f in (run, eager)]
        torch.testing.assert_close(*outputs)
        for output in outputs:
            output.square().sum().backward()
    for ours, theirs in zip(model.variables, eager.variables, strict=True):
        torch.testing.assert_close(ours.value, theirs.value)
        torch.testing.assert_close(ours.value.grad, theirs.value.grad)
    moved = bool(model.variable("conv1/BatchNorm/moving_mean").value.any())
    assert moved is training


def test_compiled_networks_of_one_shape_are_not_mixed_up():
    ones = torch.ones(2, 3)
    models = [layers.Model(lambda x, by=by: x * by) for by in (2.0, 3.0)]
    for model in models:
        model(ones)
    runs = [torch.compile(model, backend="aot_eager") for model in models]
    assert [run(ones)[0, 0].item() for run in (*runs, *runs)] == [2.0, 3.0, 2.0, 3.0]


@pytest.mark.parametrize("noise_shape", [None, [None, 1]])
def test_compiled_dropout_drops_others_in_each_call(noise_shape):
    model = layers.Model(lambda x: layers.dropout(x, 0.5, noise_shape=noise_shape))
    ones = torch.ones(64, 8)
    model(ones)
    run = torch.compile(model, fullgraph=True, backend="aot_eager")
    first, second = run(ones, training=True), run(ones, training=True)
    assert first.unique().tolist() == second.unique().tolist() == [0.0, 2.0]
    assert not torch.equal(first, second)
    assert bool((first == first[:, :1]).all()) is bool(noise_shape)
    assert torch.equal(run(ones), ones)


@pytest.mark.parametrize("numbers", [1 << 10, 1 << 16])
@pytest.mark.parametrize("axes", [(0, 1), (1, 0)])
def test_sums_of_squares_and_their_gradients_are_torchs_bit_for_bit(numbers, axes):
    values = torch.randn(numbers // 64, 64).permute(axes)
    ends = []
    for function in (_ops.sum_of_squares, lambda x: torch.sum(torch.square(x))):
        given = values.detach().requires_grad_()
        total = function(given)
        (first,) = torch.autograd.grad(0.1 * total, given, create_graph=True)
        (second,) = torch.autograd.grad(first.sum(), given)
        ends.append((total, first, second))
    assert all(map(torch.equal, *ends))


def test_sums_of_squares_can_be_transformed():
    values = torch.randn(2, 1 << 15)
    wanted = 2 * values
    torch.testing.assert_close(torch.func.grad(_ops.sum_of_squares)(values), wanted)
    both = torch.stack([values, values + 1])
    found = torch.func.vmap(torch.func.grad(_ops.sum_of_squares))(both)
    torch.testing.assert_close(found, 2 * both)
