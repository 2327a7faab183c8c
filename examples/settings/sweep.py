"""Search for good arguments of train.py with Optuna: a trial is a scope."""

import optuna

from argscope import arg_scope
from train import optimizer, train


def objective(trial):
    """Return the error of a training with arguments that Optuna suggests."""
    lr = trial.suggest_float("lr", 0.001, 1.0, log=True)
    momentum = trial.suggest_float("momentum", 0.0, 0.9)
    with arg_scope([optimizer], lr=lr, momentum=momentum):
        return train()


if __name__ == "__main__":
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
    study.optimize(objective, n_trials=20)
    print(f"error {study.best_value:.6f} with {study.best_params}")
