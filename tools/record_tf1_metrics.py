"""Records what TensorFlow 1's metrics give, for tests/tf1/test_metrics.py.

Run it with TensorFlow 2.12:

    python tools/record_tf1_metrics.py
"""

import json
import sys
from pathlib import Path

import tensorflow.compat.v1 as tf

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.tf1.metric_cases import computed  # noqa: E402

tf.disable_v2_behavior()
recorded = ROOT / "tests/tf1/recorded_loops/metrics.json"
recorded.parent.mkdir(exist_ok=True)
lines = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in computed(tf).items()]
recorded.write_text("{\n" + ",\n".join(lines) + "\n}\n")
