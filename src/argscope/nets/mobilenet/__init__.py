"""MobileNet v2 and v3: tables of blocks that expand, convolve and project."""

from argscope.nets.mobilenet import mobilenet_v2, mobilenet_v3

__all__ = ["mobilenet_v2", "mobilenet_v3"]
