"""Contents of checkpoints that are written, by this package and by TensorFlow.

tools/record_written_checkpoints.py imports this too, with NumPy and ml_dtypes only.
"""

import ml_dtypes
import numpy as np

TYPES = [
    *("float16", "float32", "float64", "complex64", "complex128", "bool"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    "bfloat16",
]

NAMES = [
    "a",
    "a/b",
    "a/b/c",
    "a/b0",
    "a0",
    "b",
    "conv/weights",
    "é/weights",
    "\U0001f40d",
]


def contents():
    """Return what the checkpoints hold whose bytes TensorFlow's equal: values by name."""
    random = np.random.default_rng(0)
    return {
        "types": {name: of_type(name, (2, 3), random) for name in TYPES},
        "scalars": {name: of_type(name, (), random) for name in TYPES},
        "empty": {name: of_type(name, (0, 3), random) for name in TYPES},
        "strings": {
            "none": np.empty((0, 2), object),
            "one": np.array(b"caf\xc3\xa9", object),
            "several": np.array([[b"", b"a\0"], [b"\xff", b"x" * 300]], object),
        },
        "names": {name: np.array(index, "f4") for index, name in enumerate(NAMES)},
        # An index of several blocks, and keys between them of different kinds.
        "blocks": {
            f"net/block{n * 7}/{'deep/' * (n % 40)}w": np.full(n % 5, n, "f4")
            for n in range(4000)
        },
        "large": {"w": np.arange(1 << 20, dtype="f4").reshape(4, -1), "b": np.ones(3)},
    }


def of_type(name, shape, random):
    """Return an array of any bits that make a value of a type."""
    if name == "bool":
        return random.integers(0, 2, shape).astype(bool)
    dtype = np.dtype(getattr(ml_dtypes, name, name))
    size = int(np.prod(shape)) * dtype.itemsize
    return np.frombuffer(random.bytes(size), dtype).reshape(shape)


def at_random(seed):
    """Return values by name, of a seed."""
    random = np.random.default_rng(seed)
    result = {}
    for _ in range(random.integers(1, 60)):
        rank = random.integers(0, 5)
        shape = tuple(random.integers(0, 6, rank).tolist())
        name = "/".join("abcé"[i] * (1 + i) for i in random.integers(0, 4, 4))
        if random.random() < 0.2:
            strings = np.empty(shape, object)
            for index in np.ndindex(shape):
                strings[index] = random.bytes(int(random.integers(0, 200)))
            result[name] = strings
        else:
            result[name] = of_type(random.choice(TYPES), shape, random)
    return result
