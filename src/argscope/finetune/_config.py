"""What can be chosen about training a network on one's own images."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Self

from argscope._distribution.errors import DistributionError
from argscope._distribution.mesh import DATA, Mesh
from argscope._distribution.processes import given
from argscope._runs.errors import ConfigError
from argscope.finetune.errors import FineTuneError

CHOICES: Final = {
    "optimizer": ("sgd", "momentum", "adam", "adamw", "rmsprop"),
    "schedule": ("constant", "cosine", "step"),
    "class_weights": ("balanced",),
    "dtype": ("float32", "bfloat16"),
}


@dataclass(frozen=True, kw_only=True)
class FineTuneConfig:
    """The configuration of one run; every field is an option of `argscope train`.

    A scope is a path in the network such as `block1/unit_1`; the network's own name may
    be left out.

    Attributes:
        net: Name of the network, one of `argscope.nets.NETS`; or a function of yours,
            `path/to/file.py:function`, written with `argscope.layers` or for TensorFlow
            1. It takes `(images, num_classes)`, and `is_training` if it likes, and
            returns logits, alone or with end points.
        data: Folder of images with one subfolder a class.
        arg_scope: For a function of yours, what is opened around it: the name, in its
            file, of a function that returns a captured scope, or of such a scope.
        root: For a function of yours, the folder that the imports of its file count
            from; None for what is found above the file.
        depth_multiplier: Scales the numbers of channels of a network that takes it, > 0;
            None for the network's own.
        output_stride: Pixels of the images for each position of the features, >= 1, of a
            network that takes it; None for the paper's.
        checkpoint: A TensorFlow checkpoint to start from; None starts from random
            weights.
        include: Scopes to restore from the checkpoint; none means all.
        exclude: Scopes not to restore, such as the last layer.
        prefer_ema: Whether to restore the averages over training where there are some.
        freeze: Scopes that keep their values while the rest trains.
        trainable: Scopes to train while the rest keeps its values; none means all.
        image_size: Height and width in pixels, >= 1; None for what the network was
            published with: for a function of yours its `default_image_size`.
        preprocessing: Family of `argscope.preprocessing`; None for the network's. For a
            function of yours that of TF-Slim's network of this name, else `"inception"`.
        validation_fraction: Share of the images to validate on, in (0, 1); of no effect
            where `data` has the folders `train` and `validation`.
        skip_damaged: Whether to leave out images that cannot be read; else they are an
            error before the first epoch.
        fast_decode: Whether to decode JPEGs at 1/2, 1/4 or 1/8 of their size where that
            is enough for the preprocessing, in training and afterwards. It is faster
            for large photos, and gives slightly other numbers.
        epochs: Passes over the training images, >= 1.
        batch_size: Images per training step, >= 1.
        optimizer: `"sgd"`, `"momentum"`, `"adam"`, `"adamw"` or `"rmsprop"`, with
            TF-Slim's numbers: momentum 0.9; for Adam and RMSProp epsilon 1.0.
        learning_rate: Step size at the start, > 0. AdamW wants about 0.001.
        schedule: What becomes of it: `"constant"`, `"cosine"` (falls to zero along half
            a cosine) or `"step"` (0.94 times what it was, every two epochs).
        warmup_epochs: Epochs in which it first rises from zero, in [0, `epochs`).
        weight_decay: Scale of the L2 penalty on weights, >= 0; with AdamW the share of
            them that each step takes away, times the learning rate. A function of yours
            and its scope say the penalty themselves.
        class_weights: `"balanced"` lets every class count the same in training, however
            many images it has; None lets every image.
        patience: Stop after so many epochs without a better one, >= 1, and keep the
            weights of the best. None trains all epochs and keeps the last.
        dtype: What the network computes in while it trains: `"float32"`, or
            `"bfloat16"` with weights in float32.
        label_smoothing: Share of each label that is spread over all classes, in [0, 1).
        seed: Decides initial weights, the split, order and distortions of images, and
            dropout, >= 0.
        workers: Threads that read and distort images, >= 1; of no effect on the result.
        run_dir: Folder for what the run leaves behind; None for `runs/<net>`. Several
            processes share it.
        distribute: What devices are for: `"data"` cuts each batch into parts,
            `"model"` shares the variables, `"data=2,model=2"` does both. This and
            `devices` are of no effect on the result, but for rounding.
        devices: How many, of all processes together, >= 1; None for all there are. A
            CPU is cut into as many; with torch each is a process.
        per_device_batch_norm: Whether batch_norm takes the statistics of each device's
            images; else those of the whole batch, as on one device.
        coordinator: `HOST:PORT` where several processes meet. This and the next two are
            read from the environment under torchrun and SLURM.
        processes: How many there are.
        process: Which one this is, in [0, `processes`).
    """

    net: str
    data: Path
    arg_scope: str | None = None
    root: Path | None = None
    depth_multiplier: float | None = None
    output_stride: int | None = None
    checkpoint: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    prefer_ema: bool = False
    freeze: tuple[str, ...] = ()
    trainable: tuple[str, ...] = ()
    image_size: int | None = None
    preprocessing: str | None = None
    validation_fraction: float = 0.1
    skip_damaged: bool = False
    fast_decode: bool = False
    epochs: int = 10
    batch_size: int = 32
    optimizer: str = "momentum"
    learning_rate: float = 0.01
    schedule: str = "cosine"
    warmup_epochs: float = 0.0
    weight_decay: float = 4e-5
    class_weights: str | None = None
    patience: int | None = None
    dtype: str = "float32"
    label_smoothing: float = 0.0
    seed: int = 0
    workers: int = 2
    run_dir: Path | None = None
    distribute: str | None = None
    devices: int | None = None
    per_device_batch_norm: bool = False
    coordinator: str | None = None
    processes: int | None = None
    process: int | None = None

    def __post_init__(self) -> None:
        """Refuse values outside their range, and choices that exclude each other.

        Raises:
            ConfigError: Says which field, its value and its range.
            FineTuneError: Says which choices do not go together.
            DistributionError: The devices or the processes make no sense.
        """
        for name in (
            *("epochs", "batch_size", "workers", "image_size", "output_stride"),
            *("patience", "devices"),
        ):
            value = getattr(self, name)
            self._check(name, value is None or value >= 1, ">= 1")
        multiplier = self.depth_multiplier
        self._check("depth_multiplier", multiplier is None or multiplier > 0, "> 0")
        for name in ("weight_decay", "seed"):
            self._check(name, getattr(self, name) >= 0, ">= 0")
        self._check("learning_rate", self.learning_rate > 0, "> 0")
        rises = 0 <= self.warmup_epochs < self.epochs
        self._check("warmup_epochs", rises, f"in [0, epochs), epochs {self.epochs}")
        for name, known in CHOICES.items():
            given = getattr(self, name)
            if given is not None and given not in known:
                raise FineTuneError.unknown(name, given, known)
        inside = 0 < self.validation_fraction < 1
        self._check("validation_fraction", inside, "in (0, 1)")
        self._check("label_smoothing", 0 <= self.label_smoothing < 1, "in [0, 1)")
        if self.freeze and self.trainable:
            raise FineTuneError.freeze_and_trainable()
        if self.checkpoint is None and (self.include or self.exclude):
            raise FineTuneError.no_checkpoint()
        self._check_place_of_network()
        self._check_distribution()

    def _check(self, name: str, holds: bool, expected: str) -> None:
        if not holds:
            raise ConfigError.about(name, getattr(self, name), expected=expected)

    def _check_place_of_network(self) -> None:
        is_chosen = self.weight_decay != type(self).weight_decay
        if self.is_in_file and is_chosen and not self.is_decoupled:
            raise FineTuneError.penalty_in_file(self.weight_decay, self.net)
        for name in () if self.is_in_file else ("arg_scope", "root"):
            if getattr(self, name) is not None:
                raise FineTuneError.not_in_file(name, self.net)

    def _check_distribution(self) -> None:
        if self.asks_for_devices:
            self.mesh(None)
        elif self.per_device_batch_norm:
            raise FineTuneError.needs_devices("per_device_batch_norm")
        given(self.coordinator, self.processes, self.process)

    @property
    def asks_for_devices(self) -> bool:
        """Whether something was chosen about devices or processes."""
        chosen = (self.distribute, self.devices, self.coordinator, self.processes)
        return any(value is not None for value in chosen) or self.process is not None

    def mesh(self, there: int | None) -> Mesh:
        """Return what was chosen, where there are so many devices.

        Raises:
            DistributionError: It makes no sense, or not with so many devices; or a batch
                cannot be cut evenly.
        """
        text = self.distribute or DATA
        mesh = Mesh.parse(text, self.devices or there)
        if self.devices not in (None, mesh.devices):
            raise DistributionError.shared_out(text, self.devices or 0)
        if self.batch_size % mesh.data:
            raise DistributionError.batch(self.batch_size, mesh.data)
        return mesh

    @property
    def folder(self) -> Path:
        """The folder for what the run leaves behind."""
        return self.run_dir or Path("runs") / self.name

    @property
    def is_decoupled(self) -> bool:
        """Whether the optimizer takes weights away, in place of a penalty on them."""
        return self.optimizer == "adamw"

    @property
    def is_in_file(self) -> bool:
        """Whether the network is a function in a file of the user's."""
        return ":" in self.net or self.net.endswith(".py")

    @property
    def name(self) -> str:
        """What the network is called: its name, or that of its function."""
        return self.net.rpartition(":")[2]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON can hold them."""
        return {
            name: str(value) if isinstance(value, Path) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the configuration that `to_dict` described."""
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in data.items()
            if name in {field.name for field in fields(cls)}
        }
        paths = {
            name: Path(known[name])
            for name in ("data", "root", "checkpoint", "run_dir")
            if known.get(name) is not None
        }
        return cls(**{**known, **paths})
