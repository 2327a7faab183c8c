"""What `argscope run` adds to the start of a program, next to what others need for it.

Run `python -m benchmarks.run`.
"""
