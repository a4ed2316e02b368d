"""The same masks and a falling loss on a GPU, its clock, and its noise; these run only where there is one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from segeval import datasets, models, runner
from segeval.infer import Settings
from segeval.models import Request
from segeval.training.augment import AUGMENTATIONS, PRESETS, How, mix
from segeval.training.loop import Options, train

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
