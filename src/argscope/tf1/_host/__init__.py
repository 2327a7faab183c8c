"""What of TensorFlow 1 runs beside the graph: flags, files, logs."""

__all__: list[str] = []
