"""Where a replay could give other numbers than Python, or leave something behind."""

from typing import Any, NamedTuple

import keras
import numpy as np
import pytest
import torch
from tests.layers.recording.counting import (
    IMAGES,
    LABELS,
    Counting,
    classifier,
    compiled,
    dense,
    in_python,
    same,
)

from argscope import layers, losses
from argscope.layers._recording.recordings import Replay


class Pair(NamedTuple):
    """Two outputs."""

    one: Any
    other: Any


def trained(prepare):
    """Return all numbers after steps, in Python and with replays.

    Args:
        prepare: Is called before each step with the model and the step's number.
    """
    ends = []
    for eagerly in (True, False):
        model = compiled(Counting(classifier), run_eagerly=eagerly)
        for step in range(16):
            prepare(model, step)
            model.train_on_batch(IMAGES, LABELS)
        variables = [*model.variables, *model.optimizer.variables]
        ends.append([variable.numpy() for variable in variables])
    return ends


def test_two_inputs_that_are_one_tensor_at_first_are_two_inputs():
    model = Counting(lambda pair: pair[0] - 2 * pair[1], [IMAGES, IMAGES]).model
    for _ in range(3):
        model([IMAGES, IMAGES])
    assert same(model([IMAGES, IMAGES * 3]), IMAGES - 2 * (IMAGES * 3))


def test_an_input_that_the_network_has_elsewhere_too_is_an_input():
    def network(images):
        return images if images.device.type == "meta" else images - IMAGES

    model = Counting(network).model
    for _ in range(3):
        model(IMAGES)
    assert same(model(IMAGES * 3), IMAGES * 3 - IMAGES)


def _clears_gradients_at_first(model, step):
    if step < 2:
        model.zero_grad()


def _freezes_and_unfreezes(model, step):
    if step in (4, 12):
        model.freeze("conv1")
    if step == 8:
        model.unfreeze("conv1")


def _stops_training_a_variable(model, step):
    if step == 4:
        model.variable("conv1/weights").trainable = False


def _stops_recording_for_a_gradient(model, step):
    if step == 4:
        model.variable("conv1/weights").value.requires_grad = False


@pytest.mark.filterwarnings("ignore:Gradients do not exist")
@pytest.mark.parametrize(
    "prepare",
    [
        _clears_gradients_at_first,
        _freezes_and_unfreezes,
        _stops_training_a_variable,
        _stops_recording_for_a_gradient,
    ],
    ids=["no gradients yet", "freeze and unfreeze", "trainable", "requires_grad"],
)
def test_training_that_is_changed_in_the_middle_goes_on_as_in_python(prepare):
    for one, other in zip(*trained(prepare), strict=True):
        np.testing.assert_array_equal(one, other)


def test_freezing_a_model_in_a_model_counts():
    def norm(images):
        return layers.batch_norm(images, center=False, scale=False, scope="norm")

    inner = Counting(norm)
    outer = Counting(lambda images: inner.model(images) * 2)
    for _ in range(4):
        outer.model(IMAGES, training=True)
    inner.model.freeze("norm")
    mean = inner.model.variable("norm/moving_mean")
    before = mean.numpy().copy()
    for _ in range(4):
        outer.model(IMAGES, training=True)
    np.testing.assert_array_equal(mean.numpy(), before)


def test_a_step_leaves_the_losses_of_its_own_network():
    def network(images, is_training):
        net = dense(images)
        if is_training:
            losses.add_loss(net.square().mean())
        return net

    model = compiled(Counting(network))
    for _ in range(4):
        for _ in range(3):
            model.train_on_batch(IMAGES, LABELS)
            assert len(model.losses) == 1
        model.test_on_batch(IMAGES, LABELS)
        assert model.losses == []


def test_a_step_that_is_interrupted_leaves_gradients_on():
    model = compiled(Counting(classifier))
    for _ in range(3):
        model.train_on_batch(IMAGES, LABELS)
    (replay,) = (
        each for each in model._recorded_train._kept.values() if type(each) is Replay
    )
    names = replay._program.__globals__
    update = next(
        name
        for name, value in names.items()
        if getattr(value, "__name__", "").startswith("_foreach")
    )

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    names[update] = interrupted
    with pytest.raises(KeyboardInterrupt):
        model.train_on_batch(IMAGES, LABELS)
    assert torch.is_grad_enabled()


def test_a_recording_that_is_interrupted_is_made_again():
    runs = []

    def network(images):
        net = dense(images)
        runs.append(net)
        if len(runs) == stop:
            raise KeyboardInterrupt
        return net * 2

    stop = None
    model = Counting(network).model
    wanted = in_python(model, IMAGES)
    stop = len(runs) + 2
    model(IMAGES)
    with pytest.raises(KeyboardInterrupt):
        model(IMAGES)
    assert all(same(model(IMAGES), wanted) for _ in range(3))
    assert len(runs) == stop + 1


def test_a_tuple_with_names_keeps_them():
    model = Counting(lambda images: Pair(images * 2, images * 3)).model
    for scale in range(1, 5):
        found = model(IMAGES * scale)
        assert type(found) is Pair
        assert same(found.other, IMAGES * scale * 3)


def test_a_dict_may_have_keys_of_any_kind():
    model = Counting(lambda images: {0: images * 2, 1: images * 3}).model
    for scale in range(1, 5):
        assert same(model(IMAGES * scale)[1], IMAGES * scale * 3)


def test_a_mask_comes_out_with_the_output():
    embedding = keras.layers.Embedding(10, 3, mask_zero=True)
    words = torch.tensor([[1, 2, 0], [3, 0, 0]])
    model = Counting(lambda words: embedding(words + 0), words).model
    for _ in range(4):
        assert same(model(words)._keras_mask, words != 0)
        assert same(model(words.flip(1))._keras_mask, words.flip(1) != 0)


@pytest.mark.filterwarnings("ignore:.*was passed an input with a mask")
def test_a_mask_goes_in_with_the_input():
    def network(images):
        mask = getattr(images, "_keras_mask", None)
        return images if mask is None else images * mask[:, None, None, None]

    counting = Counting(network)
    for keep in (LABELS > 0, LABELS > 1, LABELS < 1, LABELS < 2):
        images = IMAGES.clone()
        images._keras_mask = keep
        assert same(counting.model(images), IMAGES * keep[:, None, None, None])


def test_indices_that_are_numbers_are_recorded():
    counting = Counting(lambda images: images[torch.tensor([2, 0])])
    for scale in range(1, 5):
        assert same(counting.model(IMAGES * scale), (IMAGES * scale)[[2, 0]])
    assert counting.runs == 2


def test_a_sparse_tensor_from_outside_is_no_obstacle():
    graph = torch.eye(4).to_sparse()

    def network(images):
        if images.device.type == "meta":
            return images
        return torch.sparse.mm(graph, images.flatten(1)).reshape(images.shape)

    counting = Counting(network)
    for scale in range(1, 5):
        assert same(counting.model(IMAGES * scale), IMAGES * scale)
    assert counting.runs == 2


def test_a_sparse_input_runs_in_python():
    def network(matrix):
        return matrix * 2 if matrix.layout is torch.strided else matrix.to_dense()

    model = Counting(network, torch.eye(4)).model
    for _ in range(3):
        model(torch.eye(4))
    assert same(model(torch.eye(4).to_sparse()), torch.eye(4))


def _transposed_in_memory(images):
    return images.transpose(1, 2).contiguous().transpose(1, 2)


def _with_a_gradient(images):
    return images.clone().requires_grad_()


@pytest.mark.parametrize("other", [_transposed_in_memory, _with_a_gradient])
def test_what_can_be_asked_of_an_input_apart_from_values_makes_a_kind(other):
    def network(images):
        return images * (2 if images.is_contiguous() else 3) + images.requires_grad

    model = Counting(network).model
    for _ in range(3):
        model(IMAGES)
    for _ in range(3):
        assert same(model(other(IMAGES)), in_python(model, other(IMAGES)))


def test_a_tensor_of_numbers_from_python_is_recorded():
    def network(images):
        if images.device.type == "meta":
            return images
        return images + torch.FloatTensor([1, 2, 3])

    counting = Counting(network)
    for scale in range(1, 5):
        assert same(counting.model(IMAGES * scale), IMAGES * scale + torch.arange(1, 4))
    assert counting.runs == 2
