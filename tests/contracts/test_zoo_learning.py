"""Every network learns, can be exported, and answers alike in other number formats and memory layouts."""

from collections.abc import Iterator
from math import prod
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.infer import lay_out
from segeval.records import Architecture
from tests.contracts.test_zoo import ALL, BASES, DIMS, NETS, ids
from tests.zoo.golden import seeded_single_thread, tiny, tiny_shape

STEPS = 8
# Fresh networks that rounding to 8 bits moves more learn for so many steps first: SegNet, where equal maxima decide
# which places are filled again, and nnU-Net with its eight norms of maps of two channels.
TAUGHT = {"segnet": 30, "segnet-basic": 30, "nnunet2d": 8}
# Depthwise layers lose more to 8 bits, learned or not: 5.6 % when fresh, 0.7 to 1.4 % after 30 to 120 steps.
ROUNDED = {"deeplabv3plus-mobilenetv2": 0.1}
# Networks that keep every voxel at full resolution: sixty steps at 32 x 32 x 32 would take hours of one thread.
DENSE = {"coarse-resnet3d", "fcn-lstm", "h-denseunet", "highresnet3d", "unet3d", "unet3d-valid"}


def dear(pairs: list[tuple[zoo.Entry, int]]) -> pytest.MarkDecorator:
    """Return the mark of a test that takes seconds: of the dimension of the paper always, of the other when slow."""
    home = [len(entry.architecture.reference_shape) == ndim for entry, ndim in pairs]
    marks = [() if at_home else pytest.mark.slow for at_home in home]
    cases = [
        pytest.param(*pair, id=name, marks=mark) for pair, name, mark in zip(pairs, ids(pairs), marks, strict=True)
    ]
    return pytest.mark.parametrize(("entry", "ndim"), cases)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with seeded_single_thread():
        yield


def scene(shape: tuple[int, ...], batch: int) -> tuple[Tensor, Tensor]:
    """Return noisy images of two channels in which two balls of three labels lie, and the labels."""
    axes = torch.meshgrid(*(torch.linspace(-1, 1, size) for size in shape), indexing="ij")
    images, labels = torch.randn(batch, 2, *shape) / 4, torch.zeros(batch, *shape, dtype=torch.long)
    for one in range(batch):
        for label in (1, 2):
            centre = torch.rand(len(shape)) - 0.5
            distance = sum((axis - middle) ** 2 for axis, middle in zip(axes, centre, strict=True))
            labels[one][torch.as_tensor(distance) < 0.3] = label
    images[:, 0] += labels
    images[:, 1] -= (labels == 2).float()
    return images, labels


def logits_of(module: Any, images: Tensor) -> list[Tensor]:
    return module.outputs(images) if isinstance(module, zoo.Supervised) else [module(images)]


def loss_of(module: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """Return the cross-entropy of all outputs, those of smaller maps with the nearest labels."""
    losses = []
    for logits in logits_of(module, images):
        near = functional.interpolate(labels[:, None].float(), logits.shape[2:])[:, 0].long()
        losses.append(functional.cross_entropy(logits, near))
    return torch.stack(losses).mean()


def losses_of(module: nn.Module, images: Tensor, labels: Tensor, *, steps: int, rate: float) -> list[float]:
    """Train on one batch and return the loss before every step, and after the last."""
    module.train()
    optimizer = torch.optim.AdamW(module.parameters(), lr=rate)
    losses = []
    for _ in range(steps + 1):
        torch.manual_seed(0)  # the same units are dropped in every step
        loss = loss_of(module, images, labels)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    return losses


@dear(DIMS)
def test_eight_steps_on_one_batch_lower_the_loss(entry: zoo.Entry, ndim: int) -> None:
    net = entry.architecture
    shape = tiny_shape(net, ndim)
    if net.size != "built":  # wide dilations, for which shapes are large, learn on small images too
        shape = min(shape, zoo.nearest(net, (64, 64) if ndim == 2 else (32, 32, 32)), key=prod)
    images, labels = scene(shape, max(2, net.min_batch))
    losses = losses_of(tiny(entry, (2, 3), ndim), images, labels, steps=STEPS, rate=3e-3)
    assert min(losses[-3:]) < losses[0], losses
    assert all(value < 1e6 for value in losses)


def step_shape(net: Architecture) -> tuple[int, ...]:
    """Return the small images that the full form of a network is trained on."""
    dense = net.id in DENSE or net.id.startswith("autofocus")
    return zoo.nearest(net, (64, 64) if len(net.reference_shape) == 2 else (16,) * 3 if dense else (32,) * 3)


def sixty_steps(entry: zoo.Entry) -> list[float]:
    """Return the losses of the full form of a network on one small batch."""
    net, shape = entry.architecture, step_shape(entry.architecture)
    images, labels = scene(shape, max(2, net.min_batch))
    module = entry.build(in_channels=2, classes=3, ndim=len(shape), size=shape, options={})
    return losses_of(module, images, labels, steps=60, rate=3e-4)


@pytest.mark.slow
@pytest.mark.parametrize("entry", NETS, ids=lambda entry: entry.architecture.id)
def test_sixty_steps_in_full_fit_one_batch(entry: zoo.Entry) -> None:
    losses = sixty_steps(entry)
    assert min(losses[-5:]) < 0.6 * losses[0], losses


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.architecture.id)
def test_brain_floats_and_channels_last_answer_alike(entry: zoo.Entry) -> None:
    """At most one place in two hundred whose answer is not a close call gets another label."""
    net = entry.architecture
    ndim = len(net.reference_shape)
    module = tiny(entry, (2, 3), ndim)
    images, labels = scene(tiny_shape(net, ndim), 2)
    if net.id in TAUGHT:
        losses_of(module, images, labels, steps=TAUGHT[net.id], rate=3e-3)
    module.eval()
    with torch.inference_mode():
        wanted = module(images)
        with torch.autocast("cpu", torch.bfloat16):
            brain = module(images).float()
        layout: Any = torch.channels_last if ndim == 2 else torch.channels_last_3d
        lay_out(module)
        last = module(images.contiguous(memory_format=layout))
    best = wanted.topk(2, dim=1).values
    clear = best[:, 0] - best[:, 1] > 0.1 * wanted.std()
    for answer, share in ((brain, ROUNDED.get(net.id, 0.005)), (last, 0.0005)):
        differs = (answer.argmax(1) != wanted.argmax(1)) & clear
        assert differs.float().mean() <= share


@dear(BASES)
def test_a_network_can_be_exported(entry: zoo.Entry, ndim: int) -> None:
    net = entry.architecture
    module = tiny(entry, (2, 3), ndim).eval()
    images = torch.randn(1, 2, *tiny_shape(net, ndim))
    if net.no_export:
        with pytest.raises(Exception, match=r"."):
            torch.export.export(module, (images,))
        return
    exported = torch.export.export(module, (images,)).module()
    with torch.inference_mode():
        torch.testing.assert_close(exported(images), module(images), rtol=1e-4, atol=1e-5)
