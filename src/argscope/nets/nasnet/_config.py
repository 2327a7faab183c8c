"""The numbers that tell the networks of one family apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NasNetConfig:
    """What NASNets and PNASNets can differ in.

    The published ones come from functions such as `nasnet.mobile_imagenet_config`; for
    others change some of the numbers: `dataclasses.replace(config, num_cells=6)`.

    Attributes:
        num_cells: Cells after the stem, without the reduction cells of NASNet, >= 1.
        num_conv_filters: Channels that the operations of the first cells have, >= 8.
        stem_multiplier: Scales the number of channels of the first convolution, > 0.
        filter_scaling_rate: Times that many channels where height and width are halved.
        num_reduction_layers: How often they are halved after the stem. Auxiliary logits
            are before the second time.
        skip_reduction_layer_input: Which second input a cell gets at a halving. NASNet's
            cell after a reduction cell: the second input of that cell, else its first.
            PNASNet's cell that halves: the output before its first input, else the
            second input of the cell before.
        dense_dropout_keep_prob: Of the dropout before the classes, in (0, 1].
        drop_path_keep_prob: Probability that the last cell keeps an operation's output
            for an image, at the end of training, in (0, 1].
        total_training_steps: The training step from which `drop_path_keep_prob` holds.
        use_aux_head: Whether there are auxiliary logits in training.
        use_bounded_activation: Whether activations stay within 6, for quantization.
    """

    num_cells: int
    num_conv_filters: int
    stem_multiplier: float
    filter_scaling_rate: float = 2.0
    num_reduction_layers: int = 2
    skip_reduction_layer_input: bool
    dense_dropout_keep_prob: float
    drop_path_keep_prob: float
    total_training_steps: int = 250_000
    use_aux_head: bool = True
    use_bounded_activation: bool = False
