"""Record what programs with variables give in TensorFlow 1, for tests/tf1/recorded_programs.

Run it with an interpreter that has TensorFlow 2.12:

    python tools/record_tf1_programs.py [FAMILY ...]

A family is a module of tests/tf1/programs, which says what a program is.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow.compat.v1 as tf

TESTS = Path(__file__).parents[1] / "tests" / "tf1"
sys.path.insert(0, str(TESTS))

from inputs import INPUTS, flattened, rounded  # noqa: E402
from programs import FAMILIES, inputs_of, programs_of, value_of  # noqa: E402

tf.disable_eager_execution()
tf.disable_v2_behavior()
tf.logging.set_verbosity(tf.logging.ERROR)


def record(program: Any) -> dict[str, Any]:
    """Return a program's outputs, variables, penalties and updates."""
    with tf.Graph().as_default(), tf.Session() as session:
        made = {
            n: tf.placeholder(INPUTS[n].dtype, INPUTS[n].static, n)
            for n in inputs_of(program)
        }
        feeds = {tensor: INPUTS[name].value for name, tensor in made.items()}
        outputs = flattened(program(tf, **made))
        variables = tf.global_variables()
        for variable in variables:
            variable.load(value_of(variable.op.name, variable.shape.as_list()), session)
        values = session.run(outputs, feeds)
        losses = session.run(tf.losses.get_regularization_losses(), feeds)
        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        session.run(updates, feeds)
        trained = tf.trainable_variables()
        return {
            "outputs": [
                {
                    "name": tensor.name,
                    "dtype": tensor.dtype.base_dtype.name,
                    "static": tensor.shape.as_list(),
                    "shape": list(np.shape(value)),
                    "values": rounded(value),
                }
                for tensor, value in zip(outputs, values, strict=True)
            ],
            "variables": [
                {
                    "name": variable.op.name,
                    "shape": variable.shape.as_list(),
                    "trainable": any(variable is each for each in trained),
                    "model": any(variable is each for each in tf.model_variables()),
                    "updated": rounded(session.run(variable)) if updates else None,
                }
                for variable in variables
            ],
            "updates": [getattr(update, "op", update).name for update in updates],
            "losses": sorted(rounded(np.float32(losses))),
        }


def main() -> None:
    """Record the families that are named, or all."""
    for family in sys.argv[1:] or FAMILIES:
        lines = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(record(program))}"
            for name, program in programs_of(family).items()
        )
        folder = TESTS / "recorded_programs"
        folder.mkdir(exist_ok=True)
        (folder / f"{family}.json").write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
