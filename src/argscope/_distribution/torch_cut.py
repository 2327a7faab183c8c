"""Variables that are cut over processes of torch, by `fully_shard`.

Between steps a process holds its piece of each, and the optimizer its momenta of that
piece. For a step all pieces are brought together; the gradients are averaged, and each
process gets those of its piece, after which the whole variables are given up again.

As with DistributedDataParallel, what torch wraps is no network but a holder of the
variables, and what goes through it is the loss.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, final

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh
from torch.distributed.fsdp import FSDPModule, fully_shard
from torch.distributed.tensor import Shard

from argscope._distribution.mesh import DATA, MODEL, Mesh
from argscope._distribution.torch_tensor import tensor_of


@final
class Cutting:
    """How variables are cut over the devices of a mesh."""

    def __init__(self, mesh: Mesh, device: str) -> None:
        self.device = device
        self.mesh: DeviceMesh = init_device_mesh(
            device, (mesh.data, mesh.model), mesh_dim_names=(DATA, MODEL)
        )
        self.parts = mesh.model
        self._index: int = self.mesh.get_local_rank(MODEL)

    def slice_of(self, shape: Sequence[int], axis: int) -> tuple[slice, ...]:
        """Return which piece of a variable this process holds."""
        size = shape[axis] // self.parts
        own = slice(self._index * size, (self._index + 1) * size)
        return tuple(own if i == axis else slice(None) for i in range(len(shape)))

    def joined(self, piece: Tensor, axis: int) -> Tensor:
        """Return the whole of which the processes have pieces."""
        own = piece.detach().contiguous()
        pieces = [torch.empty_like(own) for _ in range(self.parts)]
        dist.all_gather(pieces, own, group=self.mesh.get_group(MODEL))
        return torch.cat(pieces, axis)


class Cut(NamedTuple):
    """A variable that is cut.

    Attributes:
        variable: The variable, of Keras.
        axis: Along which it is.
        shape: Of the whole.
        dtype: Of torch.
    """

    variable: Any
    axis: int
    shape: tuple[int, ...]
    dtype: torch.dtype


@final
class CutVariables:
    """The variables of one model that are cut.

    Attributes:
        are_whole: Whether they have the tensors of the whole.
    """

    def __init__(self, cuts: Sequence[Cut], cutting: Cutting) -> None:
        self._variables = [cut.variable for cut in cuts]
        # The first values come later: nowhere are there ever whole ones.
        holder = _Holder(cuts)
        axes = {
            id(each): cut.axis
            for each, cut in zip(holder.parameters(), cuts, strict=True)
        }
        self._holder: FSDPModule = fully_shard(
            holder,
            mesh=cutting.mesh,
            reshard_after_forward=False,
            shard_placement_fn=lambda tensor: Shard(axes[id(tensor)]),
        )
        holder.to_empty(device=cutting.device)
        self._cut = list(holder.parameters())
        self._pieces = [
            nn.Parameter(each.to_local().detach(), requires_grad=variable.trainable)
            for each, variable in zip(self._cut, self._variables, strict=True)
        ]
        for place, each in enumerate(self._cut):
            each.register_post_accumulate_grad_hook(self._taker(place))
        self.are_whole = True
        self._take_back()

    def ids(self) -> set[int]:
        """Return the ids of the tensors that they have now."""
        return {id(tensor_of(variable)) for variable in self._variables}

    def gather(self) -> None:
        """Give the variables the tensors of the whole, if they have not got them."""
        for variable, each in zip(self._variables, self._cut, strict=True):
            each.requires_grad_(variable.trainable)
        self._holder.unshard()
        for variable, whole in zip(
            self._variables, self._holder.parameters(), strict=True
        ):
            variable._value = whole.requires_grad_(variable.trainable)
        self.are_whole = True

    def release(self) -> None:
        """Give them those of their pieces."""
        if self.are_whole:
            self._holder.reshard()
            self._take_back()

    def prepared(self, loss: Tensor) -> Tensor:
        """Return the loss, whose `backward` gives the pieces their gradients."""
        prepared: Tensor = self._holder(_Loss(loss))
        return prepared

    def _taker(self, place: int) -> Callable[[Tensor], None]:
        """Return what torch calls when the gradient of a piece is there."""

        def take(cut: Any) -> None:
            self._pieces[place].grad = cut.grad.to_local()
            cut.grad = None
            self._take_back()  # torch has let go of what is whole

        return take

    def _take_back(self) -> None:
        for variable, piece in zip(self._variables, self._pieces, strict=True):
            variable._value = piece.requires_grad_(variable.trainable)
        self.are_whole = False


class _Loss:
    """Holds a loss. Of one that is an input torch takes the gradient for the last."""

    def __init__(self, loss: Tensor) -> None:
        self.loss = loss


class _Holder(nn.Module):
    """Has variables, and returns the loss that it is given."""

    def __init__(self, cuts: Sequence[Cut]) -> None:
        super().__init__()
        for i, cut in enumerate(cuts):
            tensor = torch.empty(cut.shape, dtype=cut.dtype, device="meta")
            trained = cut.variable.trainable
            self.register_parameter(str(i), nn.Parameter(tensor, requires_grad=trained))

    def forward(self, held: _Loss) -> Tensor:
        """Return the loss."""
        return held.loss
