"""What reading a large checkpoint costs, next to TensorFlow's own reader.

Run `python -m benchmarks.checkpoints` where TensorFlow is installed.
"""
