"""What training a network costs, next to other ways of writing the same network.

Run `python -m benchmarks.networks`.
"""
