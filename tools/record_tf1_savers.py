"""Record what programs find that use Savers, with TensorFlow itself.

    python tools/record_tf1_savers.py

Needs TensorFlow and tf_slim in its environment. Runs the cases of tests/tf1/saving, and writes
tests/tf1/saving/recorded.json.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import tensorflow.compat.v1 as tf  # noqa: E402  # its messages are told first
import tf_slim  # noqa: E402  # likewise
from tests.tf1.saving.cases import as_text  # noqa: E402  # found there
from tests.tf1.saving.recorded_cases import CASES  # noqa: E402  # likewise

RECORDED = ROOT / "tests" / "tf1" / "saving" / "recorded.json"


def main() -> int:
    """Run every case."""
    tf.disable_v2_behavior()
    found = {}
    for name, case in CASES.items():
        with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default():
            os.chdir(folder)
            found[name] = as_text(case(tf, Maker(), folder), folder)
            os.chdir("/")
    text = json.dumps(found, indent=1, ensure_ascii=False)
    RECORDED.write_text(text + "\n", encoding="utf-8")
    return 0


class Maker:
    """What makes variables."""

    slim = tf_slim

    def __call__(self, values: dict[str, Any]) -> tuple[dict[str, Any], Any, Any]:
        """Make variables and a session with their values; and what reads these."""
        variables = {
            name: tf.get_variable(
                name, initializer=tf.constant(value), use_resource=False
            )
            for name, value in values.items()
        }
        session = tf.Session()
        session.run(tf.global_variables_initializer())
        return variables, session, lambda session: session.run(variables)

    def keys_of(self, path: str) -> list[tuple[str, Any]]:
        """Return the keys of a checkpoint, and their shapes."""
        found: list[tuple[str, Any]] = tf.train.list_variables(path)
        return found

    def begun(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return what variables begin with."""
        with tf.Session() as session:
            session.run(tf.variables_initializer(list(variables.values())))
            found: dict[str, Any] = session.run(variables)
            return found


if __name__ == "__main__":
    sys.exit(main())
