"""Folders that nnU-Net v2 trained: ``nnunet:RESULTS_FOLDER``, with its plans.json, dataset.json and fold_*.

All that decides an answer is read from these files; networks are ours, and nothing of nnunetv2 is imported. The answer
is nnU-Net's own: mean logits of the folds and of mirror images. Options are ``folds=0+1`` (those that are there),
``checkpoint=best`` (final), ``mirroring=no`` (yes) and ``orientation``: nnU-Net's usual readers ignore how a patient
lies in a file ("stored"); "ras" turns every image the same way first, which is what plans with such a reader take.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from segeval import zoo
from segeval._disk import file_sha256
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError, counted
from segeval.infer import Logits, Memory, Segment, Settings, pick_device, readied, together
from segeval.models import Predictor, Request, origin, refuse, scheme
from segeval.models._foreign import named, not_answered
from segeval.models._label_map import LabelMap, find_label_map, mapped_logits
from segeval.models._nnunet import Members, planned_logits
from segeval.models._nnunet_folder import (
    ADVICE,
    DATASET,
    PLANS,
    RAS,
    SPLINES,
    STORED,
    built,
    find_trained,
    read_told,
)
from segeval.models.network import Network
from segeval.models.python import keywords
from segeval.records import Answerer, Case, DatasetInfo, Grid, Mask, Output, Prediction, Volume, canonical, digest
from segeval.registry import suggest
from segeval.weights import trained_labels

CHECKPOINTS = {"final": "checkpoint_final.pth", "best": "checkpoint_best.pth"}
# The options, and what they may say where that is one of few words.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "folds": (),
    "checkpoint": tuple(CHECKPOINTS),
    "mirroring": ("yes", "no"),
    "orientation": (STORED, RAS),
}
# Settings for which nnU-Net has rules of its own, as the command line calls them.
OWN = {
    "flips": "--flips",
    "crf": "--crf",
    "samples": "--mc-dropout",
    "explain": "--explain",
    "skip_empty": "--skip-empty",
    "blending": "--blending",
    "smaller_windows": "--smaller-windows",
}
PATCHES = {2: [64, 64], 3: [16, 64, 64]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A folder of results, opened.

    ``segment`` makes one for a map of its labels and a dataset. ``orientation`` is how its images lie: as their files
    have them, or turned. ``digest`` changes with all that it answers by, ``settings`` are the choices among that.
    """

    segment: Callable[[LabelMap | None, DatasetInfo], Segment]
    output: Output
    channels: int
    orientation: str
    settings: Mapping[str, Any]
    digest: str
    costs: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A network that sees every image as its file has it, however the patient lies."""

    network: Network

    @property
    def about(self) -> Answerer:
        """What identifies it."""
        return self.network.about

    @property
    def costs(self) -> Mapping[str, Any]:
        """What else a reader may want to know."""
        return self.network.costs

    @property
    def labels(self) -> tuple[int, ...]:
        """The label values that it may predict."""
        return self.network.labels

    def read(self, case: Case) -> Volume:
        """Read the image of a case."""
        return self.network.read(case)

    def predict(self, case: Case, given: Volume) -> Prediction:
        """Segment the image as if its axes were the canonical ones."""
        native = given.grid
        plain = replace(Grid.pixels(native.shape), spacing=native.spacing, unit=native.unit)
        made = self.network.predict(case, Volume(given.array, plain))
        return replace(made, mask=Mask(made.mask.array, native))


def fake(root: Path, data: Prepared) -> str:
    """Write what a trainer leaves of a tiny network with random weights; its plans are in the words of nnU-Net 2.0."""
    info, labels = data.info, trained_labels(data.info)
    how = {"is_seg": False, "order": 1, "order_z": 0, "force_separate_z": None}
    name = "3d_fullres" if info.ndim == 3 else "2d"
    configuration = {
        "patch_size": PATCHES[info.ndim],
        "spacing": [4, 2, 2] if info.ndim == 3 else [1, 1],
        "normalization_schemes": ["ZScoreNormalization"] * len(info.channels),
        "use_mask_for_norm": [False] * len(info.channels),
        **{f"resampling_fn_{part}": SPLINES for part in ("data", "probabilities")},
        **{f"resampling_fn_{part}_kwargs": how for part in ("data", "probabilities")},
        "UNet_class_name": "PlainConvUNet",
        "UNet_base_num_features": 4,
        "unet_max_num_features": 8,
        "n_conv_per_stage_encoder": [1, 1],
        "n_conv_per_stage_decoder": [1],
        "conv_kernel_sizes": [[3] * info.ndim] * 2,
        "pool_op_kernel_sizes": [[1] * info.ndim, [2] * info.ndim],
    }
    plans = {
        "image_reader_writer": "SimpleITKIO",
        "transpose_forward": [0, 1, 2],
        "configurations": {name: configuration},
    }
    told = zoo.plan_options(zoo.architecture_of(plans, name))
    torch.manual_seed(0)
    net = zoo.build(
        told["model"], in_channels=len(info.channels), classes=len(labels), ndim=info.ndim, **told["options"]
    )
    folder = root / "results"
    (folder / "fold_0").mkdir(parents=True, exist_ok=True)
    named = {"channel_names": dict(enumerate(info.channels)), "labels": {word: value for value, word in labels.items()}}
    for file, content in ((PLANS, plans), (DATASET, named)):
        (folder / file).write_text(json.dumps(content), encoding="utf-8")
    about = {"init_args": {"configuration": name}, "inference_allowed_mirroring_axes": (info.ndim - 1,)}
    torch.save({"network_weights": net.state_dict(), **about}, folder / "fold_0" / CHECKPOINTS["final"])
    return str(folder)


@scheme("nnunet", title="folder that nnU-Net v2 trained", example="nnunet:RESULTS_FOLDER", fake=fake, probed=True)
def nnunet(place: str, request: Request) -> Predictor[Any]:
    """Open the folder of a trainer; its options are folds, checkpoint, mirroring and orientation."""
    where = f"nnunet:{place}"
    results = open_results(Path(place).expanduser(), request, where)
    return answering(results, request, where, kind="nnunet", name=Path(place).expanduser().name)


def answering(results: Results, request: Request, where: str, *, kind: str, name: str) -> Predictor[Any]:
    """Return a predictor of the labels of a dataset from opened results.

    Raises:
        UsageError: If the dataset has other channels, or other labels and nobody says which is which.
    """
    info, settings = request.data.info, request.settings or Settings()
    if results.channels != len(info.channels):
        msg = f"{where} was trained on {counted(results.channels, 'channel')}, {info.id} has {len(info.channels)}"
        raise UsageError(msg)
    mapping = find_label_map(request.label_map, results.output, info, where)
    called = request.name or name
    network = Network(
        segment=named(results.segment(mapping, info), called, None, info),
        about=Answerer(
            id=called,
            digest=results.digest,
            kind=kind,
            settings={
                **results.settings,
                **({"map": canonical(mapping.targets)} if mapping else {}),
                **canonical(settings),
            },
            trained_on=origin(None, request.trained_on),
            not_answered=not_answered(mapping, info),
        ),
        costs=results.costs,
        labels=tuple(trained_labels(info)),
        probabilities=settings.probabilities,
    )
    return Stored(network=network) if results.orientation == STORED else network


def open_results(folder: Path, request: Request, where: str) -> Results:
    """Open a folder of results as a request has it.

    Raises:
        UsageError: If there is no such folder, or an option or setting does not suit it.
        BadData: If a file is damaged, or its weights are of another network.
    """
    refuse(request, "weights", "recipe", by="nnunet:, whose folder says all,")
    settings, chosen = request.settings or Settings(), _chosen(request.options, where)
    if unused := [OWN[name] for name in canonical(settings) if name in OWN]:
        msg = f"{where}: nnU-Net mirrors and blends by itself and is run as it is; leave out {', '.join(unused)}"
        raise UsageError(msg)
    folds = [fold for fold in chosen["folds"].split("+") if fold]
    trained = find_trained(folder, folds, CHECKPOINTS[chosen["checkpoint"]], where)
    told = read_told(folder, trained.configuration)
    orientation = chosen["orientation"] or told.orientation
    if not orientation:
        msg = (
            f"{where}: its plans read images by code of others. Say how they lie: --model-args orientation=ras (stored)"
        )
        raise UsageError(msg)
    mirrored = trained.mirrored if chosen["mirroring"] == "yes" else ()
    if not {*mirrored} <= {*range(len(told.plan.patch))}:
        msg = f"{trained.files[0]} mirrors along the axes {mirrored} of windows of {told.plan.patch}. {ADVICE}"
        raise BadData(msg)
    device = pick_device(settings.device)
    members = Members([built(told, file) for file in trained.files], mirrored).to(device).eval()
    net = readied(members, settings, (len(told.plan.channels), *told.plan.patch))
    memory = Memory(batch=together(settings, device, told.plan.patch))
    shown = {
        "configuration": trained.configuration,
        "folds": [file.parent.name.removeprefix("fold_") for file in trained.files],
        "checkpoint": chosen["checkpoint"],
        "mirrored": list(mirrored),
        "orientation": orientation,
    }
    parts = [canonical(told.plan), canonical(told.output), list(told.output.labels), canonical(told.network), shown]

    def segmenting(mapping: LabelMap | None, info: DatasetInfo) -> Segment:
        def segment(image: Volume) -> Logits:
            logits = Logits(planned_logits(net, image, told.plan, told.output, settings, memory), told.output)
            return mapped_logits(logits, mapping, info) if mapping else logits

        return segment

    return Results(
        segment=segmenting,
        output=told.output,
        channels=len(told.plan.channels),
        orientation=orientation,
        settings=shown,
        digest=digest([[file_sha256(file) for file in trained.files], *parts]),
        costs={
            "device": str(device),
            "params": sum(parameter.numel() for parameter in net.parameters()),
            "trainer": trained.trainer,
            "memory": memory.steps,
        },
    )


def _chosen(text: str, where: str) -> dict[str, str]:
    """Return every option of a text; what it does not say is at its default."""
    said = keywords(text)
    for key, value in said.items():
        if key not in OPTIONS:
            noun = "option of nnunet"
            raise suggest(noun, key, OPTIONS, f"It has {', '.join(OPTIONS)}.")
        if OPTIONS[key] and value not in OPTIONS[key]:
            msg = f"{where}: {key}={value}: give {' or '.join(f'{key}={word}' for word in OPTIONS[key])}"
            raise UsageError(msg)
    return {"folds": "", "checkpoint": "final", "mirroring": "yes", "orientation": "", **said}
