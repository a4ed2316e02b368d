"""Critics: networks that learn beside the one that segments, and whose judgement of its answer is added to its loss.

Discriminators learn to tell predictions from references, the autoencoder of a shape prior to write references down in
few numbers. Nobody asks them once the training is over: inference is that of the network alone. A critic is one
decorated function in a public module of this package, or of an installed one through the entry points
``segeval.training.adversarial``.
"""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import BadData, UsageError
from segeval.registry import Registry, importing
from segeval.training.losses import NOT_TRAINED

__all__ = ["CRITICS", "Adam", "Critic", "Game", "Kind", "Seen", "build", "critic", "look", "parse_critic"]


class Seen(NamedTuple):
    """What a critic sees of a batch; images and maps are zero where voxels are not trained on.

    ``images`` are ``(N, channels, *spatial)``, ``prediction`` the softmax and ``reference`` the indicators of classes,
    both ``(N, classes, *spatial)``, ``labels`` class indices ``(N, *spatial)``, ``trained`` ones and zeros
    ``(N, 1, *spatial)``.
    """

    images: Tensor
    prediction: Tensor
    reference: Tensor
    labels: Tensor
    trained: Tensor


def look(images: Tensor, logits: Tensor, labels: Tensor) -> Seen:
    """Return what a critic sees of images, logits ``(N, classes, *spatial)`` and class indices ``(N, *spatial)``.

    Prediction and reference are both blank where labels are NOT_TRAINED, so that they do not differ there.
    """
    trained = (labels != NOT_TRAINED)[:, None].to(logits.dtype)
    classes = labels.where(labels != NOT_TRAINED, 0)
    reference = functional.one_hot(classes, logits.shape[1]).movedim(-1, 1) * trained
    return Seen(images * trained, logits.softmax(1) * trained, reference, labels, trained)


class Game(NamedTuple):
    """Two formulas of a critic's network and what it sees: what it minimises, and what the segmenting one does."""

    own: Callable[[nn.Module, Seen], Tensor]
    loss: Callable[[nn.Module, Seen], Tensor]


class Adam(NamedTuple):
    """The optimiser of a critic: Kingma & Ba 2015, arXiv:1412.6980, at a constant learning rate."""

    learning_rate: float
    betas: tuple[float, float]


DCGAN = Adam(2e-4, (0.5, 0.999))  # Radford et al. 2016, arXiv:1511.06434, section 4


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of critic: ``network`` builds one from channels, classes and ndim, whose first map has ``width`` channels.

    ``weight`` is what its loss is multiplied by, ``min_size`` the least that an image measures along each axis, in
    voxels. Its weights are held in [-clip, clip], unless that is 0. ``doc`` says what it is and what differs from the
    ``paper``.
    """

    id: str
    title: str
    paper: str
    doc: str
    network: Callable[..., nn.Module]
    game: Game
    weight: float
    width: int
    min_size: int = 1
    adam: Adam = DCGAN
    clip: float = 0.0


CRITICS: Registry[Kind] = Registry("critic", importing(__name__), hint="A weight is written luc:0.1.")


def critic(
    id: str,  # noqa: A002 - the name of the field
    *,
    title: str,
    paper: str,
    game: Game,
    weight: float,
    width: int,
    min_size: int = 1,
    adam: Adam = DCGAN,
    clip: float = 0.0,
) -> Callable[[Callable[..., nn.Module]], Kind]:
    """Turn what builds a network into the kind of critic of this id; the keywords are the fields of ``Kind``."""

    def declare(network: Callable[..., nn.Module]) -> Kind:
        doc = inspect.getdoc(network) or ""
        declared = Kind(id, title, paper, doc, network, game, weight, width, min_size, adam, clip)
        # A critic of another package comes by entry point instead, under a name that cannot shadow ours.
        if network.__module__.startswith(f"{__name__}."):
            CRITICS.add(id, declared, origin=network.__code__.co_filename)
        return declared

    return declare


def parse_critic(text: str) -> Kind:
    """Read ``NAME[@WIDTH][:WEIGHT]``, such as ``luc``, ``luc:0.1`` or ``luc@8:0.1``.

    Without them a critic has the width and the weight of its paper.

    Raises:
        UnknownName: If no critic has this name.
        UsageError: If the width is no whole number from 1 on, or the weight no number above 0.
    """
    name, colon, weight = (part.strip() for part in text.partition(":"))
    word, at, width = (part.strip() for part in name.partition("@"))
    kind = CRITICS.get(word)
    if at:
        if not width.isdecimal() or not int(width):
            msg = f"--critic {text!r}: {width!r} is no width; give a whole number from 1 on, as in {kind.id}@8"
            raise UsageError(msg)
        kind = replace(kind, width=int(width))
    if colon:
        kind = replace(kind, weight=_read_weight(text, weight, kind.id))
    return kind


def _read_weight(text: str, weight: str, id: str) -> float:  # noqa: A002 - the name of the field
    try:
        number = float(weight)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        msg = f"--critic {text!r}: {weight!r} is no weight; give a number above 0, as in {id}:0.1"
        raise UsageError(msg)
    return number


class Critic:
    """A critic at work: its network, whose weights only ``learn`` changes, and the moments of its optimiser."""

    def __init__(self, kind: Kind, net: nn.Module) -> None:
        self.kind = kind
        self.net = net.requires_grad_(requires_grad=False)
        self.optimizer = torch.optim.Adam(net.parameters(), lr=kind.adam.learning_rate, betas=kind.adam.betas)
        self._clip()

    def loss(self, images: Tensor, logits: Tensor, labels: Tensor) -> Tensor:
        """Return what is added to the loss of the network that gave ``logits``: a number, the weight already in it.

        Images are ``(N, channels, *spatial)``, logits ``(N, classes, *spatial)``, labels class indices
        ``(N, *spatial)``. The gradient reaches the logits alone, and has to be taken before the critic learns again.

        Raises:
            UsageError: If the images are too small.
        """
        self._require_size(images)
        return self.kind.weight * self.kind.game.loss(self.net.eval(), look(images, logits, labels))

    def learn(
        self, images: Tensor, logits: Tensor, labels: Tensor, *, average: Callable[[nn.Module], None] | None = None
    ) -> float:
        """Take one step on its own loss and return that, from before the step; shapes are those of ``loss``.

        ``average`` is called with its network before the step, to make its gradients those of several processes.
        Without a finite loss and gradient it takes none and returns NaN.

        Raises:
            UsageError: If the images are too small.
        """
        self._require_size(images)
        self.net.train().requires_grad_(requires_grad=True)
        value = self.kind.game.own(self.net, look(images, logits.detach(), labels))
        value.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self.net.requires_grad_(requires_grad=False)
        if average:
            average(self.net)
        gradients = [weight.grad for weight in self.net.parameters() if weight.grad is not None]
        finite = bool((value.detach() + nn.utils.get_total_norm(gradients)).isfinite())
        if finite:
            self.optimizer.step()
            self._clip()
        self.optimizer.zero_grad(set_to_none=True)
        return float(value.detach()) if finite else math.nan

    def state_dict(self) -> dict[str, Tensor]:
        """Return all that a step changes, as flat tensors: ``net.NAME``, and once it has learned ``adam.INDEX.NAME``.

        They are the tensors at work, not copies.
        """
        tensors = {f"net.{name}": tensor for name, tensor in self.net.state_dict().items()}
        for index, moments in self.optimizer.state_dict()["state"].items():
            tensors |= {f"adam.{index}.{name}": tensor for name, tensor in moments.items()}
        return tensors

    def load_state_dict(self, tensors: Mapping[str, Tensor]) -> None:
        """Go on from a state; the next step is the one that its critic would have taken.

        Raises:
            BadData: If it is not the state of a critic of this kind and width.
        """
        named = {f"net.{name}": tensor.shape for name, tensor in self.net.state_dict().items()}
        moments: dict[str, torch.Size] = {}
        for index, weight in enumerate(self.net.parameters()):
            shapes = {"step": torch.Size(), "exp_avg": weight.shape, "exp_avg_sq": weight.shape}
            moments |= {f"adam.{index}.{name}": shape for name, shape in shapes.items()}
        given = {name: tensor.shape for name, tensor in tensors.items()}
        if given not in (named, named | moments):
            wrong = sorted({name for name, _ in given.items() ^ (named | moments).items()})
            msg = f"the state of critic {self.kind.id}@{self.kind.width} does not fit: {wrong[0]} is missing or differs"
            raise BadData(msg)
        self.net.load_state_dict({name.removeprefix("net."): tensors[name] for name in named})
        state: dict[int, dict[str, Tensor]] = {}
        for name in given.keys() - named.keys():
            _, place, moment = name.split(".")
            state.setdefault(int(place), {})[moment] = tensors[name].clone()
        self.optimizer.load_state_dict({**self.optimizer.state_dict(), "state": state})

    def _require_size(self, images: Tensor) -> None:
        size = images.shape[2:]
        if min(size) < self.kind.min_size:
            shown = "×".join(map(str, size))
            msg = (
                f"--critic {self.kind.id} judges patches of {self.kind.min_size} voxels or more along each axis, and "
                f"these are {shown}; give a larger --patch or another critic"
            )
            raise UsageError(msg)

    def _clip(self) -> None:
        if self.kind.clip:
            for weight in self.net.parameters():
                weight.data.clamp_(-self.kind.clip, self.kind.clip)


def build(
    text: str, ndim: int, in_channels: int, classes: int, *, seed: int = 0, device: torch.device | str = "cpu"
) -> Critic:
    """Return the critic that ``parse_critic`` reads, for images of ``in_channels`` and references of ``classes``.

    Its first weights are a function of the seed alone, and nobody else's random numbers change.

    Raises:
        UnknownName: If no critic has this name.
        UsageError: If its width or weight cannot be read, or images are neither 2D nor 3D.
    """
    kind = parse_critic(text)
    if ndim not in (2, 3):
        msg = f"--critic {kind.id} judges images of 2 or 3 dimensions, not of {ndim}"
        raise UsageError(msg)
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        net = kind.network(in_channels, classes, ndim, width=kind.width)
    return Critic(kind, net.to(device))
