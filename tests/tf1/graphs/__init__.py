"""Graphs of single operations, as TensorFlow writes them, and what they give.

Each line of a `.txt` is an expression of which `tools/record_tf1_graphs.py` records the
graph into the `.json` of the same name.
"""

from pathlib import Path

HERE = Path(__file__).parent
FAMILIES = ("mathematics", "arrays", "networks", "choices")


def lines_of(family):
    """Return the expressions of a family."""
    lines = (HERE / f"{family}.txt").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith("# ")]


def dependent(tf, operation, tensor):
    """Return a tensor that waits for an operation."""
    with tf.control_dependencies([operation]):
        return tf.identity(tensor)
