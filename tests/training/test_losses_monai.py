"""Losses against those of MONAI and torch, where the definitions agree."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from segeval.training.losses import LOSSES, parse_loss

monai = pytest.importorskip("monai.losses")
every_shape = pytest.mark.parametrize("shape", [(2, 3, 9, 8), (1, 2, 6, 7, 8)])


def drawn(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    logits = 2 * torch.randn(shape, generator=generator, dtype=torch.float64)
    return logits, torch.randint(0, shape[1], (shape[0], *shape[2:]), generator=generator)


def regions(made: str, **how: object) -> Callable[[Tensor, Tensor], Tensor]:
    """Return a loss of MONAI, pooled over the batch, that takes softmax and one-hot labels itself."""
    given = {"softmax": True, "to_onehot_y": True, "batch": True, "include_background": False, **how}
    fn: Callable[[Tensor, Tensor], Tensor] = getattr(monai, made)(**given)
    return lambda logits, labels: fn(logits, labels[:, None])


def focal(logits: Tensor, labels: Tensor) -> Tensor:
    """MONAI takes the mean over classes, too, of which all but the true one are 0."""
    fn: Callable[[Tensor, Tensor], Tensor] = monai.FocalLoss(
        use_softmax=True, to_onehot_y=True, include_background=True, gamma=1.5
    )
    return logits.shape[1] * fn(logits, labels[:, None])


def cldice(logits: Tensor, labels: Tensor) -> Tensor:
    """MONAI pools over the classes of an image; asked class by class, about a batch of one image."""
    fn, p = monai.SoftclDiceLoss(iter_=4, smooth=1e-12), logits.softmax(1)
    return torch.stack([fn(p[:, k : k + 1], (labels == k)[:, None].to(p)) for k in range(1, p.shape[1])]).mean()


ORACLES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "dice": regions("DiceLoss", smooth_nr=1, smooth_dr=1),
    "generalised-dice": regions("GeneralizedDiceLoss", include_background=True, smooth_nr=0, smooth_dr=0),
    "tversky": regions("TverskyLoss", alpha=0.3, beta=0.7, smooth_nr=0.5, smooth_dr=0.5),
    "tversky@0.1": regions("TverskyLoss", alpha=0.9, beta=0.1, smooth_nr=0.5, smooth_dr=0.5),
    "focal@1.5": focal,
    "cldice@4": cldice,
}


@pytest.mark.parametrize("name", ORACLES)
@every_shape
def test_monai_gives_the_same_value_and_gradient(name: str, shape: tuple[int, ...]) -> None:
    logits, labels = drawn((1, *shape[1:]) if name == "cldice@4" else shape)
    (ours,), theirs = parse_loss(name), ORACLES[name]
    values, gradients = [], []
    for fn in (ours.fn, theirs):
        asked = logits.clone().requires_grad_()
        value = fn(asked, labels)
        value.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        values.append(float(value.detach()))
        gradients.append(asked.grad)
    assert values[0] == pytest.approx(values[1], rel=1e-7)  # its focal loss rounds to single precision
    torch.testing.assert_close(*gradients, rtol=1e-5, atol=1e-9)


@every_shape
def test_torch_gives_the_same_weighted_cross_entropy(shape: tuple[int, ...]) -> None:
    logits, labels = drawn(shape)
    weights = torch.tensor([0.2, 1.0, 3.0], dtype=torch.float64)[: shape[1]]
    ours = LOSSES.get("weighted-ce").fn(logits, labels, weights=weights)
    assert float(ours) == pytest.approx(float(functional.cross_entropy(logits, labels, weight=weights)), rel=1e-12)
