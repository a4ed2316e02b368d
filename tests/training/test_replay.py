"""What a training saw is drawn once more from what its folder records."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from segeval.errors import BadData, UsageError
from segeval.training import loop, steps
from segeval.training.augment import Mixed
from segeval.training.loop import Options
from segeval.training.replay import replay
from tests.training.test_loop import stop_at

OPTIONS = Options(
    steps=4, batch=3, patch=(32, 32), augment="nnunet+mixup", augmentation=2.0, inner_val=0.4, seed=3, device="cpu"
)


@pytest.fixture(scope="module")
def seen(phantom_2d: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Mixed]]:
    """A training that was stopped and went on, and the batches that its network saw."""
    batches: list[Mixed] = []
    take_step: Callable[..., float] = steps.take_step

    def watched(*args: Any) -> float:
        batches.append(args[-1])
        return take_step(*args)

    folder = tmp_path_factory.mktemp("seen") / "weights"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loop, "take_step", watched)
        one_by_one = replace(OPTIONS, save_every=1)
        with pytest.raises(KeyboardInterrupt):
            loop.train(model="unet-8", dataset="phantom-2d", output=folder, options=one_by_one, watch=stop_at(2))
        del batches[1:]  # the checkpoint of step 2 came after the stop: that step is taken again
        loop.train(model="unet-8", dataset="phantom-2d", output=folder, options=one_by_one)
    return folder, batches


@pytest.fixture
def _two_cores() -> Iterator[None]:
    """Let what is asked use two cores, which add up in another order than one."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("_two_cores")
@pytest.mark.parametrize("step", [1, 2, 4])
def test_a_batch_is_what_the_network_saw(seen: tuple[Path, list[Mixed]], step: int) -> None:
    folder, batches = seen
    made = replay(folder, step)
    assert len(batches) == OPTIONS.steps
    assert all(map(torch.equal, made[:3], batches[step - 1][:3]))
    assert made.weight == batches[step - 1].weight
    assert not torch.equal(made.images, batches[step % 4].images)


def test_what_cannot_be_replayed_is_refused(seen: tuple[Path, list[Mixed]], tmp_path: Path) -> None:
    folder, _ = seen
    with pytest.raises(UsageError, match="has no step 5; give one from 1 to 4"):
        replay(folder, 5)
    with pytest.raises(BadData, match="no-such"):
        replay(tmp_path / "no-such", 1)
    for name in ("recipe.json", "training.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    recipe, report = (json.loads((tmp_path / name).read_text()) for name in ("recipe.json", "training.json"))
    recipe["trained_on"]["cases"] = "0" * 16
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    with pytest.raises(BadData, match="was trained on other cases of phantom-2d than split"):
        replay(tmp_path, 1)
    (tmp_path / "recipe.json").write_text(json.dumps({**recipe, "trained_on": None}))
    with pytest.raises(BadData, match="does not say what the weights were trained on"):
        replay(tmp_path, 1)
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    report["options"]["previous"] = ["0123456789ab"]
    (tmp_path / "training.json").write_text(json.dumps(report))
    with pytest.raises(UsageError, match="was shown the runs 0123456789ab; give their folders as previous"):
        replay(tmp_path, 1)
