"""A network on torch is recorded when a call comes again, and replayed from then on."""

import copy
import sys

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
from torch.utils.flop_counter import FlopCounterMode

from argscope import arg_scope, layers, losses, trace
from argscope.layers._recording.recordings import MOST


def _without_gradients(model):
    with torch.no_grad():
        return model(IMAGES)


def _in_scope(model):
    with arg_scope([layers.fully_connected], activation_fn=torch.tanh):
        return model(IMAGES)


def _in_autocast(model):
    with torch.autocast("cpu", torch.bfloat16):
        return model(IMAGES)


def test_the_third_call_of_a_kind_runs_no_python_of_the_network():
    counting = Counting(dense)
    outputs = [counting.model(IMAGES) for _ in range(5)]
    assert counting.runs == 2
    assert all(same(each, outputs[0]) for each in outputs)


@pytest.mark.parametrize(
    "other",
    [
        lambda model: model(IMAGES[:2]),
        lambda model: model(IMAGES, training=True),
        _without_gradients,
        _in_scope,
        _in_autocast,
    ],
    ids=["shape", "mode", "no_grad", "scope", "autocast"],
)
def test_a_call_of_another_kind_is_not_replayed_from_that_recording(other):
    counting = Counting(dense)
    for _ in range(3):
        counting.model(IMAGES)
    runs = counting.runs
    other(counting.model)
    assert counting.runs > runs


def test_integers_of_another_size_are_another_kind_of_input():
    counting = Counting(lambda labels: labels + 1, LABELS)
    for _ in range(3):
        counting.model(LABELS)
    assert counting.model(LABELS.int()).dtype == torch.int32


@pytest.mark.parametrize("other", [_in_scope, _in_autocast, _without_gradients])
def test_what_is_set_around_a_call_counts_in_its_replays(other):
    counting = Counting(dense)
    wanted = other(counting.model)
    for _ in range(3):
        counting.model(IMAGES)
    for _ in range(3):
        found = other(counting.model)
        assert same(found, wanted)
        assert found.requires_grad == wanted.requires_grad


def test_a_replay_reads_variables_that_were_assigned_since():
    model = Counting(dense).model
    for _ in range(3):
        model(IMAGES)
    weights = model.variable("dense/weights")
    weights.assign(weights.value * 2)
    assert same(model(IMAGES), in_python(model, IMAGES))


def test_a_replay_finds_tensors_of_variables_that_were_replaced():
    model = Counting(dense).model
    for _ in range(3):
        model(IMAGES)
    weights = model.variable("dense/weights")
    weights._value = torch.nn.Parameter(weights.value * 2)
    assert same(model(IMAGES), in_python(model, IMAGES))


def test_freezing_makes_another_kind_of_call():
    counting = Counting(classifier)
    for _ in range(3):
        counting.model(IMAGES, training=True)
    counting.model.freeze("conv1")
    mean = counting.model.variable("conv1/BatchNorm/moving_mean").numpy().copy()
    for _ in range(3):
        counting.model(IMAGES, training=True)
    now = counting.model.variable("conv1/BatchNorm/moving_mean").numpy()
    np.testing.assert_array_equal(now, mean)


def test_dropout_draws_a_new_mask_in_each_replay_as_in_python():
    masks = {}
    for eagerly in (True, False):
        model = Counting(lambda x: layers.dropout(x, 0.5, is_training=True)).model
        model.run_eagerly = eagerly
        masks[eagerly] = [model(IMAGES) for _ in range(6)]
    assert all(map(same, masks[True], masks[False]))
    assert not same(masks[False][-1], masks[False][-2])


def test_a_replay_moves_averages_as_python_does():
    moved = {}
    for eagerly in (True, False):
        model = Counting(classifier).model
        model.run_eagerly = eagerly
        for _ in range(6):
            model(IMAGES, training=True)
        moved[eagerly] = [variable.value for variable in model.non_trainable_variables]
    assert all(map(same, moved[True], moved[False]))


def test_a_replay_adds_the_losses_of_its_own_inputs_once():
    def network(images):
        losses.add_loss(images.mean())
        return dense(images)

    model = Counting(network).model
    for scale in range(1, 6):
        model(IMAGES * scale)
        (loss,) = model.losses
        assert same(loss, (IMAGES * scale).mean())


def test_fit_replays_whole_steps_with_the_numbers_of_python():
    data = np.tile(IMAGES.numpy(), (8, 1, 1, 1)), np.tile(LABELS.numpy(), 8)
    ends = {}
    for eagerly in (True, False):
        counting = Counting(classifier)
        model = compiled(counting, run_eagerly=eagerly)
        history = model.fit(*data, batch_size=4, epochs=2, shuffle=False, verbose=0)
        ends[eagerly] = history.history, [v.numpy() for v in model.variables]
        assert counting.runs == 1 + (16 if eagerly else 2)  # Keras builds with one run
    assert ends[True][0] == ends[False][0]
    for one, other in zip(ends[True][1], ends[False][1], strict=True):
        np.testing.assert_array_equal(one, other)


def test_evaluate_and_predict_replay_too():
    counting = Counting(classifier)
    model = compiled(counting)
    data = np.tile(IMAGES.numpy(), (8, 1, 1, 1)), np.tile(LABELS.numpy(), 8)
    predicted = model.predict(data[0], batch_size=4, verbose=0)
    assert counting.runs == 2
    model.evaluate(*data, batch_size=4, verbose=0)
    assert counting.runs == 2 + 1 + 2  # Keras builds with one run
    wanted = in_python(model, torch.from_numpy(data[0])).detach().numpy()
    np.testing.assert_allclose(predicted, wanted, atol=1e-6)


def test_a_learning_rate_set_between_steps_counts():
    ends = {}
    for eagerly in (True, False):
        model = compiled(Counting(dense), run_eagerly=eagerly)
        for step in range(5):
            model.optimizer.learning_rate = 0.1 / (step + 1)
            model.train_on_batch(IMAGES, LABELS)
        ends[eagerly] = model.variable("dense/weights").numpy()
    np.testing.assert_array_equal(ends[True], ends[False])


def test_compiling_anew_forgets_the_steps():
    model = compiled(Counting(dense))
    for _ in range(3):
        model.train_on_batch(IMAGES, LABELS)
    model.compile(keras.optimizers.SGD(0.0), "sparse_categorical_crossentropy")
    weights = model.variable("dense/weights").numpy().copy()
    model.train_on_batch(IMAGES, LABELS)
    np.testing.assert_array_equal(model.variable("dense/weights").numpy(), weights)


def test_a_step_that_cannot_be_recorded_still_replays_its_network():
    counting = Counting(classifier)
    counting.model.compile(
        keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.01)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    for _ in range(6):
        counting.model.train_on_batch(IMAGES, LABELS)
    assert counting.runs == 4  # once more for the step, noted and recorded


def test_inputs_in_structures_are_told_apart():
    def network(inputs):
        return inputs["a"] + 2 * inputs["b"]

    one, other = torch.ones(2, 3), torch.full((2, 3), 5.0)
    counting = Counting(network, {"a": one, "b": other})
    for _ in range(4):
        assert same(counting.model({"b": other, "a": one}), one + 2 * other)
    assert counting.runs == 2


def test_of_many_kinds_of_calls_the_last_are_kept():
    counting = Counting(dense)
    for size in range(1, MOST + 3):
        for _ in range(2):
            counting.model(IMAGES[:1].repeat(size, 1, 1, 1))
    assert len(counting.model._recorded_call._kept) == MOST
    runs = counting.runs
    counting.model(IMAGES[:1])
    assert counting.runs == runs + 1


def test_end_points_come_from_the_function():
    def network(images):
        net = dense(images)
        return net, {"doubled": net * 2}

    model = Counting(network).model
    for _ in range(4):
        outputs = model(IMAGES)
        assert same(model.end_points(IMAGES)["doubled"], outputs * 2)


def test_gradients_of_gradients_go_through_a_replay():
    def network(images):
        return torch.tanh(dense(images))

    model = Counting(network).model
    for _ in range(3):
        images = IMAGES.clone().requires_grad_()
        outputs = model(images).sum()
        (first,) = torch.autograd.grad(outputs, images, create_graph=True)
        (second,) = torch.autograd.grad(first.square().sum(), images)
        assert second.abs().sum() > 0


def test_blocks_without_gradients_stay_without():
    def network(images):
        with torch.no_grad():
            fixed = dense(images)
        return dense_again(images) * fixed

    def dense_again(images):
        return layers.fully_connected(layers.flatten(images), 3, scope="again")

    model = Counting(network).model
    for _ in range(4):
        model.zero_grad()
        model(IMAGES).sum().backward()
        assert model.variable("dense/weights").value.grad is None
        assert model.variable("again/weights").value.grad is not None


def test_a_model_in_a_model_is_recorded_with_it():
    inner = Counting(dense)
    outer = Counting(lambda images: inner.model(images) * 2)
    inner.runs = 0
    for _ in range(5):
        outer.model(IMAGES)
    assert (outer.runs, inner.runs) == (2, 2)


def test_a_copy_of_a_model_has_recordings_of_its_own():
    model = layers.Model(dense, seed=1)
    for _ in range(3):
        model(IMAGES)
    twin = copy.deepcopy(model)
    twin.variable("dense/weights").assign(model.variable("dense/weights").value * 0)
    for _ in range(3):
        assert not same(twin(IMAGES), model(IMAGES))


def test_a_trace_sees_the_calls_of_a_network_that_is_replayed_otherwise():
    model = Counting(dense).model
    for _ in range(3):
        model(IMAGES)
    with trace() as found:
        model(IMAGES)
    assert "fully_connected" in str(found)


def test_a_debugger_stops_in_the_function():
    counting = Counting(dense)
    for _ in range(3):
        counting.model(IMAGES)
    sys.settrace(lambda *_: None)
    try:
        counting.model(IMAGES)
    finally:
        sys.settrace(None)
    assert counting.runs == 3


def test_run_eagerly_is_the_switch():
    counting = Counting(dense)
    counting.model.run_eagerly = True
    for _ in range(5):
        counting.model(IMAGES)
    assert counting.runs == 5


def test_transformations_of_torch_see_the_network_itself():
    counting = Counting(dense)
    for _ in range(3):
        counting.model(IMAGES)
    wanted = counting.model(IMAGES)
    found = torch.func.vmap(lambda image: counting.model(image[None])[0])(IMAGES)
    torch.testing.assert_close(found, wanted)
    runs = counting.runs
    with FlopCounterMode(display=False) as flops:
        counting.model(IMAGES)
    assert counting.runs == runs + 1
    assert flops.get_total_flops() == 2 * 4 * (8 * 8 * 3) * 3
