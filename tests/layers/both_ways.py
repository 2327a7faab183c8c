"""Networks on torch both ways: in Python, and from their recordings, which must agree."""

import keras
import numpy as np
import torch

from argscope.layers._recording.recordings import Recordings, _Not


def in_both_ways(monkeypatch):
    """Make every call of a model, steps of training apart, run twice.

    In Python while it is recorded, and replayed.

    What the replay returns is what the test goes on with.
    """
    as_it_is = Recordings.__call__

    def both(recordings, data, *options):
        kind = recordings._kind(data, options)
        if kind is None or recordings is not recordings._model._recorded_call:
            return as_it_is(recordings, data, *options)
        recordings._kept.setdefault(kind, _Not.YET)
        if recordings._kept[kind] is not _Not.YET:
            return as_it_is(recordings, data, *options)
        start = _state(recordings._model)
        wanted = as_it_is(recordings, data, *options)
        if recordings._kept[kind] is _Not.POSSIBLE:
            return wanted
        after = _state(recordings._model)
        _restore(recordings._model, start)
        found = as_it_is(recordings, data, *options)
        assert_same(found, wanted)
        assert_same(_state(recordings._model)[0], after[0])
        return found

    monkeypatch.setattr(Recordings, "__call__", both)


def assert_same(found, wanted):
    """Check that two structures of tensors are equal bit for bit."""
    pairs = zip(keras.tree.flatten(found), keras.tree.flatten(wanted), strict=True)
    for one, other in pairs:
        if isinstance(other, torch.Tensor):
            np.testing.assert_array_equal(_array(one), _array(other))
            assert one.requires_grad == other.requires_grad
        else:
            assert one == other


def _array(tensor):
    return tensor.detach().cpu().to(torch.float64).numpy()


def _state(model):
    variables = model.non_trainable_variables  # a call changes no others
    values = [variable.value.detach().clone() for variable in variables]
    return values, variables, torch.random.get_rng_state(), _losses(model)


def _losses(model):
    return [(layer, layer._losses[:]) for layer in model._flatten_layers()]


def _restore(model, state):
    values, variables, random, losses = state
    with torch.no_grad():
        for variable, value in zip(variables, values, strict=True):
            variable.value.copy_(value)
    torch.random.set_rng_state(random)
    for layer, own in losses:
        layer._losses[:] = own
