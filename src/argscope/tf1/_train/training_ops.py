"""The formulas of updates: what `ApplyAdam` and its like compute.

Arguments are TensorFlow's, in its order: variables, which get what is returned, then
numbers. `var` is what is trained.

Source:
    tensorflow/core/kernels/training_ops.cc, and the papers that are named below.
"""

from __future__ import annotations

from keras import ops

from argscope.tf1._ops.values import Array
from argscope.tf1._train.update_rule import update_rule

New = tuple[Array, ...]


@update_rule("ApplyGradientDescent", states=1)
def apply_gradient_descent(var: Array, alpha: Array, delta: Array) -> New:
    """Go `alpha` times the gradient down."""
    return (var - alpha * delta,)


@update_rule("ApplyMomentum", states=2)
def apply_momentum(
    var: Array,
    accum: Array,
    lr: Array,
    grad: Array,
    momentum: Array,
    *,
    use_nesterov: bool = False,
) -> New:
    """Go down by a sum of gradients in which the past counts less and less.

    Source:
        With `use_nesterov`: Sutskever et al. 2013, On the importance of initialization
        and momentum in deep learning.
    """
    accum = accum * momentum + grad
    if use_nesterov:
        return var - (grad * lr + accum * momentum * lr), accum
    return var - accum * lr, accum


# --- by the sizes of earlier gradients


@update_rule("ApplyAdagrad", states=2)
def apply_adagrad(
    var: Array, accum: Array, lr: Array, grad: Array, *, update_slots: bool = True
) -> New:
    """Divide by the root of the sum of squares (Duchi et al. 2011)."""
    if update_slots:
        accum = accum + ops.square(grad)
    return var - grad * lr * ops.rsqrt(accum), accum


@update_rule("ApplyAdagradDA", states=3)
def apply_adagrad_da(
    var: Array,
    gradient_accumulator: Array,
    gradient_squared_accumulator: Array,
    grad: Array,
    lr: Array,
    l1: Array,
    l2: Array,
    global_step: Array,
) -> New:
    """Compute what is trained anew of the sum of all gradients (Duchi et al. 2011)."""
    del var
    total = gradient_accumulator + grad
    squares = gradient_squared_accumulator + ops.square(grad)
    length = ops.maximum(ops.abs(total) - l1 * global_step, 0.0)
    denominator = l2 * global_step * lr + ops.sqrt(squares)
    return -lr * ops.sign(total) * length / denominator, total, squares


@update_rule("ApplyAdadelta", states=3)
def apply_adadelta(
    var: Array,
    accum: Array,
    accum_update: Array,
    lr: Array,
    rho: Array,
    epsilon: Array,
    grad: Array,
) -> New:
    """Go as far as usual, in units of what is trained (Zeiler 2012, arXiv:1212.5701)."""
    accum = accum * rho + ops.square(grad) * (1.0 - rho)
    update = ops.sqrt(accum_update + epsilon) * ops.rsqrt(accum + epsilon) * grad
    accum_update = accum_update * rho + ops.square(update) * (1.0 - rho)
    return var - update * lr, accum, accum_update


@update_rule("ApplyRMSProp", states=3)
def apply_rms_prop(
    var: Array,
    ms: Array,
    mom: Array,
    lr: Array,
    rho: Array,
    momentum: Array,
    epsilon: Array,
    grad: Array,
) -> New:
    """Divide by the root of a mean square (Tieleman & Hinton 2012, lecture 6.5)."""
    ms = ms + (ops.square(grad) - ms) * (1.0 - rho)
    mom = mom * momentum + grad * lr * ops.rsqrt(ms + epsilon)
    return var - mom, ms, mom


@update_rule("ApplyCenteredRMSProp", states=4)
def apply_centered_rms_prop(
    var: Array,
    mg: Array,
    ms: Array,
    mom: Array,
    lr: Array,
    rho: Array,
    momentum: Array,
    epsilon: Array,
    grad: Array,
) -> New:
    """Divide by a standard deviation (Graves 2013, arXiv:1308.0850, section 4.2)."""
    ms = ms + (ops.square(grad) - ms) * (1.0 - rho)
    mg = mg + (grad - mg) * (1.0 - rho)
    mom = mom * momentum + grad * lr * ops.rsqrt(ms - ops.square(mg) + epsilon)
    return var - mom, mg, ms, mom


@update_rule("ApplyAdam", states=3)
def apply_adam(
    var: Array,
    m: Array,
    v: Array,
    beta1_power: Array,
    beta2_power: Array,
    lr: Array,
    beta1: Array,
    beta2: Array,
    epsilon: Array,
    grad: Array,
    *,
    use_nesterov: bool = False,
) -> New:
    """Divide a mean by the root of a mean square (Kingma & Ba 2014, arXiv:1412.6980).

    `epsilon` is that of the paper's note on efficiency, which it calls epsilon hat. With
    `use_nesterov` as Dozat 2016, Incorporating Nesterov momentum into Adam.
    """
    alpha = lr * ops.sqrt(1.0 - beta2_power) / (1.0 - beta1_power)
    m = m + (grad - m) * (1.0 - beta1)
    v = v + (ops.square(grad) - v) * (1.0 - beta2)
    mean = grad * (1.0 - beta1) + beta1 * m if use_nesterov else m
    return var - mean * alpha / (ops.sqrt(v) + epsilon), m, v


@update_rule("ApplyAdaMax", states=3)
def apply_ada_max(
    var: Array,
    m: Array,
    v: Array,
    beta1_power: Array,
    lr: Array,
    beta1: Array,
    beta2: Array,
    epsilon: Array,
    grad: Array,
) -> New:
    """Divide a mean by a fading maximum (Kingma & Ba 2014, section 7.1)."""
    m = m + (grad - m) * (1.0 - beta1)
    v = ops.maximum(beta2 * v, ops.abs(grad))
    return var - lr / (1.0 - beta1_power) * (m / (v + epsilon)), m, v


# --- with penalties that make zeros


@update_rule("ApplyFtrl", states=3)
def apply_ftrl(
    var: Array,
    accum: Array,
    linear: Array,
    grad: Array,
    lr: Array,
    l1: Array,
    l2: Array,
    lr_power: Array,
) -> New:
    """Follow the regularized leader (McMahan et al. 2013, algorithm 1)."""
    return _followed(var, accum, linear, grad, grad, lr, l1, l2, lr_power)


@update_rule("ApplyFtrlV2", states=3)
def apply_ftrl_v2(
    var: Array,
    accum: Array,
    linear: Array,
    grad: Array,
    lr: Array,
    l1: Array,
    l2: Array,
    l2_shrinkage: Array,
    lr_power: Array,
) -> New:
    """Follow the regularized leader, with a penalty on what is there besides."""
    shrunk = grad + 2.0 * l2_shrinkage * var
    return _followed(var, accum, linear, grad, shrunk, lr, l1, l2, lr_power)


def _followed(
    var: Array,
    accum: Array,
    linear: Array,
    grad: Array,
    shrunk: Array,
    lr: Array,
    l1: Array,
    l2: Array,
    lr_power: Array,
) -> New:
    total = accum + ops.square(grad)
    new, old = ops.power(total, -lr_power), ops.power(accum, -lr_power)
    linear = linear + shrunk - (new - old) / lr * var
    pulled = (l1 * ops.sign(linear) - linear) / (new / lr + 2.0 * l2)
    zeros = ops.zeros_like(pulled)
    return ops.where(ops.abs(linear) > l1, pulled, zeros), total, linear


@update_rule("ApplyProximalGradientDescent", states=1)
def apply_proximal_gradient_descent(
    var: Array, alpha: Array, l1: Array, l2: Array, delta: Array
) -> New:
    """Go down, then shrink (Duchi & Singer 2009, Forward-backward splitting)."""
    return (_shrunk(var - alpha * delta, alpha, l1, l2),)


@update_rule("ApplyProximalAdagrad", states=2)
def apply_proximal_adagrad(
    var: Array, accum: Array, lr: Array, l1: Array, l2: Array, grad: Array
) -> New:
    """Do as Adagrad does, then shrink by as much."""
    accum = accum + ops.square(grad)
    rate = lr * ops.rsqrt(accum)
    return _shrunk(var - grad * rate, rate, l1, l2), accum


def _shrunk(values: Array, rate: Array, l1: Array, l2: Array) -> Array:
    length = ops.maximum(ops.abs(values) - rate * l1, 0.0)
    return ops.sign(values) * length / (1.0 + l2 * rate)


# --- by signs: Bello et al. 2017, arXiv:1709.07417


@update_rule("ApplyAddSign", states=2)
def apply_add_sign(
    var: Array,
    m: Array,
    lr: Array,
    alpha: Array,
    sign_decay: Array,
    beta: Array,
    grad: Array,
) -> New:
    """Go further where the gradient points to where it pointed before."""
    m = m * beta + grad * (1.0 - beta)
    agreement = ops.sign(grad) * ops.sign(m)
    return var - lr * (alpha + sign_decay * agreement) * grad, m


@update_rule("ApplyPowerSign", states=2)
def apply_power_sign(
    var: Array,
    m: Array,
    lr: Array,
    logbase: Array,
    sign_decay: Array,
    beta: Array,
    grad: Array,
) -> New:
    """Go further by a factor where the gradient points to where it pointed before."""
    m = m * beta + grad * (1.0 - beta)
    agreement = ops.sign(grad) * ops.sign(m)
    return var - lr * ops.exp(logbase * sign_decay * agreement) * grad, m
