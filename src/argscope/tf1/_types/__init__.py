"""What TensorFlow 1 called shapes and types."""

__all__: list[str] = []
