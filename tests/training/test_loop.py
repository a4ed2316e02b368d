"""Training learns, can be interrupted anywhere without a trace, and never mixes with another training."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from segeval import datasets, volume, weights, zoo
from segeval.errors import BadData, UnknownLabel, UnknownName, UsageError
from segeval.records import Case, Grid, Mask, Output, Recipe, Scaling, Structure
from segeval.training import loop, task
from segeval.training.loop import Options, TrainingResult
from segeval.training.losses import deeply_supervised, parse_loss
from segeval.training.plan import _fingerprint
from segeval.training.sampling import prepare_item
from segeval.training.steps import schedule
from segeval.training.validation import validate
from tests.helpers import grey

SMALL = Options(steps=8, batch=2, patch=(32, 32), device="cpu", save_every=3)
CPU = torch.device("cpu")


def train(
    output: Path,
    options: Options = SMALL,
    model: str = "unet-8",
    watch: Callable[[int, float], object] | None = None,
    model_args: str = "",
) -> TrainingResult:
    return loop.train(
        model=model, dataset="phantom-2d", model_args=model_args, output=output, options=options, watch=watch
    )


def weights_of(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def never(step: int, _: float) -> None:
    pytest.fail(f"took step {step}")


def stop_at(last: int) -> Callable[[int, float], None]:
    def watch(step: int, _: float) -> None:
        if step == last:
            raise KeyboardInterrupt

    return watch


@pytest.fixture(scope="module")
def undisturbed(phantom_2d: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainingResult:
    """Return a training of eight steps that nothing interrupted."""
    return train(tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture
def copied(undisturbed: TrainingResult, tmp_path: Path) -> Path:
    """Return a copy of its folder."""
    return shutil.copytree(undisturbed.folder, tmp_path / "copied")


def test_twenty_steps_reduce_the_loss(phantom_2d: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, float]] = []
    train(tmp_path, replace(SMALL, steps=20, batch=4), watch=lambda step, loss: seen.append((step, loss)))
    losses = [loss for _, loss in seen]
    assert [step for step, _ in seen] == list(range(1, 21))
    assert np.mean(losses[-5:]) < 0.9 * np.mean(losses[:3])


def test_a_training_leaves_weights_that_say_what_they_were_trained_on(undisturbed: TrainingResult) -> None:
    prepared = datasets.load("phantom-2d")
    recipe = weights.load(undisturbed.folder, CPU).recipe
    assert recipe.trained_on is not None
    assert str(recipe.trained_on) == "phantom-2d:drawn:train"
    assert recipe.trained_on.split_digest == prepared.split.digest
    assert recipe.trained_on.seed == 0
    assert recipe.trained_on.cases
    assert recipe.window.patch == (32, 32)


def test_a_training_says_what_it_reached_and_took(undisturbed: TrainingResult) -> None:
    record = json.loads((undisturbed.folder / "training.json").read_text(encoding="utf-8"))
    assert set(undisturbed.dice) == {"organ", "lesion"}
    assert all(0 <= value <= 1 for value in undisturbed.dice.values())
    assert undisturbed.cpu_seconds > 0
    assert record["step"] == 8
    assert record["dice"] == undisturbed.dice
    assert undisturbed.validated == record["validated"] == 4
    page = (undisturbed.folder / "training.html").read_text(encoding="utf-8")
    assert "Dice of the 4 validation cases" in page
    assert f"{record['dice']['organ']:.6g}" in page
    assert record["machine"]["cpu"]
    assert record["machine"]["threads"] == torch.get_num_threads()
    assert record["options"]["learning_rate"] == SMALL.learning_rate


@pytest.mark.parametrize("last", [1, 5, 8])
def test_an_interrupted_training_ends_with_the_same_weights(
    undisturbed: TrainingResult, last: int, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, watch=stop_at(last))
    assert train(tmp_path).dice == undisturbed.dice
    assert weights_of(tmp_path) == weights_of(undisturbed.folder)


def test_weights_appear_only_when_the_training_is_finished(phantom_2d: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, watch=stop_at(8))
    assert sorted(path.name for path in tmp_path.iterdir()) == [loop.CHECKPOINT, "curve.csv", "train.log"]


def test_a_finished_training_is_not_trained_again(undisturbed: TrainingResult, copied: Path) -> None:
    assert train(copied, watch=never).dice == undisturbed.dice
    assert weights_of(copied) == weights_of(undisturbed.folder)


# Another training


def test_a_damaged_checkpoint_is_named(undisturbed: TrainingResult, tmp_path: Path) -> None:
    content = (undisturbed.folder / loop.CHECKPOINT).read_bytes()
    (tmp_path / loop.CHECKPOINT).write_bytes(content[:-100])
    with pytest.raises(BadData, match=r"checkpoint\.safetensors is damaged .* Delete it"):
        train(tmp_path)


def test_weights_from_elsewhere_are_not_overwritten(undisturbed: TrainingResult, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(weights_of(undisturbed.folder))
    with pytest.raises(UsageError, match="Give another --output"):
        train(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 1},
        {"steps": 9},
        {"batch": 3},
        {"learning_rate": 1e-3},
        {"loss": "ce"},
        {"weight_decay": 0.0},
        {"augmentation": 0.5},
        {"patch": (48, 32)},
        {"channels_last": True},
    ],
)
def test_the_folder_of_another_training_is_refused(copied: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="holds another training"):
        train(copied, replace(SMALL, **changes), watch=never)


def test_an_encoder_starts_from_a_file_which_the_training_tells(phantom_2d: Path, tmp_path: Path) -> None:
    asked = "width=4,decoder=8+8+4+4+4"
    net = zoo.build("unetpp-resnet34", in_channels=3, classes=3, ndim=2, **zoo.parse_options("unetpp-resnet34", asked))
    theirs = {**net.get_submodule("encoder").state_dict(), "fc.weight": torch.zeros(5, 32)}
    file, other = tmp_path / "resnet34.pth", tmp_path / "other" / "resnet34.pth"
    other.parent.mkdir()
    torch.save(theirs, file)
    torch.save({name: tensor + 1 for name, tensor in theirs.items()}, other)
    still = Options(steps=1, batch=2, patch=(64, 64), device="cpu", learning_rate=1e-12)

    def from_file(encoder: Path | None, model: str = "unetpp-resnet34", args: str = asked) -> Path:
        place = tmp_path / "weights"
        return loop.train(
            model=model, dataset="phantom-2d", model_args=args, output=place, encoder=encoder, options=still
        ).folder

    folder = from_file(file)
    found = weights.load(folder, CPU)
    kept = found.net.get_submodule("encoder").state_dict()
    for name, tensor in theirs.items():
        if name.endswith("weight") and tensor.ndim == 4:
            wanted = tensor.sum(1, keepdim=True) if name.startswith("conv1") else tensor  # of grey images
            assert torch.allclose(kept[name], wanted, atol=1e-9)
    told = json.loads((folder / "training.json").read_text(encoding="utf-8"))["options"]["encoder"]
    assert told.startswith("resnet34.pth@")
    assert f"phantom-2d:drawn:train and an encoder from {told}" in str(found.recipe.trained_on)
    with pytest.raises(UsageError, match=r"--encoder resnet34\.pth@.* there"):
        from_file(other)
    with pytest.raises(UsageError, match="no such file"):
        from_file(tmp_path / "absent.pth")
    shutil.rmtree(folder)
    with pytest.raises(UsageError, match="unet-8 has no part 'encoder'"):
        from_file(file, "unet-8", "")


def test_a_network_with_other_options_is_another_training(copied: Path) -> None:
    with pytest.raises(UsageError, match="holds another training"):
        train(copied, model_args="norm=batch", watch=never)


@pytest.mark.parametrize(
    "changes", [{"save_every": 5}, {"validate_every": 2}, {"validate_cases": 1}, {"device": "auto"}]
)
def test_what_does_not_decide_the_weights_does_not_refuse_a_training(copied: Path, changes: dict[str, Any]) -> None:
    again = train(copied, replace(SMALL, **changes), watch=never)
    assert set(again.dice) == {"organ", "lesion"}


def test_a_training_goes_on_with_other_saving_and_validating(undisturbed: TrainingResult, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, watch=stop_at(5))
    train(tmp_path, replace(SMALL, save_every=1, validate_every=2, validate_cases=1))
    assert weights_of(tmp_path) == weights_of(undisturbed.folder)


def test_another_seed_gives_other_weights(undisturbed: TrainingResult, tmp_path: Path) -> None:
    train(tmp_path, replace(SMALL, seed=1))
    assert weights_of(tmp_path) != weights_of(undisturbed.folder)


# What is asked for


def test_options_of_the_network_are_trained_and_written_down(phantom_2d: Path, tmp_path: Path) -> None:
    train(tmp_path, replace(SMALL, steps=1), model="unet", model_args="width=4,norm=batch")
    loaded = weights.load(tmp_path, CPU)
    assert loaded.recipe.options == {"norm": "batch", "width": 4}
    assert any(isinstance(layer, nn.BatchNorm2d) for layer in loaded.net.modules())


def test_a_loss_that_does_not_exist_is_named_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"unknown loss 'dise'; did you mean dice or cldice\?"):
        train(tmp_path, replace(SMALL, loss="dise+ce"))
    assert list(tmp_path.iterdir()) == []


def test_a_mask_with_a_label_that_the_dataset_does_not_declare_is_refused(own_phantom_2d: Path, tmp_path: Path) -> None:
    case = datasets.load("phantom-2d").part_cases("train")[0]
    assert case.mask is not None
    mask = volume.read_mask(case.mask)
    mask.array[0, 0] = 7
    volume.write_mask(case.mask, mask)
    with pytest.raises(UnknownLabel, match=f"{case.mask.name}.* 7"):
        train(tmp_path / "weights", watch=never)


def batch_of(recipe: Recipe, options: Options, step: int, cache: Path) -> tuple[Tensor, Tensor]:
    cases = datasets.load("phantom-2d").part_cases("train")
    return loop.make_batch([prepare_item(case, recipe, cache) for case in cases], recipe, options, step, device=CPU)[:2]


def test_networks_with_side_outputs_are_deeply_supervised(phantom_2d: Path, tmp_path: Path) -> None:
    losses: list[float] = []
    one = replace(SMALL, steps=1)
    train(tmp_path / "weights", one, model="unetpp-8", watch=lambda _, loss: losses.append(loss))
    recipe = weights.load(tmp_path / "weights", CPU).recipe
    images, labels = batch_of(recipe, one, 0, tmp_path)
    torch.manual_seed(one.seed)
    net = weights.build(recipe).train()
    assert isinstance(net, zoo.Supervised)
    with torch.no_grad():
        outputs = net.outputs(images)
        deep, shallow = (
            float(deeply_supervised(some, labels, parse_loss("dice+ce"))) for some in (outputs, outputs[:1])
        )
    assert len(outputs) == 4
    assert losses == [pytest.approx(deep, rel=1e-5)]
    assert deep != pytest.approx(shallow, rel=1e-4)


def test_a_batch_depends_on_seed_and_step_alone(undisturbed: TrainingResult, tmp_path: Path) -> None:
    recipe = weights.load(undisturbed.folder, CPU).recipe
    first, again, later = (batch_of(recipe, SMALL, step, tmp_path) for step in (5, 5, 6))
    assert all(map(torch.equal, first, again))
    assert not torch.equal(first[0], later[0])


def test_batches_are_made_by_one_core_and_steps_keep_theirs() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with loop.one_ahead() as ahead, ThreadPoolExecutor(1) as later:
            threads = [each.submit(torch.get_num_threads).result() for each in (ahead, later)]
            assert [*threads, torch.get_num_threads()] == [1, 3, 3]
    finally:
        torch.set_num_threads(before)


def test_the_learning_rate_warms_up_and_falls_to_nothing() -> None:
    rates = [schedule(step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.2)
    assert max(rates) == rates[4] == rates[5] == 1
    assert rates[5:] == sorted(rates[5:], reverse=True)
    assert 0 < rates[-1] < 0.03
    assert schedule(0, 1) == 1


# Validation


class Reader(nn.Module):
    """A network whose image is its answer: the class of a pixel is its intensity, at most ``most``."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.worth = nn.Parameter(torch.tensor([0.0, 1.0, 2.0, 9.0]))
        self.most = most

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, 4, y, x)``."""
        wanted = x.clamp(max=self.most)
        return -((wanted - self.worth[None, :, None, None]) ** 2)


@pytest.mark.parametrize(("most", "organ", "lesion"), [(2, 1.0, 1.0), (1, 1.0, 0.0), (0, 0.0, 0.0)])
def test_validation_scores_structures_and_not_label_values(
    most: int, organ: float, lesion: float, tmp_path: Path
) -> None:
    labels = np.zeros((20, 24), np.uint8)
    labels[4:16, 4:16], labels[6:10, 6:10] = 1, 2
    path = tmp_path / "one.png"
    volume.write_mask(path, Mask(labels, Grid.pixels(labels.shape)))
    recipe = grey()
    recipe = replace(
        recipe,
        input=replace(recipe.input, channels=(Scaling(),)),
        output=Output(labels={0: "background", 1: "organ", 2: "lesion", 9: "cyst"}),
    )
    case = Case(dataset="own", id="one", group="", images=(path,), mask=path)
    structures = (Structure("organ", (1, 2)), Structure("lesion", (2,)), Structure("cyst", (9,)))
    dice = validate(Reader(most), recipe, [case], structures)
    assert dice == {"organ": pytest.approx(organ), "lesion": pytest.approx(lesion)}


def test_a_training_is_not_silent_while_it_looks_at_its_cases_and_prepares_them(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[tuple[str, int]] = []

    def noted(cases: list[Case], title: str, total: int, **_: bool) -> list[Case]:
        titles.append((title, total))
        return cases

    for path in (phantom_2d.parent / ".cache").rglob("fingerprint-*.json"):
        path.unlink()  # what was looked at before is not looked at again
    for module in (_fingerprint, task):
        monkeypatch.setattr(module, "watched", noted)
    for output in ("first", "second"):
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path / output, watch=stop_at(1))
    looked, prepared = ("train unet-8: look at", 12), ("train unet-8: prepare", 12)
    assert titles == [looked, prepared, prepared]


def test_a_training_leaves_a_log_with_its_losses(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    options = Options(steps=3, batch=1, patch=(32, 32), device="cpu")
    loop.train(model="unet-8", dataset="phantom-2d", output=tmp_path / "w", options=options)
    lines = (tmp_path / "w" / "train.log").read_text(encoding="utf-8").splitlines()
    assert [line.split("step ")[1].split(":")[0] for line in lines] == ["1", "2", "3"]
