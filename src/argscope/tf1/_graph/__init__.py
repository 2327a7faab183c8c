"""Recording what a program of TensorFlow 1 computes, and computing it."""

__all__: list[str] = []
