"""What a file is that is no checkpoint, and what to do with it.

A file is known by its first bytes, a zip by the names in it; by its own ending only if
nothing else tells. Sources: the formats' own descriptions, which name these bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from textwrap import shorten
from typing import Final, NamedTuple

from argscope.checkpoint.errors import NotACheckpointError

_HEAD: Final = 4096  # bytes that are looked at: the title of a page is among them
_NOTHING: Final = re.compile(rb"(?!)")


_TITLE: Final = re.compile(rb"(?is)<title[^>]*>(.*?)</title")
_SAVED: Final = "Give a file that TensorFlow's Saver wrote, or the prefix of its files."


class Wrong(NamedTuple):
    """A kind of file that people take for a checkpoint."""

    what: str
    instead: str
    begins: re.Pattern[bytes] = _NOTHING
    has: re.Pattern[str] = re.compile("(?!)")
    """For a zip: what is among the names in it, one a line."""
    endings: tuple[str, ...] = ()


# What stands in the place of a file, also of one of the files of a checkpoint.
PLACEHOLDERS: Final = (
    Wrong(
        "a pointer of Git LFS, and not the file that it points to",
        "Fetch that, with git-lfs installed: git lfs pull.",
        re.compile(rb"version https://git-lfs\.github\.com/spec/"),
    ),
    Wrong(
        "an HTML page, as a download saves that was refused or waits for an answer",
        "Open the address in a browser and download the file itself.",
        re.compile(
            rb"(?is)(?:\xef\xbb\xbf)?\s*(?:<!--(?:(?!-->).)*-->\s*)*"
            rb"<(?:!doctype\s+html|html|head)\b"
        ),
    ),
    Wrong(
        "an XML page, as a server answers that does not give the file",
        "Look at what it says, and download the file itself.",
        re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|Error>)"),
    ),
)

OTHERS: Final = (
    Wrong("an empty file", "Copy or download it again.", re.compile(rb"\Z")),
    Wrong(
        "an HDF5 file, as Keras writes weights and models",
        "Give it to Model.load_weights, or to keras.saving.load_model if it is a whole model.",
        re.compile(rb"\x89HDF\r\n\x1a\n"),
        endings=(".h5", ".hdf5"),
    ),
    Wrong(
        "a model of Keras",
        "Give it to keras.saving.load_model.",
        has=re.compile(r"(?m)^model\.weights\.h5$"),
        endings=(".keras",),
    ),
    Wrong(
        "a PyTorch file",
        "Read it with torch.load(path, weights_only=True).",
        re.compile(rb"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19\."),
        has=re.compile(r"(?m)^(?:.*/)?data\.pkl$"),
        endings=(".pt", ".pth"),
    ),
    Wrong(
        "a .safetensors file",
        "Read it with safetensors.numpy.load_file, or give it to Model.load_weights if "
        "that is what wrote it.",
        re.compile(rb"(?s).{5}\0\0\0\{"),
        endings=(".safetensors",),
    ),
    Wrong(
        "a file of NumPy",
        "Read it with numpy.load.",
        re.compile(rb"\x93NUMPY"),
        has=re.compile(r"\A(?:.*\.npy\n)+\Z"),  # all of them
        endings=(".npz", ".npy"),
    ),
    Wrong(
        "a model of TensorFlow Lite",
        "Give the checkpoint that it was made of.",
        re.compile(rb"(?s).{4}TFL3"),
        endings=(".tflite",),
    ),
    Wrong(
        "a model of ONNX",
        "Run it with onnxruntime, or give the checkpoint that it was made of.",
        # ModelProto: 1 version, texts 2 to 4 (producer and domain), 7 graph
        re.compile(
            rb"\x08[\x01-\x20](?:[\x12\x1a\x22][\0-\x3f][ -~]{0,63}){0,3}(?:\x28.)?\x3a"
        ),
        endings=(".onnx",),
    ),
    Wrong(
        "a pickle of Python",
        "Whoever loads one runs what is in it: use pickle.load if you trust its source.",
        re.compile(rb"\x80[\x02-\x05][\x95\x8a(}\]cKXUq]"),
        endings=(".pkl", ".pickle"),
    ),
    Wrong(
        "an image",
        _SAVED,
        re.compile(
            rb"(?s)\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|RIFF.{4}WEBP|II\*\0|MM\0\*"
        ),
        endings=(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"),
    ),
    Wrong(
        "an archive of a kind that is not read",
        "Unpack it and give what is in it.",
        re.compile(rb"BZh[1-9]|\xfd7zXZ\0|7z\xbc\xaf\x27\x1c|Rar!|\x28\xb5\x2f\xfd"),
        endings=(".bz2", ".xz", ".7z", ".rar", ".zst"),
    ),
)


def refuse_placeholders(files: Iterable[Path]) -> None:
    """Refuse what stands in the place of a file that was not fetched.

    Raises:
        NotACheckpointError: Says what, and how to get the file.
    """
    for path in files:
        head = _head(path)
        for wrong in PLACEHOLDERS:
            if wrong.begins.match(head):
                raise _error(path, f"it is {wrong.what}{_titled(head)}", wrong.instead)


def refuse_other(path: Path) -> None:
    """Refuse a file of which the contents say that it is something else.

    Raises:
        NotACheckpointError: Says what, and what to do with it.
    """
    if not path.is_file():
        return
    refuse_placeholders([path])
    head, names = _head(path), _names_in(path)
    for wrong in OTHERS:
        if wrong.begins.match(head) or wrong.has.search(names):
            raise _error(path, f"it is {wrong.what}", wrong.instead)


def unknown(path: Path) -> NotACheckpointError:
    """Return the error for a file whose contents tell nothing."""
    for wrong in OTHERS:
        if path.name.lower().endswith(wrong.endings):
            why = f"by its name it is {wrong.what}, and it does not begin as one"
            return _error(path, why, "Copy or download it again.")
    why = "it does not end as a table of tensors does, or was cut off"
    return _error(path, why, _SAVED)


def _error(path: Path, why: str, instead: str) -> NotACheckpointError:
    return NotACheckpointError.about(path, why=why, instead=instead)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _titled(head: bytes) -> str:
    title = _TITLE.search(head)
    if title is None:
        return ""
    text = unescape(title[1].decode("utf-8", "replace"))
    return f"; its title is {shorten(text, 80)!r}"


def _names_in(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        return ""
    try:
        with zipfile.ZipFile(path) as archive:
            return "".join(f"{name}\n" for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return ""  # a damaged one, of which more is told where it is unpacked
