"""What a summary of an array is: the message that TensorBoard reads.

Source:
    tensorflow/core/kernels/summary_op.cc, summary_image_op.cc, summary_audio_op.cc and
    summary_tensor_op.cc.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from argscope.tf1._host.histograms import histogram_of
from argscope.tf1._host.protos import brought, message
from argscope.tf1._host.statuses import KINDS

Array = np.ndarray[Any, Any]

_BAD_COLOUR: Final = (255, 0, 0, 255)
"""What a pixel that is not finite is shown as."""

_TYPES: Final = {
    "float32": 1,
    "float64": 2,
    "int32": 3,
    "uint8": 4,
    "int16": 5,
    "int8": 6,
    "object": 7,
    "int64": 9,
    "bool": 10,
    "float16": 19,
}
"""The numbers of dtypes in messages; strings are objects to NumPy."""


def scalars(tags: Any, values: Any) -> bytes:
    """Return the summary of a number under a tag, or of several under as many."""
    tags, values = np.asarray(tags, object), np.asarray(values)
    if tags.shape != values.shape:
        raise invalid(
            f"tags and values are not the same shape: {_shown(tags)} != "
            f"{_shown(values)} (tag '{text_of(tags.flat[0])}')"
        )
    made = message("Summary")()
    for tag, value in zip(tags.flat, values.flat, strict=True):
        made.value.add(tag=text_of(tag), simple_value=float(value))
    return _bytes(made)


def histogram(tag: Any, values: Any) -> bytes:
    """Return the summary of how numbers are distributed."""
    values = np.asarray(values)
    numbers = values.astype(np.float64)
    for what, found in (("Nan", np.isnan(numbers)), ("Infinity", np.isinf(numbers))):
        if found.any():
            raise invalid(f"{what} in summary histogram for: {text_of(tag)}")
    made = message("Summary")()
    made.value.add(tag=text_of(tag), histo=histogram_of(values))
    return _bytes(made)


def images(tag: Any, values: Any, max_outputs: int) -> bytes:
    """Return the summary of the first images of a batch."""
    values = np.asarray(values)
    if values.ndim != 4 or values.shape[-1] not in (1, 3, 4):
        raise invalid(
            f"Tensor must be 4-D with last dim 1, 3, or 4, not {_shown(values)}"
        )
    made = message("Summary")()
    for path, image in _tagged(f"{text_of(tag)}/image", values, max_outputs):
        height, width, channels = image.shape
        made.value.add(tag=path).image.MergeFrom(
            message("Summary").Image(
                height=height,
                width=width,
                colorspace=channels,
                encoded_image_string=_png(_pixels(image)),
            )
        )
    return _bytes(made)


def sounds(tag: Any, values: Any, sample_rate: Any, max_outputs: int) -> bytes:
    """Return the summary of the first sounds of a batch; numbers are from -1 to 1."""
    values = np.asarray(values, np.float32)
    if values.ndim not in (2, 3):
        raise invalid(f"Tensor must be 3-D or 2-D, got: {_shown(values)}")
    values = values.reshape(*values.shape[:2], -1)
    made = message("Summary")()
    for path, sound in _tagged(f"{text_of(tag)}/audio", values, max_outputs):
        made.value.add(tag=path).audio.MergeFrom(
            message("Summary").Audio(
                sample_rate=float(sample_rate),
                num_channels=sound.shape[1],
                length_frames=sound.shape[0],
                encoded_audio_string=_wave(sound, round(float(sample_rate))),
                content_type="audio/wav",
            )
        )
    return _bytes(made)


def any_tensor(tag: Any, value: Any, metadata: bytes) -> bytes:
    """Return the summary of an array of any kind, strings among them."""
    value = np.asarray(value)
    value = value.astype(object) if value.dtype.kind in "SU" else value
    made = message("Summary")()
    tensor = made.value.add(
        tag=text_of(tag), metadata=message("SummaryMetadata").FromString(metadata)
    ).tensor
    if value.dtype.name not in _TYPES:
        raise invalid(f"no summary has tensors of {value.dtype.name}")
    tensor.dtype = _TYPES[value.dtype.name]
    for size in value.shape:
        tensor.tensor_shape.dim.add(size=size)
    tensor.tensor_shape.SetInParent()
    if value.dtype == object:
        strings = (x.encode() if isinstance(x, str) else x for x in value.flat)
        tensor.string_val.extend(strings)
    else:
        tensor.tensor_content = value.tobytes()
    return _bytes(made)


def merged(summaries: Sequence[Any]) -> bytes:
    """Return one summary of several, whose tags must differ."""
    made = message("Summary")()
    tags: set[str] = set()
    for each in summaries:
        for serialized in np.asarray(each, object).flat:
            for value in message("Summary").FromString(serialized).value:
                if value.tag in tags:
                    raise invalid(f"Duplicate tag {value.tag} found in summary inputs")
                tags.add(value.tag)
                made.value.add().CopyFrom(value)
    return _bytes(made)


def text_of(value: Any) -> str:
    """Return a string of the host as Python's."""
    value = np.asarray(value, object).item()
    return value.decode() if isinstance(value, bytes) else str(value)


def invalid(text: str) -> Exception:
    """Return the error for an argument that no summary can be made of."""
    made: Exception = KINDS["InvalidArgument"](None, None, text)
    return made


def _shown(value: Array) -> str:
    """Return a shape as TensorFlow writes it."""
    return f"[{','.join(map(str, value.shape))}]"


def _bytes(made: Any) -> bytes:
    serialized: bytes = made.SerializeToString()
    return serialized


def _tagged(path: str, batch: Array, max_outputs: int) -> list[tuple[str, Array]]:
    """Return the first of a batch with their tags, which have numbers if many may be."""
    few = batch[:max_outputs]
    if max_outputs == 1:
        return [(path, each) for each in few]
    return [(f"{path}/{index}", each) for index, each in enumerate(few)]


def _pixels(image: Array) -> Array:
    """Return pixels from 0 to 255; numbers of any range are scaled, 0 stays where it is.

    Without negative numbers the greatest becomes 255; else 0 is at 128, and what is
    farthest from it at 1 or 255.
    """
    if image.dtype == np.uint8:
        return image
    image = image.astype(np.float32)
    is_finite = np.isfinite(image).all(axis=-1)
    finite = image[is_finite]
    least, greatest = finite.min(initial=0), finite.max(initial=0)
    farthest = max(abs(least), greatest) if least < 0 else greatest
    top, offset = (127, 128) if least < 0 else (255, 0)
    scale = np.float32(0 if farthest < 1e-6 else top / farthest)
    scaled = np.where(is_finite[..., None], image, 0) * scale + np.float32(offset)
    pixels = scaled.astype(np.uint8)
    pixels[~is_finite] = _BAD_COLOUR[: image.shape[-1]]
    return pixels


def _png(pixels: Array) -> bytes:
    pillow = brought("PIL.Image", "tf.summary.image")
    file = io.BytesIO()
    grey = pixels.shape[-1] == 1
    pillow.fromarray(pixels[..., 0] if grey else pixels).save(file, "PNG")
    return file.getvalue()


def _wave(sound: Array, rate: int) -> bytes:
    """Return a file of sound, of 16 bits a sample: `(frames, channels)`."""
    scaled = sound * np.float32(1 << 15)
    rounded = np.trunc(scaled + np.copysign(np.float32(0.5), scaled))
    samples = np.clip(rounded, -(1 << 15), (1 << 15) - 1).astype("<i2").tobytes()
    channels = sound.shape[1]
    head = struct.pack("<4sI4s", b"RIFF", 36 + len(samples), b"WAVE")
    width = 2 * channels
    form = struct.pack(
        "<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * width, width, 16
    )
    return head + form + struct.pack("<4sI", b"data", len(samples)) + samples
