"""Deterministic parameter / input values, shared by the oracle and by any re-implementation (numpy only).

    variable_value(name, shape)  value of the variable called `name` (TF-Slim op name, e.g. 'conv1/BatchNorm/gamma', no ':0')
    input_value(name, spec)      value of a case input

Recipe (stable for ever: numpy.random.RandomState is stream-frozen by NEP 19):
    rs = RandomState(crc32(utf8(name)) & 0xffffffff);   n = rs.standard_normal(shape);   u = rs.uniform(0.5, 1.5, shape)
    leaf of the name (text after the last '/')                      value (float64 arithmetic, cast at the end)
    weights | kernel | *_weights                                    n * sqrt(2 / fan_in)
         fan_in = prod(shape[:-1]);  depthwise_weights: shape[0]*shape[1];  transposed convolutions use the same rule
         (weights of shape [kh, kw, out, in]); rank-1 or rank-0: 1
    gamma | moving_variance | renorm_stddev | moving_stddev | temperature | reparam_*   u
    biased | local_step | global_step                               None -> keep the initial value
    anything else (biases, bias, beta, moving_mean, renorm_mean..)  0.1 * n
"""

import zlib

import numpy as np

POSITIVE = (
    "gamma",
    "moving_variance",
    "renorm_stddev",
    "moving_stddev",
    "temperature",
    "reparam_beta",
    "reparam_gamma",
)
KEEP = ("biased", "local_step", "global_step")


def _rs(name):
    return np.random.RandomState(zlib.crc32(name.encode("utf-8")) & 0xFFFFFFFF)


def variable_value(name, shape, dtype="float32"):
    shape = tuple(int(d) for d in shape)
    leaf = name.split("/")[-1]
    if leaf in KEEP:
        return None
    rs = _rs(name)
    if leaf in POSITIVE:
        v = rs.uniform(0.5, 1.5, shape)
    elif leaf in ("weights", "kernel") or leaf.endswith("_weights"):
        fan_in = 1
        for d in shape[:2] if leaf == "depthwise_weights" else shape[:-1]:
            fan_in *= d
        v = rs.standard_normal(shape)
        v = v * np.sqrt(2.0 / max(fan_in, 1))
    else:
        v = 0.1 * rs.standard_normal(shape)
    return np.asarray(v).astype(dtype)


def input_value(name, spec):
    """spec: {'shape', 'dtype'='float32', 'dist'='normal', ...}; explicit data: {'data': nested list, 'dtype'}."""
    dtype = spec.get("dtype", "float32")
    if "data" in spec:
        return np.asarray(spec["data"], dtype=dtype)
    rs = _rs(f"input:{name}:{spec.get('seed', 0)}")
    shape = tuple(spec["shape"])
    dist = spec.get("dist", "int" if dtype.startswith("int") else "normal")
    if dist == "normal":
        v = rs.standard_normal(shape) * spec.get("scale", 1.0) + spec.get("shift", 0.0)
    elif dist == "uniform":
        v = rs.uniform(spec.get("low", 0.0), spec.get("high", 1.0), shape)
    elif dist == "int":
        v = rs.randint(spec.get("low", 0), spec.get("high", 10), shape)
    elif dist == "ones":
        v = np.ones(shape)
    elif dist == "range":
        v = np.arange(int(np.prod(shape))).reshape(shape)
    else:
        raise ValueError(dist)
    return np.asarray(v).astype(dtype)
