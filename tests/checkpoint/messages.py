"""Graphs of a few nodes, as protocol buffers write them."""


def number(value):
    """Return a varint."""
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + number(rest) if rest else bytes([low])


def text(field, value):
    """Return a field of bytes."""
    return number(field << 3 | 2) + number(len(value)) + value


def graph(*nodes):
    """Return a GraphDef."""
    return b"".join(text(1, node) for node in nodes)


def node(name, operation, *inputs, **attributes):
    """Return a NodeDef; an attribute is an AttrValue."""
    parts = [text(1, name.encode()), text(2, operation.encode())]
    parts += [text(3, each.encode()) for each in inputs]
    for key, value in attributes.items():
        parts.append(text(5, text(1, key.encode()) + text(2, value)))
    return b"".join(parts)


def identity(name, *inputs):
    """Return a node that hands its input on."""
    return node(name, "Identity", *inputs)


def constant(name, values, shape):
    """Return a node Const of float32 or int64 with its values in the field of the type."""
    if values.dtype == "float32":
        dtype, stored = 1, text(5, values.tobytes())
    else:
        dtype, stored = 9, text(10, b"".join(map(number, values.tolist())))
    return node(name, "Const", value=text(8, tensor(dtype, shape, stored)))


def tensor(dtype, shape, stored):
    """Return a TensorProto of values that are `stored` in some field."""
    sizes = b"".join(text(2, number(8) + number(size)) for size in shape)
    return number(8) + number(dtype) + text(2, sizes) + stored
