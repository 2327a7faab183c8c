"""The step of `predict` on JAX, without carrying the weights through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import keras


def is_plain(model: keras.Model) -> bool:
    """Return whether `predict` runs JAX's compiled steps, one a batch."""
    return (
        keras.backend.backend() == "jax"
        and bool(model.jit_compile)
        and not model.run_eagerly
        and model.steps_per_execution == 1
    )


def make_predict_function(model: keras.Model, *, force: bool) -> Callable[..., Any]:
    """Return what `model.predict` calls for each batch; made if there is none.

    Keras's own takes all variables into the compiled step and gets all of them back,
    which for a network of hundreds is a sixth of its time. This one gets those back that
    a step changes, and in inference that is almost always none.
    """
    if model.predict_function is None or force:
        model.predict_function = _predict_function_of(model)
    return cast("Callable[..., Any]", model.predict_function)


def _predict_function_of(model: keras.Model) -> Callable[..., Any]:
    import jax

    def run(state: tuple[Any, Any], data: Any) -> tuple[Any, dict[int, Any]]:
        outputs, after = model.predict_step(state, data)
        outputs = _for_every_process(outputs)
        # What was not assigned to is the very value that came in.
        pairs = enumerate(zip(state[1], after, strict=True))
        return outputs, {i: new for i, (old, new) in pairs if new is not old}

    step = jax.jit(run)

    def predict(state: tuple[Any, Any], batches: Iterator[Any]) -> tuple[Any, Any]:
        outputs, changed = step(state, next(batches))
        if changed:
            trained, others = state
            merged = [changed.get(i, value) for i, value in enumerate(others)]
            state = trained, merged
        return outputs, state

    return predict


def _for_every_process(outputs: Any) -> Any:
    """Let every process have the outputs for the whole batch, which NumPy then reads."""
    import jax

    distribution = keras.distribution.distribution()
    if distribution is None or distribution.num_processes == 1:
        return outputs
    everywhere = jax.NamedSharding(distribution.device_mesh.backend_mesh, jax.P())
    return jax.lax.with_sharding_constraint(outputs, everywhere)
