"""Fit a line: argscope run train.py --set optimizer.lr=0.3 --set train.epochs=5."""

from argscope import add_arg_scope


@add_arg_scope
def optimizer(lr: float = 0.1, momentum: float = 0.0):
    """Return what turns gradients into steps, by gradient descent with momentum.

    Args:
        lr: Size of a step.
        momentum: How much of the last step goes into the next.
    """
    velocity = 0.0

    def step(gradient):
        nonlocal velocity
        velocity = momentum * velocity - lr * gradient
        return velocity

    return step


@add_arg_scope
def train(epochs: int = 20, slope: float = 2.0):
    """Return how far the slope that was found is from the true one."""
    step, weight = optimizer(), 0.0
    for _ in range(epochs):
        for x in (0.25, 0.5, 0.75, 1.0):
            weight += step(2 * x * (weight - slope) * x)
    print(f"slope {weight:.4f}")
    return abs(weight - slope)


if __name__ == "__main__":
    train()
