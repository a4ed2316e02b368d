"""Images, recipes and tiny networks that are explained, and the maps of them."""

import numpy as np
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.infer import Settings, segmenting
from segeval.records import Grid, Input, Output, Recipe, Scaling, Volume, Window

OUTPUT = Output(labels={0: "background", 1: "organ", 4: "the lesion"})
STRUCTURES = ("organ", "the_lesion")


def recipe(*patch: int, channels: int = 1, model: str = "unet", overlap: float = 0.5) -> Recipe:
    """Return a recipe of images as they are, one window for images up to the size of ``patch``."""
    return Recipe(
        model=model,
        input=Input(axes="zyx"[-len(patch) :], spacing=None, channels=(Scaling(),) * channels),
        window=Window(patch=patch, overlap=overlap),
        output=OUTPUT,
    )


def noise(*shape: int, channels: int = 1) -> Volume:
    array = np.random.default_rng(0).normal(size=(channels, *shape)).astype(np.float32)
    return Volume(array, Grid.pixels(shape))


def maps(net: nn.Module, image: Volume, explain: str, how: Recipe | None = None) -> dict[str, Tensor]:
    """Return the maps of an image, as a run computes them."""
    how = how or recipe(*image.grid.shape, channels=len(image.array))
    with torch.inference_mode():
        plain, logits = (segmenting(net.eval(), how, Settings(explain=kind))(image) for kind in ("", explain))
    assert torch.equal(logits.array, plain.array)
    return dict(logits.maps)


def decided(net: nn.Module, image: Volume) -> Tensor:
    """Return where each of both structures is decided (2, *spatial)."""
    with torch.no_grad():
        label = net(torch.from_numpy(image.array)[None])[0].argmax(0)
    return torch.stack([label == 1, label == 2])


def drawn(net: nn.Module, image: Volume) -> nn.Module:
    """Return a network whose weights are drawn so that it finds both structures in an image."""
    for _ in range(100):
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.normal_(std=0.6)
        if decided(net, image).flatten(1).any(1).all():
            return net
    raise AssertionError


def tiny(name: str, **options: object) -> tuple[nn.Module, Recipe]:
    """Return the smallest form of a network, and how to run it on one window."""
    network = zoo.get(name)
    shape = network.tiny_shape or zoo.smallest(network, network.ndim[0])
    net = zoo.build(
        name,
        in_channels=2,
        classes=3,
        ndim=len(shape),
        size=shape if network.size == "built" else None,
        **(options or network.tiny),
    )
    return net.eval(), recipe(*shape, channels=2, model=name)


def hooks(net: nn.Module) -> int:
    """Return how many hooks there are on a network."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return sum(len(getattr(module, kind)) for module in net.modules() for kind in kinds)
