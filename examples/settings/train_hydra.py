"""The same with Hydra: python train_hydra.py optimizer.lr=0.3 train.epochs=5."""

from dataclasses import dataclass, field

import hydra
from hydra.core.config_store import ConfigStore


@dataclass
class Optimizer:
    """What an optimizer takes."""

    lr: float = 0.1
    momentum: float = 0.0


@dataclass
class Train:
    """What training takes."""

    epochs: int = 20
    slope: float = 2.0


@dataclass
class Config:
    """What the program takes."""

    optimizer: Optimizer = field(default_factory=Optimizer)
    train: Train = field(default_factory=Train)


def optimizer(config):
    """Return what turns gradients into steps."""
    velocity = 0.0

    def step(gradient):
        nonlocal velocity
        velocity = config.momentum * velocity - config.lr * gradient
        return velocity

    return step


def train(config):
    """Return how far the slope that was found is from the true one."""
    step, weight, slope = optimizer(config.optimizer), 0.0, config.train.slope
    for _ in range(config.train.epochs):
        for x in (0.25, 0.5, 0.75, 1.0):
            weight += step(2 * x * (weight - slope) * x)
    print(f"slope {weight:.4f}")
    return abs(weight - slope)


ConfigStore.instance().store(name="config", node=Config)


@hydra.main(version_base=None, config_name="config")
def main(config):
    """Run the program."""
    train(config)


if __name__ == "__main__":
    main()
