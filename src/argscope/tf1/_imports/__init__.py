"""What a program finds when it imports TensorFlow."""

__all__: list[str] = []
