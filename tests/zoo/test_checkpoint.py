"""Public checkpoints are read safely, renamed, and put into a network whole or not at all."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import BadData, UsageError
from segeval.zoo._layouts import Layout, swinunet


def net(**options: Any) -> nn.Module:
    return zoo.build("unet", in_channels=1, classes=2, ndim=2, width=2, **options)


def theirs() -> dict[str, Tensor]:
    return {name: torch.randn_like(tensor) for name, tensor in net().state_dict().items()}


def encoder() -> nn.Module:
    return zoo.build("segnet", in_channels=1, classes=2, ndim=2, width=4)


WRAPS: dict[str, Callable[[dict[str, Tensor]], Any]] = {
    "bare": lambda state: state,
    "module": lambda state: {f"module.{name}": tensor for name, tensor in state.items()},
    "two prefixes": lambda state: {f"module.net.{name}": tensor for name, tensor in state.items()},
    "state_dict": lambda state: {"state_dict": state, "epoch": 3},
    "model_state": lambda state: {"model_state": state, "best_score": 0.7},
    "nested": lambda state: {"model": {"state_dict": {f"module.{name}": x for name, x in state.items()}}},
    "average first": lambda state: {"params": {"wrong": torch.zeros(1)}, "params_ema": state},
}


@pytest.mark.parametrize("wrap", WRAPS)
def test_wrappers_and_shared_beginnings_are_taken_off(wrap: str, tmp_path: Path) -> None:
    state, module, path = theirs(), net(), tmp_path / "weights.pth"
    torch.save(WRAPS[wrap](state), path)
    fit = zoo.load_weights(module, path)
    assert all(torch.equal(tensor, state[name]) for name, tensor in module.state_dict().items())
    assert (fit.layout, len(fit.pairs), fit.missing) == ("segeval", len(state), ())


def test_what_lay_beside_the_weights_is_told(tmp_path: Path) -> None:
    torch.save({"state_dict": theirs(), "epoch": 3}, tmp_path / "a.pth")
    torch.save({**theirs(), "mask_values": [0, 1]}, tmp_path / "b.pth")
    found = zoo.load_weights(net(), tmp_path / "a.pth")
    assert (found.wrapper, found.beside) == ("state_dict", ("epoch",))
    assert zoo.load_weights(net(), tmp_path / "b.pth").beside == ("mask_values",)
    assert str(found).startswith("46 tensors in the layout segeval; 1 beside (epoch)")


def test_safetensors_load_too(tmp_path: Path) -> None:
    state, module = theirs(), net()
    save_file(state, tmp_path / "model.safetensors")
    zoo.load_weights(module, tmp_path / "model.safetensors")
    assert torch.equal(module.state_dict()["head.bias"], state["head.bias"])


def test_missing_unexpected_and_misshaped_are_named_and_nothing_is_changed(tmp_path: Path) -> None:
    state, module = theirs(), net()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    del state["down.0.0.bias"]
    state["stem.bias"] = torch.zeros(2)
    state["head.weight"] = torch.zeros(5, 2, 1, 1)
    torch.save(state, tmp_path / "weights.pth")
    wanted = (
        r"does not fit unet: 44 tensors in the layout segeval; 1 missing \(down\.0\.0\.bias\); "
        r"1 unexpected \(stem\.bias\); 1 misshaped \(head\.weight 5x2x1x1 for 2x2x1x1\)\. Give a file"
    )
    with pytest.raises(BadData, match=wanted):
        zoo.load_weights(module, tmp_path / "weights.pth")
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())


def test_a_part_that_is_named_may_stay_as_it_is(tmp_path: Path) -> None:
    state, module = theirs(), net()
    head = module.state_dict()["head.weight"].clone()
    state["head.weight"] = torch.zeros(5, 2, 1, 1)
    torch.save(state, tmp_path / "weights.pth")
    fit = zoo.load_weights(module, tmp_path / "weights.pth", without=["head."])
    assert fit.dropped == ("head.weight", "head.bias")
    assert torch.equal(module.state_dict()["head.weight"], head)
    assert torch.equal(module.state_dict()["down.0.0.bias"], state["down.0.0.bias"])


def test_an_encoder_takes_a_classifier_and_sees_grey_as_three_equal_channels(tmp_path: Path) -> None:
    grey = encoder()
    classifier = {
        name: torch.randn_like(tensor) if tensor.is_floating_point() else tensor
        for name, tensor in grey.get_submodule("encoder").state_dict().items()
        if not name.endswith("num_batches_tracked")
    }
    first = torch.randn(4, 3, 3, 3)
    classifier |= {"features.0.weight": first, "classifier.0.weight": torch.zeros(3, 3)}
    torch.save(classifier, tmp_path / "vgg16_bn.pth")
    fit = zoo.load_weights(grey, tmp_path / "vgg16_bn.pth", part="encoder")
    assert fit.dropped == ("classifier.0.weight",)
    image = torch.randn(1, 1, 9, 9)
    expected = nn.functional.conv2d(image.expand(1, 3, 9, 9), first)
    own = grey.state_dict()["encoder.features.0.weight"]
    torch.testing.assert_close(nn.functional.conv2d(image, own), expected, rtol=1e-4, atol=1e-4)


def swin() -> nn.Module:
    return zoo.build("swinunet", in_channels=1, classes=2, ndim=2, **zoo.get("swinunet").tiny)


# The beginning of a classifier whose query, key and value are three matrices.
APART = Layout(
    name="apart",
    models=("swinunet",),
    rules=((r"^layers\.", r"encoder.layers."), (r"^(patch_embed|norm)\.", r"encoder.\1.")),
    joint=((".qkv.", (".query.", ".key.", ".value.")),),
)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> dict[str, Tensor]:
    """Return a Swin classifier in this layout, which is known."""
    monkeypatch.setattr(swinunet, "LAYOUTS", (APART,))
    found = {"head.weight": torch.zeros(5, 8), "head.bias": torch.zeros(5)}
    for name, tensor in swin().get_submodule("encoder").state_dict().items():
        numbers, rows = torch.randn_like(tensor), len(tensor) // 3
        for place, word in enumerate(("query", "key", "value") if ".qkv." in name else ()):
            found[name.replace("qkv", word)] = numbers[place * rows : (place + 1) * rows]
        if ".qkv." not in name:
            found[name] = numbers
    return found


def test_three_matrices_become_the_one_of_query_key_and_value(apart: dict[str, Tensor], tmp_path: Path) -> None:
    module = swin()
    torch.save(apart, tmp_path / "swin.pth")
    fit = zoo.load_weights(module, tmp_path / "swin.pth", part="encoder")
    assert (fit.layout, fit.dropped) == ("apart", ("head.weight", "head.bias"))
    own, words = module.get_submodule("encoder").state_dict(), ("query", "key", "value")
    for name, tensor in own.items():
        pieces = [name.replace("qkv", word) for word in words] if ".qkv." in name else [name]
        assert fit.pairs[name] == " + ".join(pieces)
        assert torch.equal(tensor, torch.cat([apart[piece] for piece in pieces]))


@pytest.mark.parametrize("change", ["absent", "shorter"])
def test_what_cannot_be_joined_is_named_and_nothing_is_changed(
    change: str, apart: dict[str, Tensor], tmp_path: Path
) -> None:
    module = swin()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    left = [f"layers.0.blocks.0.attn.{word}.bias" for word in ("query", "key", "value")]
    key = apart.pop(left[1])
    if change == "shorter":
        apart[left[1]] = key[1:]
    torch.save(apart, tmp_path / "swin.pth")
    named = ", ".join(sorted(set(left) & apart.keys(), key=list(apart).index))
    wanted = f"1 missing (layers.0.blocks.0.attn.qkv.bias); {2 + (change == 'shorter')} unexpected ({named})"
    with pytest.raises(BadData, match=re.escape(wanted)):
        zoo.load_weights(module, tmp_path / "swin.pth", part="encoder")
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())


def test_objects_that_could_run_code_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    torch.save(net(), path)
    with pytest.raises(BadData, match=r"weights\.pth holds segeval\.zoo\.\S+ beside tensors, which could run code"):
        zoo.load_weights(net(), path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no weights", r"is no file of weights \(.*\)\. Download it again\.|which could run code"),
        (b"", r"is no file of weights"),
    ],
)
def test_a_damaged_file_is_one_line(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "weights.pth").write_bytes(content)
    with pytest.raises(BadData, match=message):
        zoo.load_weights(net(), tmp_path / "weights.pth")


def test_what_is_no_state_is_refused(tmp_path: Path) -> None:
    torch.save([1, 2], tmp_path / "list.pth")
    torch.save({"epoch": 1}, tmp_path / "empty.pth")
    torch.save({**theirs(), "head.bias": torch.tensor([torch.nan, 0])}, tmp_path / "nan.pth")
    for name, message in (
        ("list.pth", r"holds a list, not tensors by name"),
        ("empty.pth", r"holds no tensors; its entries: epoch"),
        ("nan.pth", r"head\.bias holds NaN or infinity"),
    ):
        with pytest.raises(BadData, match=message):
            zoo.load_weights(net(), tmp_path / name)


def test_a_wrong_call_says_what_to_give(tmp_path: Path) -> None:
    torch.save(theirs(), tmp_path / "weights.pth")
    for module, part, file, message in (
        (nn.Conv2d(1, 1, 1), "", "weights.pth", "fills networks that segeval.zoo.build made, got Conv2d"),
        (net(), "", "absent.pth", "there is no such file"),
        (
            net(),
            "encoder",
            "weights.pth",
            "unet has no part 'encoder'; its parts: down, context, up, paths, gates, merge, head",
        ),
    ):
        with pytest.raises(UsageError, match=re.escape(message)):
            zoo.load_weights(module, tmp_path / file, part=part)
