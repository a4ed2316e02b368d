"""``torchscript:FILE``: the same answers as the network itself, unsafe files refused, faults named."""

import shutil
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from segeval import datasets, models, runner, store, volume
from segeval.datasets import Prepared
from segeval.errors import BadData, SegevalError, UsageError
from segeval.infer import Settings, answer, segmenting
from segeval.models import Request
from segeval.models._fakes import recipe_of, tiny, write_recipe
from segeval.models.torchscript import require_harmless
from segeval.records import Prediction
from tests.models.toys import reasons


@pytest.fixture
def data(phantom_2d: Path) -> Prepared:
    return datasets.load("phantom-2d", root=phantom_2d.parent)


def first_prediction(model: str, data: Prepared, **given: Any) -> Prediction:
    predictor = models.open(model, Request(data=data, **given))
    case = data.part_cases(data.part)[0]
    return predictor.predict(case, predictor.read(case))


def native_prediction(data: Prepared) -> Prediction:
    """Return what the tiny network answers without a file between."""
    case, (net, _) = data.part_cases(data.part)[0], tiny(data.info)
    segment = segmenting(net, recipe_of(data.info), Settings())
    return answer(segment, volume.read_image(case.images), case.id, probabilities=True)


def same_as_native(model: str, data: Prepared) -> None:
    made = first_prediction(model, data, settings=Settings(probabilities=True, batch=3))
    native = native_prediction(data)
    assert made.probabilities is not None
    assert native.probabilities is not None
    assert np.abs(made.probabilities - native.probabilities).max() < 1e-5
    assert (made.mask.array != native.mask.array).mean() < 1e-4
    assert made.mask.array.any()


def write(net: nn.Module, path: Path) -> str:
    """Write a module as TorchScript, compiled and not traced."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.script(net).save(str(path))  # type: ignore[no-untyped-call]  # torch has no types here
    return f"torchscript:{path}"


@pytest.mark.parametrize("name", ["phantom", "phantom-2d"])
def test_a_file_answers_as_its_network_does(name: str, phantom: Path, phantom_2d: Path, tmp_path: Path) -> None:
    data = datasets.load(name, root=phantom.parent)
    assert phantom_2d.parent == phantom.parent
    same_as_native(f"torchscript:{models.SCHEMES.get('torchscript').fake(tmp_path, data)}", data)


def test_what_it_is_changes_with_the_file_and_with_every_word_of_its_recipe(data: Prepared, tmp_path: Path) -> None:
    model = "torchscript:" + models.SCHEMES.get("torchscript").fake(tmp_path, data)
    path, digests = tmp_path / "tiny.toml", set()
    text = path.read_text(encoding="utf-8")
    swapped = text.replace('1 = "organ"\n2 = "lesion"', '2 = "lesion"\n1 = "organ"')
    for each in (text, text.replace("overlap = 0.25", "overlap = 0.5"), swapped):
        path.write_text(each)
        digests.add(models.open(model, Request(data=data)).about.digest)
    assert len(digests) == 3
    shutil.copy(path, tmp_path / "other.toml")
    other = Request(data=data, recipe=tmp_path / "other.toml")
    path.unlink()
    assert models.open(model, other).about.digest in digests


class Doing(nn.Module):
    """A network of one convolution; ``do`` says what else it does."""

    def __init__(self, do: str, classes: int = 3) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.do = do
        self.net = nn.Conv2d(1, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.net(x)
        if self.do == "not a number":
            return y * float("nan")
        if self.do == "not a number on bright images" and bool(x.max() > 100):
            return y * float("nan")
        if self.do == "smaller":
            return y[:, :, 1:]
        if self.do == "softmax":
            return y.softmax(1)
        if self.do == "fails":
            msg = "no such layer\nat all"
            raise RuntimeError(msg)
        return y


class Two(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return x, x


@pytest.mark.parametrize(
    ("net", "message"),
    [
        (Doing("", classes=2), r"returns shape \(1, 2, 64, 64\), expected \(1, 3, 64, 64\): its recipe names 3 labels"),
        (Doing("not a number"), "returns NaN or infinity; check the scaling of its recipe"),
        (Doing("smaller"), r"returns shape \(1, 3, 63, 64\), expected \(1, 3, 64, 64\)"),
        (Doing("softmax"), r'returns probabilities; say so in its recipe: \[output\] gives = "probabilities"'),
        (Doing("fails"), r"does not run on a window of \(1, 1, 64, 64\) as its recipe has it: .*no such layer"),
        (Two(), "returns tuple, expected one tensor of shape"),
    ],
    ids=["classes", "nan", "shape", "probabilities", "fails", "tuple"],
)
def test_a_network_that_its_recipe_does_not_describe_fails_before_the_first_case(
    net: nn.Module, message: str, data: Prepared, tmp_path: Path
) -> None:
    model = write(net, tmp_path / "net.pt")
    write_recipe(tmp_path / "net.pt", data.info)
    with pytest.raises(UsageError, match=message) as caught:
        models.open(model, Request(data=data))
    assert "\n" not in str(caught.value)
    assert str(tmp_path / "net.pt") in str(caught.value)


def test_a_case_without_an_answer_is_a_failed_row_that_names_it(data: Prepared, tmp_path: Path) -> None:
    model = write(Doing("not a number on bright images"), tmp_path / "net.pt")
    write_recipe(tmp_path / "net.pt", data.info)
    recipe = tmp_path / "net.toml"
    recipe.write_text(
        recipe.read_text(encoding="utf-8")
        .replace('mean = "image"', "mean = 0")
        .replace('deviation = "image"', "deviation = 1")
    )
    asked: dict[str, Any] = {"model": model, "dataset": "phantom-2d", "metrics": "dice", "output": tmp_path / "runs"}
    with pytest.raises(UsageError, match=r"tried on .*NaN or infinity.* --no-probe"):
        runner.run(**asked)
    finished = runner.run(**asked, tried=False)
    assert finished.summary.failed == 8
    reason = "BadData: phantom_016: net.pt: the network returns NaN or infinity; check the scaling of its recipe"
    assert reasons(finished)["phantom_016"] == ("failed", reason)


def test_probabilities_are_taken_as_such_where_the_recipe_says_so(data: Prepared, tmp_path: Path) -> None:
    found = []
    for do, gives in (("", "logits"), ("softmax", "probabilities")):
        model = write(Doing(do), tmp_path / "net.pt")
        write_recipe(tmp_path / "net.pt", data.info)
        recipe = tmp_path / "net.toml"
        recipe.write_text(recipe.read_text(encoding="utf-8").replace('gives = "logits"', f'gives = "{gives}"'))
        made = first_prediction(model, data, settings=Settings(probabilities=True)).probabilities
        assert made is not None
        found.append(made)
    assert np.abs(found[0] - found[1]).max() < 1e-5


def test_a_label_map_names_the_structures_of_other_classes(data: Prepared, tmp_path: Path) -> None:
    """Classes 5, 6 and 9 of the model are 0, 1 and 2 of the tiny network; of a map only the values change."""
    model = "torchscript:" + models.SCHEMES.get("torchscript").fake(tmp_path, data)
    recipe = tmp_path / "tiny.toml"
    own = recipe.read_text(encoding="utf-8")
    recipe.write_text(own[: own.index("0 = ")] + '9 = "nothing"\n5 = "spleen"\n6 = "gallstone"\n')
    with pytest.raises(UsageError, match=r"knows .*spleen.* phantom-2d has .*organ.* --map"):
        models.open(model, Request(data=data))
    native = native_prediction(data).mask.array
    made = first_prediction(model, data, label_map="9=,5=organ,6=lesion").mask.array
    assert (made != native).mean() < 1e-4
    partly = models.open(model, Request(data=data, label_map="5=organ,*="))
    assert partly.about.not_answered == ("lesion",)
    assert partly.labels == (0, 1, 2)
    organ = first_prediction(model, data, label_map="5=organ,*=").mask.array
    assert (organ != (native == 1)).mean() < 1e-4


def test_what_nobody_trained_here_is_declared_or_unknown(data: Prepared, tmp_path: Path) -> None:
    model = "torchscript:" + models.SCHEMES.get("torchscript").fake(tmp_path, data)
    finished = runner.run(model=model, dataset="phantom-2d", metrics="dice", output=tmp_path / "runs")
    assert finished.summary.ok == 8
    assert store.read_manifest(finished.folder).record.marks == ("training unknown",)


@pytest.mark.parametrize(
    ("settings", "more", "message"),
    [
        (Settings(compiled=True), {}, "leave out --compile, --cuda-graphs and --smaller-windows"),
        (Settings(samples=3), {}, "leave out --mc-dropout and --explain"),
        (Settings(), {"weights": "random"}, "a foreign model has no use for weights"),
        (Settings(), {"options": "width=3"}, "a foreign model has no use for model_args"),
        (Settings(), {"recipe": Path("absent.toml")}, "recipe absent.toml: .*segeval recipe init --dataset DATASET"),
    ],
)
def test_what_a_foreign_model_cannot_do_is_refused(
    settings: Settings, more: dict[str, Any], message: str, data: Prepared, tmp_path: Path
) -> None:
    model = "torchscript:" + models.SCHEMES.get("torchscript").fake(tmp_path, data)
    with pytest.raises(UsageError, match=message):
        models.open(model, Request(data=data, settings=settings, **more))


def test_without_a_recipe_nothing_is_guessed(data: Prepared, tmp_path: Path) -> None:
    model = "torchscript:" + models.SCHEMES.get("torchscript").fake(tmp_path, data)
    (tmp_path / "tiny.toml").unlink()
    with pytest.raises(
        UsageError, match=r"a foreign model needs a recipe.*segeval recipe init --dataset DATASET > FILE.toml"
    ):
        models.open(model, Request(data=data))


class Writing(nn.Module):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def forward(self, x: Tensor) -> Tensor:
        torch.save(x, self.path)
        return x


class WritingWhenLoaded(nn.Module):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def forward(self, x: Tensor) -> Tensor:
        return x

    @torch.jit.export
    def __getstate__(self) -> tuple[str, bool]:
        return self.path, self.training

    @torch.jit.export
    def __setstate__(self, state: tuple[str, bool]) -> None:
        self.path = state[0]
        self.training = state[1]
        torch.save(torch.zeros(1), self.path)


class Reading(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.from_file("secret", False, 1)


@pytest.mark.parametrize("kind", [Writing, WritingWhenLoaded])
def test_a_file_that_would_write_another_is_not_opened(kind: type[nn.Module], data: Prepared, tmp_path: Path) -> None:
    target = tmp_path / "written"
    model = write(kind(str(target)), tmp_path / "net.pt")
    write_recipe(tmp_path / "net.pt", data.info)
    with pytest.raises(BadData, match=r"names 'torch.save' in code/.*; it is not opened"):
        models.open(model, Request(data=data))
    assert not target.exists()
    with warnings.catch_warnings():  # the threat is real: torch itself would have written it
        warnings.simplefilter("ignore")
        torch.jit.load(str(tmp_path / "net.pt"))(torch.zeros(1))  # type: ignore[no-untyped-call]  # torch: none
    assert target.exists()


def test_a_file_that_would_read_another_is_not_opened(tmp_path: Path) -> None:
    write(Reading(), tmp_path / "net.pt")
    with pytest.raises(BadData, match=r"names 'torch.from_file' in code/"):
        require_harmless(tmp_path / "net.pt")


@pytest.mark.parametrize(
    "spelled",
    [
        "torch.autograd.save",
        "ops.aten.save",
        "torch.\\\n  save",
        'getattr(torch, "\\163ave")',
        'getattr(torch, "sa" "ve")',
        'getattr(ops.aten, "\\163ave")',
        "__torch__.torch.classes.c10d.TCPStore",
        "ops.profiler._record_function_enter",
        "\r",
        "(",
    ],
)
def test_however_it_is_spelled(spelled: str, tmp_path: Path) -> None:
    """A file that somebody edited; torch takes all of the second to fifth for ``torch.save``."""
    write(Writing("written"), tmp_path / "net.pt")
    with zipfile.ZipFile(tmp_path / "net.pt") as archive:
        entries = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "edited.pt", "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content.replace(b"torch.save", spelled.encode()))
    with pytest.raises(BadData, match="which may reach beyond the network; it is not opened"):
        require_harmless(tmp_path / "edited.pt")


class Named(nn.Module):
    """A network whose layers are called as what is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.ops = nn.ModuleList([nn.Conv2d(1, 1, 1)])
        self.save = nn.Conv2d(1, 1, 1)
        self.classes = nn.ModuleDict({"from_file": nn.Conv2d(1, 1, 1)})

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.ops:
            x = layer(x)
        y: Tensor = self.classes["from_file"](self.save(x))
        return y


def test_layers_may_be_called_as_they_like(tmp_path: Path) -> None:
    write(Named(), tmp_path / "net.pt")
    require_harmless(tmp_path / "net.pt")


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_torchscript_is_one_clear_line(content: bytes, data: Prepared, tmp_path: Path) -> None:
    path = tmp_path / "net.pt"
    path.write_bytes(content)
    write_recipe(path, data.info)
    with pytest.raises(SegevalError, match=r"net.pt.*torch.jit.save") as caught:
        models.open(f"torchscript:{path}", Request(data=data))
    assert "\n" not in str(caught.value)


def test_a_checkpoint_is_no_torchscript(tmp_path: Path) -> None:
    torch.save({"weight": torch.zeros(2)}, tmp_path / "net.pt")
    with pytest.raises(BadData, match="holds no TorchScript code: a checkpoint"):
        require_harmless(tmp_path / "net.pt")
