"""The messages of protocol buffers that TensorFlow keeps graphs in: `tf.GraphDef`, ...

`tensorboardX` brings nodes, attributes, shapes and tensors, as Google's `protobuf` has
them. What it lacks is declared here: only the fields that graphs of TensorFlow 1 use; all
others are kept as they are read.

Source: TensorFlow's `core/framework/{graph,function,op_def,variable}.proto` and
`core/protobuf/{meta_graph,saver}.proto`.
"""

from __future__ import annotations

import functools
import re
from importlib import import_module
from typing import Any, Final

from argscope.tf1._graph.op import symbol
from argscope.tf1._graphdef.errors import NoProtobufError

_PACKAGE: Final = "argscope.tf1"

_DECLARED: Final = """
GraphDef: 1 node NodeDef*, 4 versions VersionDef, 3 version int32,
    2 library FunctionDefLibrary
FunctionDefLibrary: 1 function FunctionDef*
FunctionDef: 1 signature OpDef, 3 node_def NodeDef*
OpDef: 1 name string
MetaGraphDef: 1 meta_info_def MetaInfoDef, 2 graph_def GraphDef, 3 saver_def SaverDef,
    4 collection_def CollectionDef{}, 5 signature_def SignatureDef{},
    6 asset_file_def AssetFileDef*
MetaInfoDef: 1 meta_graph_version string, 4 tags string*, 5 tensorflow_version string,
    6 tensorflow_git_version string, 7 stripped_default_attrs bool
SaverDef: 1 filename_tensor_name string, 2 save_tensor_name string,
    3 restore_op_name string, 4 max_to_keep int32, 5 sharded bool,
    6 keep_checkpoint_every_n_hours float, 7 version int32
CollectionDef: 1 node_list NodeList, 2 bytes_list BytesList, 3 int64_list Int64List,
    4 float_list FloatList
NodeList: 1 value string*
BytesList: 1 value bytes*
Int64List: 1 value int64*
FloatList: 1 value float*
SignatureDef: 1 inputs TensorInfo{}, 2 outputs TensorInfo{}, 3 method_name string
TensorInfo: 1 name string, 2 dtype int32, 3 tensor_shape TensorShapeProto
AssetFileDef: 1 tensor_info TensorInfo, 2 filename string
VariableDef: 1 variable_name string, 2 initializer_name string, 3 snapshot_name string,
    5 is_resource bool, 6 initial_value_name string, 7 trainable bool
"""
"""Messages: number, name and type of each field; `*` for several, `{}` by names."""

_OF_TENSORBOARDX: Final = {
    "NodeDef": "node_def",
    "AttrValue": "attr_value",
    "NameAttrList": "attr_value",
    "TensorProto": "tensor",
    "TensorShapeProto": "tensor_shape",
    "VersionDef": "versions",
}


def message(name: str) -> Any:
    """Return the class of a message.

    Raises:
        NoProtobufError: `tensorboardX` is not installed.
    """
    if name in _OF_TENSORBOARDX:
        return getattr(_library(f"proto.{_OF_TENSORBOARDX[name]}_pb2"), name)
    return _declared()[name]


def text_format() -> Any:
    """Return what reads and writes messages as text."""
    _library("proto.graph_pb2")
    return import_module("google.protobuf.text_format")


def unreadable() -> tuple[type[Exception], ...]:
    """Return the errors for what is no message, in binary form and as text."""
    decoding = import_module("google.protobuf.message").DecodeError
    return decoding, text_format().ParseError


def _library(module: str) -> Any:
    try:
        return import_module(f"tensorboardX.{module}")
    except ModuleNotFoundError:
        raise NoProtobufError.about() from None


@functools.cache
def _declared() -> dict[str, Any]:
    """Return the classes of the messages that are declared above."""
    _library("proto.graph_pb2")
    descriptor = import_module("google.protobuf.descriptor_pb2")
    pool = import_module("google.protobuf.descriptor_pool").Default()
    factory = import_module("google.protobuf.message_factory")
    file = descriptor.FileDescriptorProto(
        name="argscope/tf1/graph.proto", package=_PACKAGE, syntax="proto3"
    )
    file.dependency.extend(
        f"tensorboardX/proto/{module}.proto"
        for module in sorted(set(_OF_TENSORBOARDX.values()))
    )
    found = re.findall(r"^(\w+): ([^:]*?)\n(?=\w|\Z)", _DECLARED, re.MULTILINE)
    names = {name for name, _ in found}
    for name, fields in found:
        made = file.message_type.add(name=name)
        for field in fields.split(","):
            _declare(made, *field.split(), own=names)
    pool.Add(file)
    return {
        name: factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))
        for name in names
    }


def _declare(made: Any, number: str, name: str, kind: str, *, own: set[str]) -> None:
    """Add a field to the declaration of a message."""
    field = made.field.add(name=name, number=int(number))
    field.label = field.LABEL_REPEATED if kind[-1] in "*}" else field.LABEL_OPTIONAL
    plain = kind.rstrip("*{}")
    if kind.endswith("{}"):
        entry = made.nested_type.add(name=_entry(name))
        entry.options.map_entry = True
        _declare(entry, "1", "key", "string", own=own)
        _declare(entry, "2", "value", plain, own=own)
        field.type, field.type_name = field.TYPE_MESSAGE, entry.name
    elif plain[0].isupper():
        package = _PACKAGE if plain in own else "tensorboardX"
        field.type, field.type_name = field.TYPE_MESSAGE, f".{package}.{plain}"
    else:
        field.type = getattr(field, f"TYPE_{plain.upper()}")


def _entry(name: str) -> str:
    """Return what protocol buffers call the entries of a map."""
    return "".join(part.capitalize() for part in name.split("_")) + "Entry"


class _Late(type):
    """A class of messages in the namespace, which loads its library when it is used."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return message(cls.__name__)(*args, **kwargs)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, message(cls.__name__))

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(message(cls.__name__), name)


def _late(path: str) -> Any:
    name = path.rpartition(".")[2]
    return symbol(path)(_Late(name, (), {"__doc__": f"The message `{name}`."}))


GraphDef = _late("GraphDef")
NodeDef = _late("NodeDef")
AttrValue = _late("AttrValue")
NameAttrList = _late("NameAttrList")
MetaGraphDef = _late("MetaGraphDef")
VariableDef = _late("VariableDef")
TensorProto = _late("TensorProto")
TensorShapeProto = _late("TensorShapeProto")
