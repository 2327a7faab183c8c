"""What a recording cannot follow runs in Python as it is written, and is said once."""

import warnings
from pathlib import Path

import pytest
import torch
from tests.layers.recording.counting import IMAGES, Counting, dense
from torch.utils.checkpoint import checkpoint

from argscope.layers.errors import NotRecordedWarning

LINES = Path(__file__).read_text(encoding="utf-8").splitlines()


class Reversed(torch.autograd.Function):
    """Returns its input; the gradient changes sign."""

    @staticmethod
    def forward(ctx, values):
        return values.view_as(values)

    @staticmethod
    def backward(ctx, gradient):
        return -gradient


class ReversedObject(Reversed):
    """The same, with the very object for a result."""

    @staticmethod
    def forward(ctx, values):
        return values


def depends_on_values(images):
    net = dense(images)
    return net if net.sum() > 1e9 else net * 2  # reads


def takes_a_number(images):
    net = dense(images)
    return net * float(net.detach().mean())  # takes


def goes_through_numpy(images):
    net = dense(images)
    return net + torch.from_numpy(net.detach().numpy())  # goes


def has_own_gradient(images):
    return Reversed.apply(dense(images))


def has_own_gradient_of_the_same_object(images):
    net = ReversedObject.apply(dense(images))
    return net * 2


def opens_autocast(images):
    with torch.autocast("cpu", torch.bfloat16):
        return dense(images).float()


def opens_inference_mode(images):
    with torch.inference_mode():
        fixed = images.mean()  # inference
    return dense(images) * 2 + fixed.clone()


def picks_by_values(images):
    picked = images[images > 0]  # picks
    return images * (picked.sum() / max(picked.numel(), 1))


def counts_by_values(images):
    net = dense(images)
    if net.device.type == "meta":
        return net
    numbers = torch.arange(net.abs().max().long() + 1)  # counts
    return net * numbers.numel()


def seeds_a_generator(images):
    net = dense(images)
    generator = torch.Generator(net.device if net.device.type == "cpu" else "cpu")
    generator.manual_seed(0)
    noise = torch.rand(net.shape, generator=generator)  # seeds
    return net + noise.to(net.device)


def transforms(images):
    net = dense(images)
    return torch.func.vmap(lambda row: row * row.sum())(net)  # transforms


def computes_again_for_gradients(images):
    net = dense(images)
    return checkpoint(torch.tanh, net, use_reentrant=False)  # again


REFUSED = {
    picks_by_values: (
        "it calls __getitem__, whose result has a shape that depends on values",
        "picks",
    ),
    counts_by_values: (
        "it calls arange, whose result has a shape that depends on values",
        "counts",
    ),
    seeds_a_generator: (
        "it draws random numbers by a generator of its own",
        "seeds",
    ),
    transforms: ("it transforms a function by torch.func", "transforms"),
    computes_again_for_gradients: (
        "it opens hooks for what gradients need, as checkpoint() does",
        "again",
    ),
    depends_on_values: (
        "it calls Tensor.__bool__, whose result depends on values",
        "reads",
    ),
    takes_a_number: (
        "it calls Tensor.__float__, whose result depends on values",
        "takes",
    ),
    goes_through_numpy: (
        "it calls Tensor.numpy, whose result depends on values",
        "goes",
    ),
    has_own_gradient: ("it computes with a gradient of its own", ""),
    has_own_gradient_of_the_same_object: ("it computes with a gradient of its own", ""),
    opens_autocast: ("it opens autocast or inference_mode", ""),
    opens_inference_mode: ("it opens autocast or inference_mode", "inference"),
}


@pytest.mark.parametrize("network", REFUSED, ids=lambda network: network.__name__)
def test_such_a_network_runs_in_python_and_says_so_once(network):
    why, mark = REFUSED[network]
    counting = Counting(network)
    said = []
    results = []
    for _ in range(5):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", NotRecordedWarning)
            results.append(counting.model(IMAGES))
        said += [w for w in caught if w.category is NotRecordedWarning]
    assert counting.runs == 5
    assert all(torch.equal(each, results[0]) for each in results)
    (warning,) = said
    text = str(warning.message)
    assert text.startswith(
        f"The model {network.__name__!r} cannot be recorded: {why} ("
    )
    if mark:
        line = next(i for i, line in enumerate(LINES, 1) if line.endswith(f"# {mark}"))
        assert f"({__file__}:{line})" in text


def test_the_whole_warning():
    counting = Counting(depends_on_values)
    counting.model(IMAGES)
    with pytest.warns(NotRecordedWarning) as caught:
        counting.model(IMAGES)
    line = next(i for i, line in enumerate(LINES, 1) if line.endswith("# reads"))
    assert str(caught[0].message) == (
        "The model 'depends_on_values' cannot be recorded: it calls Tensor.__bool__, whose "
        f"result depends on values ({__file__}:{line}). It computes the same, but its "
        "function runs in Python at every step, which is slower. Compute with torch's or "
        "keras.ops's functions (torch.where in place of if), or say that it is meant: "
        "model.run_eagerly = True."
    )


@pytest.mark.parametrize("function", [Reversed, ReversedObject])
def test_gradients_of_ones_own_stay_right(function):
    counting = Counting(lambda images: function.apply(dense(images)) * 2)
    counting.model._recorded_call._warns = False
    signs = []
    for _ in range(4):
        counting.model.zero_grad()
        counting.model(torch.ones_like(IMAGES)).sum().backward()
        signs.append(
            float(counting.model.variable("dense/biases").value.grad.sign().sum())
        )
    assert signs == [signs[0]] * 4
