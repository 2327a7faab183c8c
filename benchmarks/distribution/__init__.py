"""What several processes are worth, what one device pays, and what each device holds.

Run `python -m benchmarks.distribution`.
"""
