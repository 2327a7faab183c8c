"""Complex numbers, and Fourier transforms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.operands import operands
from argscope.tf1._ops.values import Array, array, dtype_of


@op("Complex", "complex", "dtypes.complex")
def complex(real: Array, imag: Array, name: str | None = None) -> Array:
    """Return the complex numbers with these parts."""
    return _of_parts(*operands(real, imag))


def _of_parts(real: Array, imag: Array) -> Array:
    return ops.view_as_complex(ops.stack([real, imag], axis=-1))


@op("Real", "real", "math.real")
def real(input: Array, name: str | None = None) -> Array:
    """Return the real parts; what is real stays."""
    input = array(input)
    return ops.real(input) if _is_complex(input) else input


@op("Imag", "imag", "math.imag")
def imag(input: Array, name: str | None = None) -> Array:
    """Return the imaginary parts; 0 for what is real."""
    input = array(input)
    return ops.imag(input) if _is_complex(input) else ops.zeros_like(input)


@op("Conj", "conj", "math.conj")
def conj(x: Array, name: str | None = None) -> Array:
    """Return the numbers with the opposite imaginary part; what is real stays."""
    return conjugate(array(x))


def conjugate(x: Array) -> Array:
    """Return the numbers with the opposite imaginary part; what is real stays."""
    return ops.conj(x) if _is_complex(x) else x


@op("Angle", "angle", "math.angle")
def angle(input: Array, name: str | None = None) -> Array:
    """Return the angles of the numbers; 0 or pi for what is real."""
    input = array(input)
    zero = ops.zeros_like(input)
    return ops.angle(input) if _is_complex(input) else ops.arctan2(zero, input)


@op("ComplexAbs", "complex_abs")
def complex_abs(x: Array, name: str | None = None) -> Array:
    """Return the absolute values."""
    return ops.absolute(array(x))


Parts = tuple[Array, Array]

# TensorFlow's operation, its name, what computes it of real and imaginary parts, and the
# axes that come first for it: it is over the last one, or two.
_TRANSFORMS: Final[tuple[tuple[str, str, Callable[[Parts], Parts]], ...]] = (
    ("FFT", "fft", ops.fft),
    ("FFT2D", "fft2d", ops.fft2),
    ("IFFT2D", "ifft2d", ops.ifft2),
)


def _transform(compute: Callable[[Parts], Parts]) -> Callable[..., Array]:
    def transform(input: Array, name: str | None = None) -> Array:
        """Return the Fourier transform over the last axis, or the last two, or its inverse."""
        input = array(input)
        return _of_parts(*compute((ops.real(input), ops.imag(input))))

    return transform


def _inverse(parts: Parts) -> Parts:
    """Return the inverse transform over the last axis: that of the conjugates."""
    real, imag = parts
    count = ops.cast(ops.shape(real)[-1], real.dtype)
    real, imag = ops.fft((real, ops.negative(imag)))
    return ops.divide(real, count), ops.divide(ops.negative(imag), count)


for _kind, _name, _compute in (*_TRANSFORMS, ("IFFT", "ifft", _inverse)):
    _old = f"batch_{_name}"  # of TensorFlow 0.x
    op(_kind, _name, _old, f"spectral.{_name}", f"signal.{_name}")(_transform(_compute))


def _is_complex(value: Any) -> bool:
    return dtype_of(value).startswith("complex")
