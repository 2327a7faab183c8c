"""What a scoped call costs, next to the alternatives. Run `python -m benchmarks`."""
