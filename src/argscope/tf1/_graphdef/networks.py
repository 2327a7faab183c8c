"""The operations of TensorFlow's graphs of which networks are made, and those on images.

Source: the definitions (`REGISTER_OP`) in TensorFlow's `core/ops/nn_ops.cc` and
`image_ops.cc`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from argscope.tf1._graphdef.entry import Entry, by, computed, of

Array = Any

_SMALLEST_EPSILON: Final = 1.001e-5
"""What `tf.nn.fused_batch_norm` never goes below, whatever it is told."""

_WINDOW: Final = "strides padding data_format"
_BATCH_NORM: Final = "epsilon data_format is_training exponential_avg_factor"
_GRID: Final = "align_corners half_pixel_centers"


def _fused_batch_norm(
    x: Array,
    scale: Array,
    offset: Array,
    mean: Array,
    variance: Array,
    epsilon: float = 0.0001,
    exponential_avg_factor: float = 1.0,
    **attributes: Any,
) -> Any:
    if epsilon < _SMALLEST_EPSILON * (1 - 1e-6) or exponential_avg_factor != 1:
        raise NotImplementedError(
            f"FusedBatchNorm with epsilon={epsilon} and exponential_avg_factor="
            f"{exponential_avg_factor}: epsilon must be at least {_SMALLEST_EPSILON} and "
            "the factor 1, as tf.nn.fused_batch_norm makes them."
        )
    attributes.setdefault("is_training", True)
    return computed(
        "nn.fused_batch_norm", x, scale, offset, mean, variance, epsilon, **attributes
    )


def _batch_norm(
    x: Array,
    mean: Array,
    variance: Array,
    beta: Array,
    gamma: Array,
    variance_epsilon: float,
    scale_after_normalization: bool,
) -> Array:
    path = "nn.batch_norm_with_global_normalization"
    parameters = x, mean, variance, beta, gamma
    return computed(path, *parameters, variance_epsilon, scale_after_normalization)


def _pooled(path: str) -> Any:
    def pool(value: Array, ksize: Array, strides: Array, **attributes: Any) -> Array:
        sizes = [int(each) for each in ksize], [int(each) for each in strides]
        return computed(path, value, *sizes, **attributes)

    return pool


def _entropy(logits: Array, labels: Array) -> Array:
    path = "nn.softmax_cross_entropy_with_logits"
    return computed(path, labels=labels, logits=logits)


def _sparse_entropy(logits: Array, labels: Array) -> Array:
    path = "nn.sparse_softmax_cross_entropy_with_logits"
    return computed(path, labels=labels, logits=logits)


def _transposed_3d(sizes: Array, filters: Array, value: Array, **found: Any) -> Array:
    return computed("nn.conv3d_transpose", value, filters, sizes, **found)


def _largest(value: Array, k: int, sorted: bool = True) -> Any:
    return computed("nn.top_k", value, k, sorted)


def _suppressed(boxes: Array, scores: Array, count: Array, **found: Any) -> Array:
    return computed("image.non_max_suppression", boxes, scores, count, **found)


def _adjusted(path: str) -> Any:
    def adjust(images: Array, by_how_much: Array) -> Array:
        is_constant = isinstance(by_how_much, np.ndarray)
        return computed(
            path, images, by_how_much.item() if is_constant else by_how_much
        )

    return adjust


_NETWORKS: Final[dict[str, Entry]] = {
    "Conv2D": of("nn.conv2d", f"{_WINDOW} dilations"),
    "Conv3D": of("nn.conv3d", f"{_WINDOW} dilations"),
    "DepthwiseConv2dNative": of("nn.depthwise_conv2d_native", f"{_WINDOW} dilations"),
    "Conv2DBackpropInput": of("nn.conv2d_backprop_input", f"{_WINDOW} dilations"),
    "Conv3DBackpropInputV2": by(_transposed_3d, f"{_WINDOW} dilations"),
    "BiasAdd": of("nn.bias_add", "data_format"),
    "BiasAddV1": of("nn.bias_add"),
    "MaxPool": of("nn.max_pool", f"ksize {_WINDOW}"),
    "MaxPoolV2": by(_pooled("nn.max_pool"), "padding data_format"),
    "AvgPool": of("nn.avg_pool", f"ksize {_WINDOW}"),
    "MaxPool3D": of("nn.max_pool3d", f"ksize {_WINDOW}"),
    "AvgPool3D": of("nn.avg_pool3d", f"ksize {_WINDOW}"),
    "MaxPoolWithArgmax": of(
        "nn.max_pool_with_argmax",
        "ksize strides padding Targmax:output_dtype include_batch_in_index",
    ),
    "FusedBatchNorm": by(_fused_batch_norm, _BATCH_NORM),
    "FusedBatchNormV2": by(_fused_batch_norm, _BATCH_NORM),
    "FusedBatchNormV3": by(_fused_batch_norm, _BATCH_NORM),
    "BatchNormWithGlobalNormalization": by(
        _batch_norm, "variance_epsilon scale_after_normalization"
    ),
    "LRN": of("nn.lrn", "depth_radius bias alpha beta"),
    "Relu": of("nn.relu"),
    "Relu6": of("nn.relu6"),
    "LeakyRelu": of("nn.leaky_relu", "alpha"),
    "Elu": of("nn.elu"),
    "Selu": of("nn.selu"),
    "Softplus": of("nn.softplus"),
    "Softsign": of("nn.softsign"),
    "Softmax": of("nn.softmax"),
    "LogSoftmax": of("nn.log_softmax"),
    "L2Loss": of("nn.l2_loss"),
    "SoftmaxCrossEntropyWithLogits": by(_entropy),
    "SparseSoftmaxCrossEntropyWithLogits": by(_sparse_entropy),
    "TopK": by(_largest, "k sorted"),
    "TopKV2": of("nn.top_k", "sorted"),
    "InTopK": of("nn.in_top_k", "k"),
    "InTopKV2": of("nn.in_top_k"),
}

_IMAGES: Final[dict[str, Entry]] = {
    "ResizeBilinear": of("image.resize_bilinear", _GRID),
    "ResizeNearestNeighbor": of("image.resize_nearest_neighbor", _GRID),
    "ResizeBicubic": of("image.resize_bicubic", _GRID),
    "ResizeArea": of("image.resize_area", "align_corners"),
    "CropAndResize": of("image.crop_and_resize", "method extrapolation_value"),
    "NonMaxSuppression": by(_suppressed, "iou_threshold"),
    "NonMaxSuppressionV2": of("image.non_max_suppression"),
    "NonMaxSuppressionV3": of("image.non_max_suppression"),
    "DrawBoundingBoxes": of("image.draw_bounding_boxes"),
    "ExtractImagePatches": of("extract_image_patches", "ksizes strides rates padding"),
    "RGBToHSV": of("image.rgb_to_hsv"),
    "HSVToRGB": of("image.hsv_to_rgb"),
    "AdjustHue": by(_adjusted("image.adjust_hue")),
    "AdjustSaturation": by(_adjusted("image.adjust_saturation")),
    "AdjustContrastv2": by(_adjusted("image.adjust_contrast")),
}

ON_HOST: Final[dict[str, tuple[Entry, str]]] = {
    "DecodeJpeg": (of("image.decode_jpeg", "channels ratio"), "uint8"),
    "DecodePng": (of("image.decode_png", "channels dtype"), "uint8"),
}
"""What reads images from bytes, and the dtype that it gives."""

TABLE: Final[dict[str, Entry]] = {**_NETWORKS, **_IMAGES}
