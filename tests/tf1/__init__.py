"""Programs of TensorFlow 1."""
