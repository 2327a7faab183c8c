"""I3D: Inception V1 on videos, each window inflated to several frames."""

from __future__ import annotations

from keras import ops

from argscope._base.tensor import Tensor
from argscope._core.scope import ArgScope
from argscope.layers._arguments import Activation
from argscope.layers._state.names import Reuse
from argscope.nets._network import EndPoints, Scope, image_size, network_scope
from argscope.nets._video import video_arg_scope, video_logits
from argscope.nets.s3dg import s3dg_base

__all__ = ["i3d", "i3d_arg_scope", "i3d_base"]


def i3d_arg_scope(
    weight_decay: float = 1e-7,
    batch_norm_decay: float = 0.999,
    batch_norm_epsilon: float = 0.001,
    use_renorm: bool = False,
    separable_conv3d: bool = False,
) -> ArgScope:
    """Return the scope under which I3D is built.

    Args:
        weight_decay: Scale of the L2 penalty on weights, >= 0.
        batch_norm_decay: Decay of the moving averages, in [0, 1].
        batch_norm_epsilon: Added to variances, > 0.
        use_renorm: `renorm` of `batch_norm`.
        separable_conv3d: Whether convolutions are split into space and time.
    """
    return video_arg_scope(
        weight_decay,
        separable=separable_conv3d,
        decay=batch_norm_decay,
        epsilon=batch_norm_epsilon,
        renorm=use_renorm,
    )


def i3d_base(
    inputs: Tensor, final_endpoint: str = "Mixed_5c", scope: Scope = "InceptionV1"
) -> tuple[Tensor, EndPoints]:
    """Compute I3D up to one of its stages.

    As `argscope.nets.s3dg.s3dg_base`, without gates, and with seven frames in the first
    window.
    """
    return s3dg_base(
        inputs,
        first_temporal_kernel_size=7,
        gating_startat=None,
        final_endpoint=final_endpoint,
        scope=scope,
    )


@image_size(224)
def i3d(
    inputs: Tensor,
    num_classes: int = 1000,
    dropout_keep_prob: float = 0.8,
    is_training: bool | None = None,
    prediction_fn: Activation = ops.softmax,
    spatial_squeeze: bool = True,
    reuse: Reuse = None,
    scope: Scope = "InceptionV1",
) -> tuple[Tensor, EndPoints]:
    """Compute I3D: 12.7 million parameters for 400 classes.

    Arguments and results are those of `argscope.nets.s3dg.s3dg`.

    Source:
        Carreira & Zisserman 2017, "Quo vadis, action recognition? A new model and the
        Kinetics dataset", arXiv:1705.07750; github.com/tensorflow/models,
        research/slim/nets/i3d.py.
    """
    with network_scope(
        scope, "InceptionV1", reuse=reuse, is_training=is_training
    ) as here:
        net, end_points = i3d_base(inputs, scope=here)
        return video_logits(
            net,
            end_points,
            num_classes,
            dropout_keep_prob=dropout_keep_prob,
            prediction_fn=prediction_fn,
            spatial_squeeze=spatial_squeeze,
        )
