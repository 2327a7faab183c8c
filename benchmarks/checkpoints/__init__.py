"""What reading a large checkpoint or frozen graph costs, next to TensorFlow's own readers.

Run `python -m benchmarks.checkpoints` where TensorFlow is installed.
"""
