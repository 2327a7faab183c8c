"""`tf.train.Example` and its parts: messages of the library `protobuf`.

Source:
    tensorflow/core/example/example.proto and feature.proto.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from argscope.tf1._graph.op import SYMBOLS

_LISTS: Final = {"BytesList": "TYPE_BYTES", "FloatList": "TYPE_FLOAT", "Int64List": ""}

_MAPS: Final = {
    "Features": ("feature", "Feature"),
    "FeatureLists": ("feature_list", "FeatureList"),
}
"""The messages that are one map by names: the field, and what it holds."""

# By message: the names of its fields, in the order of their numbers, and their messages.
_FIELDS: Final = {
    "Feature": {
        "bytes_list": "BytesList",
        "float_list": "FloatList",
        "int64_list": "Int64List",
    },
    "Example": {"features": "Features"},
    "SequenceExample": {"context": "Features", "feature_lists": "FeatureLists"},
}

_NAMES: Final = [*_LISTS, *_MAPS, *_FIELDS, "FeatureList"]


def _described() -> Any:
    """Return the description of all messages, as the library has them."""
    described = import_module("google.protobuf.descriptor_pb2")
    Field = described.FieldDescriptorProto  # noqa: N806  # a class
    file = described.FileDescriptorProto(
        name="argscope/tf1/example.proto", package="tensorflow", syntax="proto3"
    )

    def add(message: Any, name: str, kind: str, number: int = 1, **more: Any) -> Any:
        field = message.field.add(name=name, number=number, **more)
        field.label = field.label or Field.LABEL_OPTIONAL
        if kind.startswith("TYPE_"):
            field.type = getattr(Field, kind)
        else:
            field.type, field.type_name = Field.TYPE_MESSAGE, f".tensorflow.{kind}"
        return field

    for name, kind in _LISTS.items():
        values = file.message_type.add(name=name)
        made = add(values, "value", kind or "TYPE_INT64", label=Field.LABEL_REPEATED)
        if name != "BytesList":
            made.options.packed = True
    for name, (field, of) in _MAPS.items():
        message = file.message_type.add(name=name)
        words = "".join(word.title() for word in field.split("_"))
        entry = message.nested_type.add(name=f"{words}Entry")
        entry.options.map_entry = True
        add(entry, "key", "TYPE_STRING")
        add(entry, "value", of, 2)
        add(message, field, f"{name}.{entry.name}", label=Field.LABEL_REPEATED)
    sequence = file.message_type.add(name="FeatureList")
    add(sequence, "feature", "Feature", label=Field.LABEL_REPEATED)
    for name, fields in _FIELDS.items():
        message = file.message_type.add(name=name)
        if name == "Feature":
            message.oneof_decl.add(name="kind")
        for number, (field, of) in enumerate(fields.items(), 1):
            made = add(message, field, of, number)
            if name == "Feature":
                made.oneof_index = 0
    return file


def _messages() -> dict[str, Any]:
    """Return the classes of the messages by name."""
    pools = import_module("google.protobuf.descriptor_pool")
    classes = import_module("google.protobuf.message_factory")
    # One of its own: TensorFlow itself, where it is loaded, has messages of these names.
    pool = pools.DescriptorPool()
    pool.AddSerializedFile(_described().SerializeToString())
    return {
        name: classes.GetMessageClass(pool.FindMessageTypeByName(f"tensorflow.{name}"))
        for name in _NAMES
    }


def _messages_or_none() -> dict[str, Any]:
    try:
        return _messages()
    except ModuleNotFoundError:
        return {}


MESSAGES: Final = _messages_or_none()
"""The classes of the messages by name; none without the library `protobuf`."""

for _name, _class in MESSAGES.items():
    is_whole = _name.endswith("Example")
    _file = "example_pb2" if is_whole else "feature_pb2"
    SYMBOLS[f"train.{_name}"] = SYMBOLS[f"core.example.{_file}.{_name}"] = _class
    if is_whole:
        SYMBOLS[_name] = _class
