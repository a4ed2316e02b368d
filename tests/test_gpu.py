"""The same masks and a falling loss on a GPU, its clock, and its noise; these run only where there is one."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from segeval import datasets, models, runner, zoo
from segeval.infer import Settings
from segeval.models import Request
from segeval.training.adversarial import CRITICS
from segeval.training.augment import AUGMENTATIONS, PRESETS, How, mix
from segeval.training.loop import Options, train
from segeval.training.losses import LOSSES, NOT_TRAINED, deeply_supervised, parse_loss, weigh_classes
from segeval.training.steps import all_outputs
from tests.training.test_loop import stop_at
from tests.zoo.golden import tiny, tiny_shape

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device"),
]


@pytest.mark.usefixtures("phantom")
@pytest.mark.parametrize("how", [(), ("autocast",), ("float16",), ("graphs",), ("autocast", "graphs"), ("compiled",)])
def test_a_gpu_gives_the_masks_of_the_cpu(how: tuple[str, ...]) -> None:
    data = datasets.load("phantom")
    case = data.part_cases("test")[0]
    masks = []
    for settings in (Settings(device="cpu"), replace(Settings(device="cuda", batch=3), **dict.fromkeys(how, True))):  # type: ignore[arg-type]
        model = models.open("unet3d-8", Request(data=data, settings=settings))
        masks += [model.predict(case, model.read(case)).mask.array for _ in range(2)]
    assert np.array_equal(masks[2], masks[3])
    assert float(np.mean(masks[0] != masks[2])) < 1e-3


@pytest.mark.usefixtures("phantom_2d")
def test_training_runs_on_a_gpu() -> None:
    trained = train(model="unet-8", dataset="phantom-2d", options=Options(steps=20, batch=4, device="cuda"))
    assert set(trained.dice) == {"organ", "lesion"}


@pytest.mark.usefixtures("phantom_2d")
def test_dropout_on_a_gpu_goes_on_where_a_training_was_stopped(tmp_path: Path) -> None:
    """The random numbers of the card end where they do undisturbed; sums in another order may move weights."""
    options = Options(steps=4, batch=2, patch=(32, 32), save_every=1, validate_cases=1, device="cuda")
    learn = partial(train, model="unet-8", model_args="dropout=0.5", dataset="phantom-2d", options=options)
    learn(output=tmp_path / "whole")
    whole = torch.cuda.get_rng_state()
    with pytest.raises(KeyboardInterrupt):
        learn(output=tmp_path / "torn", watch=stop_at(3))
    learn(output=tmp_path / "torn")
    assert torch.equal(torch.cuda.get_rng_state(), whole)


@pytest.mark.usefixtures("phantom_2d")
@pytest.mark.parametrize("critic", CRITICS.items())
def test_training_with_a_critic_runs_on_a_gpu(critic: str, tmp_path: Path) -> None:
    options = Options(steps=3, batch=4, patch=(64, 64), critic=f"{critic}:0.1", device="cuda")
    trained = train(model="unet-8", dataset="phantom-2d", output=tmp_path, options=options)
    assert set(trained.dice) == {"organ", "lesion"}


@pytest.mark.parametrize(("name", "ndim"), [(net.id, ndim) for net in zoo.chosen() for ndim in net.ndim])
def test_a_network_answers_and_learns_on_a_gpu_as_on_the_cpu(
    name: str, ndim: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", False)
    entry = zoo.REGISTRY.get(name)
    torch.manual_seed(0)
    net = tiny(entry, (3, 2), ndim).eval()
    image = torch.randn(2, 3, *tiny_shape(entry.architecture, ndim))
    with torch.inference_mode():
        wanted = net(image)
        found = net.to("cuda")(image.to("cuda")).cpu()
    assert float((wanted - found).abs().mean()) <= 1e-3 * float(wanted.abs().mean() + wanted.std())
    outputs = all_outputs(net.train())(image.to("cuda"))
    labels = torch.zeros(2, *image.shape[2:], dtype=torch.int64, device="cuda")
    deeply_supervised(outputs, labels, parse_loss("dice+ce")).backward()  # type: ignore[no-untyped-call]
    assert all(bool(each.grad.isfinite().all()) for each in net.parameters() if each.grad is not None)


@pytest.mark.parametrize("name", LOSSES.items())
@pytest.mark.parametrize("shape", [(2, 3, 24, 24), (2, 3, 12, 12, 12)])
def test_a_loss_and_its_gradient_are_on_a_gpu_what_they_are_on_the_cpu(name: str, shape: tuple[int, ...]) -> None:
    drawn = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    labels = drawn.roll(1, 1).argmax(1)
    labels[:, :2] = NOT_TRAINED
    weights = "" if LOSSES.get(name).class_weights is None else "1,2,5"
    (loss,) = weigh_classes(parse_loss(name, weights), ("background", "organ", "lesion"), ())
    found = []
    for device in ("cpu", "cuda"):
        logits = drawn.to(device, copy=True).requires_grad_()
        value = loss.fn(logits, labels.to(device))
        (gradient,) = torch.autograd.grad(value, logits)
        found.append((value.detach().cpu(), gradient.cpu()))
    for here, there in zip(*found, strict=True):
        assert torch.allclose(here, there, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", [*AUGMENTATIONS.items(), *PRESETS])
@pytest.mark.parametrize("shape", [(4, 3, 48, 48), (4, 3, 16, 24, 24)])
def test_a_batch_is_changed_on_a_gpu_as_on_the_cpu(name: str, shape: tuple[int, ...]) -> None:
    images = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    labels = (images[:, 0] > 0).long()
    how = How(flips=tuple(range(len(shape) - 2)))
    here = mix(images, labels, torch.Generator().manual_seed(1), how, [name])
    there = mix(images.cuda(), labels.cuda(), torch.Generator().manual_seed(1), how, [name])
    assert there.images.is_cuda
    assert there.labels.is_cuda
    assert float((here.images - there.images.cpu()).abs().mean()) < 1e-3
    assert float((here.labels != there.labels.cpu()).float().mean()) < 1e-3


@pytest.mark.usefixtures("phantom")
def test_a_run_tells_how_busy_a_gpu_was_and_how_much_its_answers_differ(tmp_path: Path) -> None:
    settings = Settings(device="cuda:0,cuda:0", blending="constant", skip_empty=True)
    done = runner.run(model="unet3d-8", dataset="phantom", metrics="dice", output=tmp_path, repeat=3, settings=settings)
    assert done.busy is not None
    assert 0 < done.busy <= 1
    assert done.noise is not None
    assert done.noise.moved < 1e-3 * done.noise.voxels
