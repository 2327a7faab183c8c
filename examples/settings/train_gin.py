"""The same with gin: python train_gin.py optimizer.lr=0.3 train.epochs=5."""

import sys

import gin


@gin.configurable
def optimizer(lr: float = 0.1, momentum: float = 0.0):
    """Return what turns gradients into steps."""
    velocity = 0.0

    def step(gradient):
        nonlocal velocity
        velocity = momentum * velocity - lr * gradient
        return velocity

    return step


@gin.configurable
def train(epochs: int = 20, slope: float = 2.0):
    """Return how far the slope that was found is from the true one."""
    step, weight = optimizer(), 0.0
    for _ in range(epochs):
        for x in (0.25, 0.5, 0.75, 1.0):
            weight += step(2 * x * (weight - slope) * x)
    print(f"slope {weight:.4f}")
    return abs(weight - slope)


if __name__ == "__main__":
    gin.parse_config_files_and_bindings([], sys.argv[1:])
    train()
