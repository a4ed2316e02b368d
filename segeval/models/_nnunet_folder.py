"""What a folder of nnU-Net v2 says: its plans.json, dataset.json and checkpoints, as records of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from segeval import zoo
from segeval._disk import read_object
from segeval.errors import BadData, UsageError
from segeval.models._nnunet import Intensities, Plan, Resampling
from segeval.records import Output
from segeval.zoo._checkpoint import read

PLANS, DATASET = "plans.json", "dataset.json"
ADVICE = "Give the folder of a trainer of nnU-Net v2, with plans.json, dataset.json and fold_0."
STORED, RAS = "stored", "ras"
READERS = {
    **dict.fromkeys(("SimpleITKIO", "NibabelIO", "NaturalImage2DIO", "Tiff3DIO"), STORED),
    **dict.fromkeys(("NibabelIOWithReorient", "SimpleITKIOWithReorient"), RAS),
}
CT = "CTNormalization"
SCALINGS = (CT, "ZScoreNormalization", "NoNormalization", "RescaleTo01Normalization", "RGBTo01Normalization")
SPLINES, TORCH = "resample_data_or_seg_to_shape", "resample_torch_fornnunet"
# What else plans may say of a resampling, and the only value that ours has.
USUAL = {
    "is_seg": False,
    "order_z": 0,
    "separate_z_anisotropy_threshold": 3,
    "mode": "linear",
    "aniso_axis_mode": "nearest-exact",
}
COSTS = ("num_threads", "device", "memefficient_seg_resampling")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What the checkpoints of a folder hold beside weights; ``mirrored`` are the axes of mirror images."""

    files: tuple[Path, ...]
    configuration: str
    mirrored: tuple[int, ...]
    trainer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a folder says of a configuration: images, logits, network (as ``zoo.plan_options``), how images lie."""

    plan: Plan
    output: Output
    network: Mapping[str, Any]
    orientation: str


def find_trained(folder: Path, folds: Sequence[str], checkpoint: str, where: str) -> Trained:
    """Read which checkpoints a folder has: those of the named folds, else of all, "all" where there is no other.

    Raises:
        UsageError: If there is no such folder, fold or checkpoint.
        BadData: If a checkpoint is damaged, not of nnU-Net, or could run code.
    """
    if not (folder / PLANS).is_file():
        inner = sorted(path.parent.name for path in folder.glob(f"*/{PLANS}"))
        hint = f"Give one of its folders {', '.join(inner)}." if inner else ADVICE
        msg = f"{where}: {folder} has no {PLANS}. {hint}"
        raise UsageError(msg)
    known = sorted(path.parent.name.removeprefix("fold_") for path in folder.glob(f"fold_*/{checkpoint}"))
    chosen = tuple(folds) or tuple(fold for fold in known if fold != "all") or tuple(known)
    if not chosen or (absent := sorted({*chosen} - {*known})):
        of = f"fold {', '.join(absent)}" if chosen else "any fold"
        msg = f"{where}: there is no {checkpoint} of {of}; it has the folds {', '.join(known) or 'none'}"
        raise UsageError(msg)
    files = tuple(folder / f"fold_{fold}" / checkpoint for fold in chosen)
    content = read(files[0])
    try:
        configuration, mirrored = content["init_args"]["configuration"], content.get("inference_allowed_mirroring_axes")
        axes = tuple(sorted({int(axis) for axis in mirrored or ()}))
    except (KeyError, TypeError, ValueError) as error:
        msg = f"{files[0]} is no checkpoint of nnU-Net v2, which says what was trained: {error!r}. {ADVICE}"
        raise BadData(msg) from error
    return Trained(
        files=files, configuration=str(configuration), mirrored=axes, trainer=str(content.get("trainer_name", ""))
    )


def read_told(folder: Path, configuration: str) -> Told:
    """Read what the plans of a folder say of a configuration.

    Raises:
        BadData: If a file is damaged, or asks for what only code of others knows.
        UsageError: If it is the second stage of a cascade.
    """
    plans, dataset = (read_object(folder / name, ADVICE) for name in (PLANS, DATASET))
    network = zoo.plan_options(zoo.architecture_of(plans, configuration))
    try:
        said = _inherited(plans["configurations"], configuration)
        if said.get("previous_stage"):
            msg = f"{folder}: {configuration} is the second stage of a cascade, which wants another model's answer"
            raise UsageError(msg)
        plan = _plan(plans, said, len(channels_of(dataset)), folder)
        output = read_output(dataset, folder / DATASET)
        reader = READERS.get(str(plans.get("image_reader_writer")), "")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{folder}: its plans lack or misspell something: {error!r}. {ADVICE}"
        raise BadData(msg) from error
    if plan.patch and len(plan.patch) != network["ndim"]:
        msg = f"{folder}: patch {plan.patch} is not for a network of {network['ndim']} axes. {ADVICE}"
        raise BadData(msg)
    return Told(plan=plan, output=output, network=network, orientation=reader)


def built(told: Told, file: Path) -> nn.Module:
    """Return the network of a plan with the weights of a checkpoint, in eval mode.

    Raises:
        BadData: If they are of another network.
    """
    net = zoo.build(
        told.network["model"],
        in_channels=len(told.plan.channels),
        classes=told.output.channels,
        ndim=told.network["ndim"],
        **told.network["options"],
    )
    zoo.load_weights(net, file)
    return net.eval()


def _inherited(known: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a configuration with what it inherits; that it ends was checked where its network was read."""
    said: dict[str, Any] = known[name]
    return {**_inherited(known, said["inherits_from"]), **said} if said.get("inherits_from") else said


def channels_of(dataset: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the names of the channels that ``dataset.json`` has, under the word of nnU-Net v2 or v1."""
    named: Mapping[str, Any] = dataset["channel_names" if "channel_names" in dataset else "modality"]
    return named


def _plan(plans: Mapping[str, Any], said: Mapping[str, Any], channels: int, folder: Path) -> Plan:
    """Return what a configuration does with images."""
    if (name := said.get("preprocessor_name", "DefaultPreprocessor")) != "DefaultPreprocessor":
        msg = f"{folder}: images are prepared by {name}, which is code of others. Use py: or cmd: with that code."
        raise BadData(msg)
    foreground = plans.get("foreground_intensity_properties_per_channel", {})
    pairs = zip(said["normalization_schemes"], said["use_mask_for_norm"], strict=True)
    scalings = tuple(_intensities(scheme, inside, foreground, place) for place, (scheme, inside) in enumerate(pairs))
    if len(scalings) != channels:
        msg = f"{folder}: plans scale {len(scalings)} channels, {DATASET} names {channels}. {ADVICE}"
        raise BadData(msg)
    return Plan(
        turn=tuple(int(axis) for axis in plans["transpose_forward"]),
        spacing=tuple(float(length) for length in said["spacing"]),
        patch=tuple(int(size) for size in said["patch_size"]),
        channels=scalings,
        image=_resampling(said, "resampling_fn_data", folder),
        logits=_resampling(said, "resampling_fn_probabilities", folder),
    )


def _intensities(scheme: str, inside: bool, foreground: Mapping[str, Any], place: int) -> Intensities:
    if scheme not in SCALINGS:
        msg = f"normalization {scheme} is none of {', '.join(SCALINGS)}"
        raise ValueError(msg)
    if scheme != CT:
        return Intensities(scheme=scheme, inside=bool(inside))
    found = foreground[str(place)]
    return Intensities(
        scheme=scheme,
        low=float(found["percentile_00_5"]),
        high=float(found["percentile_99_5"]),
        mean=float(found["mean"]),
        deviation=float(found["std"]),
    )


def _resampling(said: Mapping[str, Any], key: str, folder: Path) -> Resampling:
    """Return how an array is resampled; functions have defaults of their own where plans are silent."""
    name, words = said[key], dict(said.get(f"{key}_kwargs") or {})
    apart = words.pop("force_separate_z", None if name == TORCH else False)
    order = words.pop("order", 3) if name == SPLINES else 1
    strange = {word: value for word, value in words.items() if word not in COSTS and USUAL.get(word, ...) != value}
    if name not in (SPLINES, TORCH) or strange:
        msg = f"{folder}: {key} {name} {strange or ''} is code of others. Use py: or cmd: with that code."
        raise BadData(msg)
    return Resampling(order=int(order), apart=apart)


def read_output(dataset: Mapping[str, Any], path: Path) -> Output:
    """Return what the channels of logits mean; where regions were trained, labels without a name get their number.

    Raises:
        BadData: If labels are not 0 (background), 1, 2 and so on, or regions have no order.
    """
    named = {name: value for name, value in dataset["labels"].items() if name != "ignore"}
    groups = {
        name: tuple(map(int, value)) if isinstance(value, list) else (int(value),) for name, value in named.items()
    }
    labels = {value: str(value) for group in groups.values() for value in group}
    labels |= {group[0]: name for name, group in groups.items() if len(group) == 1}
    labels = dict(sorted(labels.items()))
    if 0 not in labels or (0,) not in groups.values():
        msg = f"{path}: labels {named} have no background of value 0. {ADVICE}"
        raise BadData(msg)
    if all(len(group) == 1 for group in groups.values()):
        if list(labels) != list(range(len(labels))):
            msg = f"{path}: labels {named} are not 0, 1, 2 and so on, as nnU-Net numbers its channels. {ADVICE}"
            raise BadData(msg)
        return Output(labels=labels)
    regions, order = [group for group in groups.values() if {*group} != {0}], dataset["regions_class_order"]
    if len(order) != len(regions):
        msg = f"{path}: regions_class_order {order} names not each of the {len(regions)} regions. {ADVICE}"
        raise BadData(msg)
    # The label that a region leaves comes first here.
    written = (
        (int(label), *(value for value in region if value != label))
        for label, region in zip(order, regions, strict=True)
    )
    return Output(labels=labels, activation="sigmoid", regions=tuple(written))
