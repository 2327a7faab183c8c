"""How many pictures to train on are made in a second, next to torchvision and tf.data.

Run `python -m benchmarks.pictures` where one of them is installed, or both.
"""
