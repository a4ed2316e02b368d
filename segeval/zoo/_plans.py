"""What nnU-Net's plans call a network, as one of ours with its options. No torch."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from segeval import zoo
from segeval.errors import BadData, UsageError

# Classes of dynamic_network_architectures, by their last name: modules have moved between its versions.
NETWORKS = {
    "PlainConvUNet": {2: "nnunet2d", 3: "nnunet3d"},
    "ResidualEncoderUNet": {2: "nnunet2d-resenc", 3: "nnunet3d-resenc"},
    "ResidualUNet": {2: "nnunet3d-resunet", 3: "nnunet3d-resunet"},
}
PLAIN, BLOCKS = ("n_conv_per_stage", "convolutions"), ("n_blocks_per_stage", "blocks")  # theirs, ours
STAGES = ("features_per_stage", "kernel_sizes", "strides")
# What every planner of nnU-Net chooses, and no option of ours says; None is what the classes have by default.
USUAL: dict[str, Callable[[Any], bool]] = {
    "norm_op": lambda name: bool(re.search(r"\bInstanceNorm\dd$", str(name))),
    "norm_op_kwargs": lambda kwargs: {"eps": 1e-5, **(kwargs or {})} == {"eps": 1e-5, "affine": True},
    "dropout_op": lambda name: name is None,
    "nonlin": lambda name: bool(re.search(r"\bLeakyReLU$", str(name))),
    "nonlin_kwargs": lambda kwargs: (kwargs or {}).get("negative_slope", 0.01) == 0.01,
    "nonlin_first": lambda value: not value,
    "block": lambda name: name is None or str(name).endswith("BasicBlockD"),
    "bottleneck_channels": lambda value: value is None,
    "stem_channels": lambda value: value is None,
}
SILENT = {"conv_bias", "deep_supervision", "dropout_op_kwargs"}  # an option of ours, or nothing that weights depend on


def plan_options(architecture: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``model``, ``ndim`` and ``options`` of our network for an entry ``architecture`` of nnU-Net's plans.

    Options are those that are not at their default.

    Raises:
        BadData: If it is no such entry, or describes a network that is none of ours.
    """
    name, given = architecture.get("network_class_name"), architecture.get("arch_kwargs")
    if not isinstance(name, str) or not isinstance(given, Mapping):
        msg = "nnU-Net plan: an architecture has network_class_name and arch_kwargs; give that of a configuration."
        raise BadData(msg)
    kind = name.rpartition(".")[2]
    if kind not in NETWORKS:
        msg = f"nnU-Net plan: {name} is none of {', '.join(NETWORKS)}, so its weights cannot be read."
        raise BadData(msg)
    theirs, ours = PLAIN if kind == "PlainConvUNet" else BLOCKS
    needed = {"n_stages", "conv_op", *STAGES, theirs, "n_conv_per_stage_decoder"}
    if absent := sorted(needed - given.keys()):
        msg = f"nnU-Net plan: the architecture lacks {', '.join(absent)}."
        raise BadData(msg)
    rest = {**dict.fromkeys(USUAL), **{key: given[key] for key in given.keys() - needed - SILENT}}
    for key, value in rest.items():
        if key not in USUAL or not USUAL[key](value):
            msg = f"nnU-Net plan: a {kind} with {key} {value} is none of our networks, so its weights cannot be read."
            raise BadData(msg)
    dims = re.search(r"\bConv([23])d$", str(given["conv_op"]))
    if not dims:
        msg = f"nnU-Net plan: conv_op {given['conv_op']} is neither Conv2d nor Conv3d."
        raise BadData(msg)
    model = NETWORKS[kind][int(dims[1])]
    try:
        options = zoo.changed(model, _options(given, theirs, ours))
    except (UsageError, TypeError, ValueError) as error:
        msg = f"nnU-Net plan: {error}."
        raise BadData(msg) from error
    return {"model": model, "ndim": int(dims[1]), "options": options}


def architecture_of(plans: Mapping[str, Any], configuration: str) -> Mapping[str, Any]:
    """Return the entry ``architecture`` of a configuration of plans.json, such as "3d_fullres".

    A configuration may inherit it from another, and plans from before there was such an entry say it in other words.

    Raises:
        BadData: If there is none.
    """
    known = plans.get("configurations", {})
    found: dict[str, Any] = {}
    name, seen = configuration, set[str]()
    while name:
        if name not in known or name in seen:
            msg = f"nnU-Net plan: there is no configuration {name!r}; it has {', '.join(known) or 'none'}."
            raise BadData(msg)
        seen.add(name)
        found = {**known[name], **found}
        name = known[name].get("inherits_from", "")
    if "architecture" in found:
        entry: Mapping[str, Any] = found["architecture"]
        return entry
    try:
        return _of_before(found)
    except KeyError as error:
        msg = f"nnU-Net plan: configuration {configuration!r} has neither an architecture nor {error}."
        raise BadData(msg) from error


def _of_before(old: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a configuration without the entry says of its network."""
    kind, stages, dims = old["UNet_class_name"], len(old["n_conv_per_stage_encoder"]), len(old["patch_size"])
    first, most = old["UNet_base_num_features"], old["unet_max_num_features"]
    return {
        "network_class_name": kind,
        "arch_kwargs": {
            "n_stages": stages,
            "features_per_stage": [min(first * 2**depth, most) for depth in range(stages)],
            "conv_op": f"torch.nn.Conv{dims}d",
            "kernel_sizes": old["conv_kernel_sizes"],
            "strides": old["pool_op_kernel_sizes"],
            (PLAIN if kind == "PlainConvUNet" else BLOCKS)[0]: old["n_conv_per_stage_encoder"],
            "n_conv_per_stage_decoder": old["n_conv_per_stage_decoder"],
            "conv_bias": True,
            "norm_op": f"torch.nn.InstanceNorm{dims}d",
            "norm_op_kwargs": {"eps": 1e-5, "affine": True},
            "nonlin": "torch.nn.LeakyReLU",
        },
    }


def _options(given: Mapping[str, Any], theirs: str, ours: str) -> dict[str, Any]:
    """Return all options of our network, those empty that an empty one stands for."""
    stages: int = given["n_stages"]
    widths, kernels, strides, counts = (_listed(key, given[key], stages) for key in (*STAGES, theirs))
    # Their decoder begins with the coarsest stage, ours ends there.
    ups = _listed("n_conv_per_stage_decoder", given["n_conv_per_stage_decoder"], stages - 1)[::-1]
    options = {
        "widths": widths,
        "kernels": _unless((3,) * stages, tuple(map(_short, kernels))),
        "strides": _unless((1, *(2,) * (stages - 1)), tuple(map(_short, strides))),
        "bias": bool(given.get("conv_bias", False)),
    }
    if ours == "convolutions":
        return options | {ours: _unless((2,) * stages, counts), "decoder": _unless(counts[:-1], ups)}
    return options | {ours: counts, "decoder": ups}


def _listed(key: str, value: Any, count: int) -> tuple[Any, ...]:
    """Return a value for each stage; one number holds for all of them."""
    values = (value,) * count if isinstance(value, int) else tuple(value)
    if len(values) != count:
        msg = f"{key} has {len(values)} entries, expected {count}"
        raise ValueError(msg)
    return values


def _short(size: int | Sequence[int]) -> int | tuple[int, ...]:
    """Return a size that is the same along every axis as one number."""
    if isinstance(size, int):
        return size
    return size[0] if len(set(size)) == 1 else tuple(size)


def _unless(usual: tuple[Any, ...], value: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return an empty tuple for what it stands for."""
    return () if value == usual else value
