"""Plans of nnU-Net become our networks, and the files that its trainer writes fill them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from segeval import weights, zoo
from segeval.errors import BadData
from segeval.records import Input, Output, Recipe, Scaling, Window
from segeval.zoo._checkpoint import NUMBERS, read
from segeval.zoo._plans import architecture_of, plan_options
from tests.zoo.parity import RECORDS, differences, image, taken

WIDE, NARROW = [32, 64, 128, 256, 320, 320], [4, 6, 8, 10, 12, 12]
THIN = {
    "kernel_sizes": [[1, 3, 3]] * 2 + [[3, 3, 3]] * 4,
    "strides": [[1, 1, 1], [1, 2, 2], [1, 2, 2], [2, 2, 2], [2, 2, 2], [1, 2, 2]],
}


def entry(kind: str, ndim: int, widths: Sequence[float], **kwargs: Any) -> dict[str, Any]:
    """Return an ``architecture`` in the words of plans.json."""
    stages, counts = len(widths), "n_conv_per_stage" if kind == "PlainConvUNet" else "n_blocks_per_stage"
    usual = {
        "n_stages": stages,
        "features_per_stage": widths,
        "conv_op": f"torch.nn.modules.conv.Conv{ndim}d",
        "kernel_sizes": [[3] * ndim] * stages,
        "strides": [[1] * ndim] + [[2] * ndim] * (stages - 1),
        counts: [2] * stages,
        "n_conv_per_stage_decoder": [2] * (stages - 1),
        "conv_bias": True,
        "norm_op": f"torch.nn.modules.instancenorm.InstanceNorm{ndim}d",
        "norm_op_kwargs": {"eps": 1e-05, "affine": True},
        **dict.fromkeys(("dropout_op", "dropout_op_kwargs")),
        "nonlin": "torch.nn.LeakyReLU",
        "nonlin_kwargs": {"inplace": True},
    }
    name = f"dynamic_network_architectures.architectures.unet.{kind}"
    return {"network_class_name": name, "arch_kwargs": {**usual, **kwargs}, "_kw_requires_import": ["conv_op"]}


def _counted(kind: str, down: list[int], up: list[int], **kwargs: Any) -> dict[str, Any]:
    counts = "n_conv_per_stage" if kind == "PlainConvUNet" else "n_blocks_per_stage"
    return entry(kind, 3, NARROW[: len(down)], **{counts: down, "n_conv_per_stage_decoder": up, **kwargs})


PLAIN = _counted("PlainConvUNet", [1, 2, 3, 2, 1, 4], [2, 1, 2, 1, 3], **THIN)
ENCODER = _counted("ResidualEncoderUNet", [1, 3, 2, 2, 1, 2], [1, 1, 1, 1, 2], **THIN)
BOTH = _counted("ResidualUNet", [1, 2, 3, 1, 2], [1, 2, 1, 3], features_per_stage=[4, 6, 8, 10, 10])
# What the peers were that have the same plan.
COMPARED = {"nnunet3d-8": PLAIN, "nnunet3d-resenc": ENCODER, "nnunet3d-resunet": BOTH}

OURS = {
    "widths": (4, 6, 8, 10, 12, 12),
    "kernels": ((1, 3, 3), (1, 3, 3), 3, 3, 3, 3),
    "strides": (1, (1, 2, 2), (1, 2, 2), 2, 2, (1, 2, 2)),
}
SINGLE = {"blocks": (1,) * 6, "decoder": (2,) * 5}


def record(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((RECORDS / f"{name}-nnunetv2.json").read_text(encoding="utf-8"))
    return content


def trainer_file(path: Path, state: Mapping[str, Any], plan: Mapping[str, Any]) -> Path:
    """Write what nnUNetTrainer.save_checkpoint of nnunetv2 2.8 does."""
    twice = {f"decoder.{name}": tensor for name, tensor in state.items() if name.startswith("encoder.")}
    content = {
        "network_weights": {**state, **twice},
        "optimizer_state": {"state": {0: {"momentum_buffer": torch.zeros(2)}}, "param_groups": [{"lr": 0.01}]},
        "grad_scaler_state": None,
        "logging": {"mean_fg_dice": [np.float64(0.5)], "train_losses": [np.float32(0.1)], "lrs": [0.01]},
        "_best_ema": np.mean([0.5, 0.7]),
        "current_epoch": 1000,
        "init_args": {
            "plans": {"configurations": {"3d_fullres": {"architecture": plan}}},
            "configuration": "3d_fullres",
            "fold": 0,
            "dataset_json": {"labels": {"background": 0}},
            "device": torch.device("cuda"),
        },
        "trainer_name": "nnUNetTrainer",
        "inference_allowed_mirroring_axes": (0, 1, 2),
    }
    torch.save(content, path)
    return path


@pytest.mark.parametrize(
    ("plan", "model", "options"),
    [
        (entry("PlainConvUNet", 3, WIDE), "nnunet3d", {}),
        (entry("PlainConvUNet", 2, [32, 64, 128, 256, 512, 512, 512, 512]), "nnunet2d", {}),
        (entry("ResidualEncoderUNet", 3, WIDE, n_blocks_per_stage=1), "nnunet3d-resenc", SINGLE),
        (entry("ResidualUNet", 3, WIDE), "nnunet3d-resunet", {}),
        (entry("ResidualUNet", 2, WIDE), "nnunet3d-resunet", {}),
        (entry("PlainConvUNet", 3, [8, 16], conv_bias=False), "nnunet3d", {"widths": (8, 16), "bias": False}),
        (PLAIN, "nnunet3d", {**OURS, "convolutions": (1, 2, 3, 2, 1, 4), "decoder": (3, 1, 2, 1, 2)}),
    ],
)
def test_a_plan_is_one_of_our_networks(plan: dict[str, Any], model: str, options: dict[str, Any]) -> None:
    found = plan_options(plan)
    assert (found["model"], found["options"]) == (model, options)
    assert f"Conv{found['ndim']}d" in plan["arch_kwargs"]["conv_op"]
    assert zoo.parse_options(model, zoo.full_name(model, options).partition("[")[2].rstrip("]")) == options


@pytest.mark.parametrize("name", COMPARED)
def test_a_file_of_its_trainer_is_brought_by_its_own_plan(name: str, tmp_path: Path) -> None:
    kept = record(name)
    file = trainer_file(tmp_path / "checkpoint_final.pth", taken(kept), COMPARED[name])
    found = plan_options(architecture_of(read(file)["init_args"]["plans"], "3d_fullres"))
    recipe = Recipe(
        model=found["model"],
        options=found["options"],
        input=Input(axes="zyx", spacing=None, channels=(Scaling(), Scaling())),
        window=Window(patch=tuple(kept["shape"])),
        output=Output(labels={0: "background", 1: "a", 2: "b"}),
    )
    fit = weights.bring(file, recipe, tmp_path / "own")
    assert (fit.layout, fit.wrapper, "init_args" in fit.beside) == ("nnunetv2", "network_weights", True)
    net: Any = weights.load(tmp_path / "own", torch.device("cpu")).net.double()
    with torch.inference_mode():
        answers = net.outputs(image(2, tuple(kept["shape"])))
    assert max(differences(kept, answers)) < 1e-5  # the weights were rounded to float32


def test_numbers_of_numpy_are_skipped_and_its_arrays_refused(tmp_path: Path) -> None:
    file = trainer_file(tmp_path / "numbers.pth", {"a": torch.ones(1)}, PLAIN)
    content = read(file)
    assert type(content["_best_ema"]).__name__ == "Skipped"
    assert content["init_args"]["fold"] == 0
    assert not {*torch.serialization.get_safe_globals()} & {*NUMBERS}
    torch.save({"network_weights": {"a": torch.ones(1)}, "mean": np.zeros(2)}, tmp_path / "array.pth")
    with pytest.raises(BadData, match=r"holds numpy\.\S+_reconstruct beside tensors, .* Save its state dict alone\.$"):
        read(tmp_path / "array.pth")


def test_a_configuration_may_inherit_or_be_of_before() -> None:
    old = {
        "UNet_class_name": "PlainConvUNet",
        "UNet_base_num_features": 32,
        "unet_max_num_features": 320,
        "patch_size": [28, 256, 256],
        "n_conv_per_stage_encoder": [2] * 6,
        "n_conv_per_stage_decoder": [2] * 5,
        "conv_kernel_sizes": [[1, 3, 3], *[[3, 3, 3]] * 5],
        "pool_op_kernel_sizes": [[1, 1, 1], [1, 2, 2], *[[2, 2, 2]] * 4],
    }
    known = {"3d_fullres": old, "cascade": {"inherits_from": "3d_fullres"}, "loop": {"inherits_from": "loop"}}
    plans = {"configurations": {**known, "empty": {}}}
    expected = {"kernels": ((1, 3, 3), 3, 3, 3, 3, 3), "strides": (1, (1, 2, 2), 2, 2, 2, 2)}
    assert plan_options(architecture_of(plans, "cascade"))["options"] == expected
    for name, message in (
        ("2d", r"there is no configuration '2d'; it has 3d_fullres, cascade, loop, empty\."),
        ("loop", r"there is no configuration 'loop'"),
        ("empty", r"configuration 'empty' has neither an architecture nor 'UNet_class_name'\."),
    ):
        with pytest.raises(BadData, match=rf"^nnU-Net plan: {message}"):
            architecture_of(plans, name)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({}, r"an architecture has network_class_name and arch_kwargs"),
        ({"network_class_name": "a.Primus", "arch_kwargs": {}}, r"a\.Primus is none of PlainConvUNet, Res"),
        ({"network_class_name": "PlainConvUNet", "arch_kwargs": {"n_stages": 1}}, r"lacks conv_op, features_per"),
        (entry("PlainConvUNet", 1, WIDE), r"conv_op torch\.nn\.modules\.conv\.Conv1d is neither Conv2d nor Conv3d"),
        (entry("PlainConvUNet", 3, WIDE, norm_op="BatchNorm3d"), r"with norm_op BatchNorm3d is none of our"),
        (entry("PlainConvUNet", 3, WIDE, norm_op_kwargs={}), r"with norm_op_kwargs \{\} is none of our networks"),
        (entry("PlainConvUNet", 3, WIDE, nonlin_first=True), r"with nonlin_first True is none of our networks"),
        (entry("ResidualUNet", 3, WIDE, stem_channels=8), r"a ResidualUNet with stem_channels 8 is none of our"),
        (entry("ResidualUNet", 3, WIDE, gates=True), r"a ResidualUNet with gates True is none of our networks"),
        (entry("PlainConvUNet", 3, WIDE, strides=[1, 2]), r"strides has 2 entries, expected 6\.$"),
        (entry("PlainConvUNet", 3, WIDE, n_stages=None), r".+\.$"),
        (entry("PlainConvUNet", 3, [1.5, 2.5]), r"nnunet3d: option widths takes a list of numbers"),
    ],
)  # fmt: skip
def test_what_is_none_of_our_networks_is_refused(plan: dict[str, Any], message: str) -> None:
    with pytest.raises(BadData, match=rf"^nnU-Net plan: .*{message}"):
        plan_options(plan)
