"""Critics: whom their losses teach, what they learn, their formulas by plain numpy, and a state that goes on."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import BadData, UnknownName, UsageError
from segeval.training.adversarial import CRITICS, Critic, build, look, parse_critic
from segeval.training.adversarial._layers import products
from segeval.training.losses import NOT_TRAINED
from segeval.zoo.unetsn import SpectralConv

Doubles = npt.NDArray[np.float64]
SMALL = {
    "acnn": "acnn@4",
    "luc": "luc@6",
    "patchgan": "patchgan@4",
    "segan": "segan@2",
    "unet-sn": "unet-sn@2",
    "vgan": "vgan@4",
}
FLAT = (61, 67)
DEEP = {
    "acnn": (9, 10, 11),
    "luc": (9, 10, 11),
    "patchgan": (24, 25, 27),
    "segan": (29, 30, 31),
    "unet-sn": (9, 10, 11),
    "vgan": (59, 64, 128),
}
WIDE = {"vgan": (123, 131)}  # batch norms of one place per image leave little to tell two images by
every_critic = pytest.mark.parametrize("name", sorted(SMALL))
every_size = pytest.mark.parametrize(
    ("name", "size"), [(name, size) for name in sorted(SMALL) for size in (WIDE.get(name, FLAT), DEEP[name])], ids=str
)


def batch(size: tuple[int, ...], *, count: int = 2, hidden: bool = False) -> tuple[Tensor, Tensor, Tensor]:
    """Return images of two channels, logits of three classes that know nothing, and labels: two blocks."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.zeros((count, *size), dtype=torch.int64)
    for k in (1, 2):
        labels[(slice(None), *[slice(extent * (k - 1) // 3 + 2, extent * k // 3 + 3) for extent in size])] = k
    images = labels[:, None] + 0.3 * torch.randn((count, 2, *size), generator=generator)
    logits = torch.randn((count, 3, *size), generator=generator)
    if hidden:
        labels[:, size[0] // 2 :] = NOT_TRAINED
    return images, logits, labels


def small(name: str, size: tuple[int, ...], seed: int = 0) -> Critic:
    return build(SMALL[name], len(size), 2, 3, seed=seed)


def right(labels: Tensor) -> Tensor:
    return 20 * functional.one_hot(labels.clamp(min=0), 3).movedim(-1, 1).float()


def backward(value: Tensor) -> None:
    value.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped


def test_every_critic_is_tested_here() -> None:
    assert sorted(CRITICS.items()) == sorted(SMALL)
    assert all(kind.title and kind.paper and kind.doc for kind in CRITICS.items().values())


# Networks


@pytest.mark.parametrize(
    ("name", "channels", "classes", "weights"),
    [
        ("luc", 3, 21, 2_387_458),  # oyam/Semantic-Segmentation-using-Adversarial-Networks, LargeFOV
        ("patchgan", 3, 3, 2_768_705),  # junyanz/pytorch-CycleGAN-and-pix2pix, NLayerDiscriminator
        ("segan", 3, 2, 9_393_088),  # YuanXue1993/SegAN, the layers that NetC applies
        ("unet-sn", 1, 2, 4_376_897 + 513),  # xinntao/Real-ESRGAN, UNetDiscriminatorSN, and the second verdict
        ("vgan", 3, 1, 4_715_009 + 1_984),  # jaeminSon/V-GAN, discriminator_image, and the scales of ten norms
    ],
)
def test_a_critic_has_as_many_weights_as_the_published_one(
    name: str, channels: int, classes: int, weights: int
) -> None:
    net = build(name, 2, channels, classes).net
    assert sum(weight.numel() for weight in net.parameters()) == weights


def test_patches_of_an_image_of_256_are_30_times_30() -> None:
    (verdict,) = build("patchgan@2", 2, 1, 2).net(torch.zeros(1, 1, 256, 256), torch.zeros(1, 2, 256, 256))
    assert verdict.shape == (1, 1, 30, 30)


def test_a_product_is_a_channel_times_a_map() -> None:
    images, maps = torch.rand(2, 3, 4, 5, 6), torch.rand(2, 2, 4, 5, 6)
    pairs = [images[:, c] * maps[:, k] for c in range(3) for k in range(2)]
    assert torch.equal(products(images, maps), torch.stack(pairs, dim=1))


def test_segan_masks_the_image_by_every_class_but_the_background() -> None:
    seen = look(*batch(FLAT))
    masked = small("segan", FLAT).net(seen.images, seen.reference)[0]
    assert torch.equal(masked, products(seen.images, seen.reference[:, 1:]))


@pytest.mark.parametrize("size", [FLAT, DEEP["unet-sn"]], ids=str)
def test_verdicts_on_voxels_are_those_of_the_u_net_of_the_zoo(size: tuple[int, ...]) -> None:
    net: Any = small("unet-sn", size).net.eval()
    seen = look(*batch(size))
    voxels, whole = net(seen.images, seen.prediction)
    assert torch.equal(voxels, net.net(torch.cat([seen.images, seen.prediction], dim=1)))
    assert whole.shape == (2, *[1] * (len(size) + 1))


@pytest.mark.parametrize("size", [FLAT, DEEP["unet-sn"]], ids=str)
def test_spectral_norm_bounds_what_a_convolution_can_do(size: tuple[int, ...]) -> None:
    trained = small("unet-sn", size)
    for _ in range(3):
        trained.learn(*batch(size))
    trained.net.double()
    layers = [module for module in trained.net.modules() if isinstance(module, SpectralConv)]
    assert len(layers) == 8
    for layer in layers:
        matrix = layer.weight.flatten(1).numpy()
        norm = float(layer.u @ layer.weight.flatten(1) @ layer.v)
        assert np.linalg.svd(matrix / norm, compute_uv=False)[0] == pytest.approx(1, abs=0.05)


# Losses


@every_size
def test_the_gradient_of_a_loss_reaches_the_logits_and_no_critic(name: str, size: tuple[int, ...]) -> None:
    judge = small(name, size)
    images, logits, labels = batch(size)
    before = {key: tensor.clone() for key, tensor in judge.state_dict().items()}
    value = judge.loss(images, logits.requires_grad_(), labels)
    backward(value)
    assert value.ndim == 0
    assert logits.grad is not None
    assert logits.grad.isfinite().all()
    assert logits.grad.any()
    assert all(weight.grad is None for weight in judge.net.parameters())
    assert before.keys() == judge.state_dict().keys()
    assert all(torch.equal(before[key], tensor) for key, tensor in judge.state_dict().items())
    kept = logits.grad.clone()
    judge.learn(images, logits, labels)
    assert torch.equal(logits.grad, kept)
    assert all(weight.grad is None for weight in judge.net.parameters())


@every_critic
def test_a_gradient_is_that_of_the_value(name: str) -> None:
    size = FLAT
    judge = small(name, size)
    judge.net.double()
    images, logits, labels = batch(size, count=1, hidden=True)
    images, logits = images.double(), logits.double().requires_grad_()
    (gradient,) = torch.autograd.grad(judge.loss(images, logits, labels), logits)
    way = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    ahead, behind = (float(judge.loss(images, logits.detach() + step * way, labels)) for step in (1e-6, -1e-6))
    assert float((gradient * way).sum()) == pytest.approx((ahead - behind) / 2e-6, rel=1e-3)


@every_size
def test_learning_lowers_a_critics_own_loss_and_tells_right_from_wrong(name: str, size: tuple[int, ...]) -> None:
    images, logits, labels = batch(size)
    judge = small(name, size)

    def lead() -> float:
        wrong, certain = (float(judge.loss(images, answer, labels)) for answer in (logits, right(labels)))
        return wrong - certain

    at_first = lead()
    own = [judge.learn(images, logits, labels) for _ in range(20)]
    assert own[-1] < own[0] - 0.001
    assert lead() > max(at_first, 0)


@pytest.mark.parametrize("name", ["acnn", "segan"])
def test_a_certain_and_right_prediction_is_no_distance_from_its_reference(name: str) -> None:
    images, logits, labels = batch(FLAT, hidden=True)
    judge = small(name, FLAT)
    assert float(judge.loss(images, right(labels), labels)) == pytest.approx(0, abs=1e-5)
    assert float(judge.loss(images, logits, labels)) > 1e-3


def softplus(x: Doubles) -> Doubles:
    return np.log1p(np.exp(x))


def verdicts(net: nn.Module, images: Tensor, maps: Tensor) -> list[Doubles]:
    return [verdict.numpy() for verdict in net(images, maps)]


def adversarial(net: nn.Module, images: Tensor, p: Tensor, t: Tensor) -> tuple[float, float]:
    predicted, referred = verdicts(net, images, p), verdicts(net, images, t)
    own = sum(softplus(-x).mean() for x in referred) + sum(softplus(x).mean() for x in predicted)
    return float(own), float(sum(softplus(-x).mean() for x in predicted))


def multi_scale(net: nn.Module, images: Tensor, p: Tensor, t: Tensor) -> tuple[float, float]:
    both = zip((1, 1, 2, 2, 2, 2, 4), verdicts(net, images, p), verdicts(net, images, t), strict=True)
    far = float(np.concatenate([scale * np.abs(one - other).ravel() for scale, one, other in both]).mean())
    return -far, far


def shape_prior(net: Any, images: Tensor, p: Tensor, t: Tensor) -> tuple[float, float]:
    del images
    logits = net.decode(net(t), t.shape[2:]).numpy()
    powers = np.exp(logits)
    surprise = -np.log((powers * t.numpy()).sum(1) / powers.sum(1))
    return float(surprise.mean()), float(np.mean([((a - b) ** 2).sum() for a, b in zip(net(p), net(t), strict=True)]))


FORMULAS: dict[str, Callable[..., tuple[float, float]]] = {
    "acnn": shape_prior,
    "luc": adversarial,
    "patchgan": adversarial,
    "segan": multi_scale,
    "unet-sn": adversarial,
    "vgan": adversarial,
}


@every_size
def test_both_losses_are_what_their_formulas_say_of_what_the_network_gives(name: str, size: tuple[int, ...]) -> None:
    judge = small(name, size)
    judge.net.double()
    images, logits, labels = batch(size)
    images, logits = images.double(), logits.double()
    powers = np.exp(logits.numpy())
    p = torch.from_numpy(powers / powers.sum(1, keepdims=True))
    t = torch.stack([(labels == k).double() for k in range(3)], dim=1)
    own, loss = FORMULAS[name](judge.net.eval(), images, p, t)
    assert float(judge.loss(images, logits, labels)) == pytest.approx(judge.kind.weight * loss, rel=1e-9)
    seen = look(images, logits, labels)
    assert float(judge.kind.game.own(judge.net.eval(), seen)) == pytest.approx(own, rel=1e-9)


@every_critic
def test_voxels_that_are_not_trained_on_are_blank_to_a_critic(name: str) -> None:
    images, logits, labels = batch(FLAT, hidden=True)
    hidden = labels == NOT_TRAINED
    value = small(name, FLAT).loss(images, logits.requires_grad_(), labels)
    backward(value)
    assert logits.grad is not None
    assert not logits.grad.movedim(1, -1)[hidden].any()
    assert logits.grad.movedim(1, -1)[~hidden].any()
    noise = hidden[:, None] * torch.randn(logits.shape, generator=torch.Generator().manual_seed(2))
    others = images + noise[:, :2], logits.detach() + 9 * noise, labels
    assert float(small(name, FLAT).loss(*others)) == float(value.detach())
    assert small(name, FLAT).learn(*others) == small(name, FLAT).learn(images, logits, labels)


def test_a_place_weighs_the_share_of_its_voxels_that_are_trained_on() -> None:
    judge = small("patchgan", (24, 72))
    images, logits, labels = batch((24, 72))
    labels[..., 36:] = NOT_TRAINED
    seen = look(images, logits, labels)
    (verdict,) = verdicts(judge.net, seen.images, seen.prediction)
    assert verdict.shape[2:] == (1, 7)
    share = np.array([np.mean(np.arange(72 * i // 7, -(-72 * (i + 1) // 7)) < 36) for i in range(7)])
    expected = 0.01 * (softplus(-verdict) * share).sum() / share.sum() / 2
    assert float(judge.loss(images, logits, labels)) == pytest.approx(expected, rel=1e-5)


@every_critic
def test_a_batch_without_a_voxel_to_train_on_moves_nobody(name: str) -> None:
    images, logits, labels = batch(FLAT)
    judge = small(name, FLAT)
    value = judge.loss(images, logits.requires_grad_(), labels.fill_(NOT_TRAINED))
    backward(value)
    assert float(value.detach()) == 0
    assert logits.grad is not None
    assert not logits.grad.any()
    assert judge.learn(images, logits, labels) == 0


# Learning


@every_critic
def test_a_state_in_a_file_goes_on_bit_by_bit(name: str, tmp_path: Path) -> None:
    one, other, third = (small(name, FLAT, seed) for seed in range(3))
    for _ in range(3):
        one.learn(*batch(FLAT))
    save_file(one.state_dict(), tmp_path / "state.safetensors")
    other.load_state_dict(load_file(tmp_path / "state.safetensors"))
    third.load_state_dict(one.state_dict())  # as copies: no step of one changes the other
    costs = [[each.learn(*batch(FLAT)) for _ in range(2)] for each in (one, other, third)]
    assert costs[0] == costs[1] == costs[2]
    for again in (other.state_dict(), third.state_dict()):
        assert again.keys() == one.state_dict().keys()
        assert all(torch.equal(tensor, again[key]) for key, tensor in one.state_dict().items())


@every_critic
def test_first_weights_are_a_function_of_the_seed_and_touch_no_other_draw(name: str) -> None:
    torch.manual_seed(5)
    drawn = torch.rand(3)
    torch.manual_seed(5)
    first, again, other = (small(name, FLAT, seed).state_dict() for seed in (0, 0, 1))
    assert torch.equal(torch.rand(3), drawn)
    assert all(torch.equal(tensor, again[key]) for key, tensor in first.items())
    assert not all(torch.equal(tensor, other[key]) for key, tensor in first.items())


def test_a_state_of_another_critic_is_refused_in_one_line() -> None:
    judge = small("luc", FLAT)
    judge.learn(*batch(FLAT))
    state = judge.state_dict()
    with pytest.raises(BadData, match=r"critic luc@9 does not fit: adam\.0\.exp_avg is missing or differs"):
        build("luc@9", 2, 2, 3).load_state_dict(state)
    state.pop("adam.3.step")
    with pytest.raises(BadData, match=r"critic luc@6 does not fit: adam\.3\.step is missing or differs"):
        small("luc", FLAT).load_state_dict(state)


def test_a_step_without_a_finite_loss_is_not_taken() -> None:
    judge = small("luc", FLAT)
    images, logits, labels = batch(FLAT)
    before = {key: tensor.clone() for key, tensor in judge.state_dict().items()}
    assert math.isnan(judge.learn(images, logits * math.nan, labels))
    assert all(torch.equal(tensor, before[key]) for key, tensor in judge.state_dict().items())
    assert judge.state_dict().keys() == before.keys()


def test_the_weights_of_segan_stay_within_their_bounds() -> None:
    judge = small("segan", FLAT)
    for _ in range(3):
        assert max(float(weight.abs().max()) for weight in judge.net.parameters()) <= np.float32(0.05)
        judge.learn(*batch(FLAT))


# Sizes and words


@every_critic
@pytest.mark.parametrize("ndim", [2, 3])
def test_the_least_size_works_and_less_is_refused(name: str, ndim: int) -> None:
    least = CRITICS.get(name).min_size
    judge = small(name, (least,) * ndim)
    one = batch((least,) * ndim, count=1)
    assert math.isfinite(judge.learn(*one))
    assert float(judge.loss(*one)) >= 0
    if least > 1:
        less = batch((least - 1, *[least] * (ndim - 1)), count=1)
        shown = "×".join(map(str, less[2].shape[1:]))
        with pytest.raises(UsageError, match=re.escape(f"--critic {name} judges patches of {least} voxels")) as caught:
            judge.learn(*less)
        assert f"these are {shown}; give a larger --patch" in str(caught.value)
        seen = look(*less)
        with pytest.raises(RuntimeError):  # so that the bound is no stricter than the layers
            judge.kind.game.own(judge.net, seen)


def test_a_critic_is_read_with_its_width_and_weight() -> None:
    luc = CRITICS.get("luc")
    assert parse_critic("luc") is luc
    read = parse_critic(" LUC @ 8 : 0.25 ")
    assert (read.id, read.width, read.weight) == ("luc", 8, 0.25)
    images, logits, labels = batch(FLAT)
    whole, quarter = (build(text, 2, 2, 3).loss(images, logits, labels) for text in ("luc@6", "luc@6:0.25"))
    assert float(quarter) == pytest.approx(0.25 * float(whole))


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("lucc", UnknownName, "unknown critic 'lucc'; did you mean luc? A weight is written luc:0.1."),
        ("", UnknownName, "unknown critic ''"),
        ("luc:", UsageError, "--critic 'luc:': '' is no weight; give a number above 0, as in luc:0.1"),
        ("luc:-1", UsageError, "'-1' is no weight"),
        ("luc:inf", UsageError, "'inf' is no weight"),
        ("segan@0", UsageError, "'0' is no width; give a whole number from 1 on, as in segan@8"),
        ("segan@1.5", UsageError, "'1.5' is no width"),
        ("luc:1@8", UsageError, "'1@8' is no weight"),
    ],
)
def test_what_is_no_critic_is_refused(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        parse_critic(text)


def test_images_of_one_dimension_have_no_critic() -> None:
    with pytest.raises(UsageError, match="--critic acnn judges images of 2 or 3 dimensions, not of 1"):
        build("acnn", 1, 1, 2)
