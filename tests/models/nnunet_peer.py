"""The real nnunetv2: folders that its own trainer leaves, and what its own predictor answers."""

import contextlib
import io
import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from segeval import models, volume
from segeval.datasets import Prepared
from segeval.models import Request
from segeval.records import Case, Prediction, Volume

LABELS: dict[str, Any] = {"background": 0, "organ": 1, "lesion": 2}
REGIONS: dict[str, Any] = {"background": 0, "organ": [1, 2], "lesion": 2}
TRAINER = "nnunetv2.training.nnUNetTrainer.nnUNetTrainer"


class Kind(NamedTuple):
    """A way to plan; every field is in the words of nnU-Net."""

    configuration: str = "3d_fullres"
    scheme: str = "CTNormalization"
    spacing: tuple[float, ...] = (4.0, 2.4, 2.2)
    patch: tuple[int, ...] = (12, 40, 48)
    turn: tuple[int, ...] = (0, 1, 2)
    labels: Mapping[str, Any] = LABELS
    reader: str = "SimpleITKIO"
    resampling: str = "resample_data_or_seg_to_shape"
    folds: int = 1
    residual: bool = False


SLICES = Kind(configuration="2d", spacing=(1.7, 2.6), patch=(56, 40), scheme="RescaleTo01Normalization")
PICTURE = SLICES._replace(spacing=(1, 1), scheme="RGBTo01Normalization", reader="NaturalImage2DIO")
KINDS = {
    "a volume, an odd window": Kind(patch=(11, 40, 48)),
    "regions, axes turned, two folds": Kind(
        scheme="ZScoreNormalization", turn=(1, 2, 0), spacing=(2.4, 2.2, 4), patch=(40, 48, 12), labels=REGIONS, folds=2
    ),
    "a coarse axis, turned to RAS": Kind(
        scheme="ZScoreNormalization", spacing=(9, 2.4, 2.2), patch=(8, 40, 48), reader="NibabelIOWithReorient"
    ),
    "torch, a residual encoder": Kind(scheme="NoNormalization", resampling="resample_torch_fornnunet", residual=True),
}


def plans_of(kind: Kind) -> dict[str, Any]:
    nd = len(kind.patch)
    architecture = {
        "n_stages": 3,
        "features_per_stage": [6, 8, 10],
        "conv_op": f"torch.nn.modules.conv.Conv{nd}d",
        "kernel_sizes": [[1, 3, 3][-nd:], [3] * nd, [3] * nd],
        "strides": [[1] * nd, *[[1, 2, 2][-nd:]] * 2],
        "n_blocks_per_stage" if kind.residual else "n_conv_per_stage": [1, 2, 1],
        "n_conv_per_stage_decoder": [1, 1],
        "conv_bias": True,
        "norm_op": f"torch.nn.modules.instancenorm.InstanceNorm{nd}d",
        "norm_op_kwargs": {"eps": 1e-05, "affine": True},
        "nonlin": "torch.nn.LeakyReLU",
    }
    usual = {"is_seg": False, "force_separate_z": None}
    spline = kind.resampling == "resample_data_or_seg_to_shape"
    configuration = {
        "data_identifier": "d",
        "preprocessor_name": "DefaultPreprocessor",
        "batch_size": 2,
        "patch_size": list(kind.patch),
        "spacing": list(kind.spacing),
        "normalization_schemes": [kind.scheme],
        "use_mask_for_norm": [kind.scheme == "ZScoreNormalization"],
        **{f"resampling_fn_{part}": kind.resampling for part in ("data", "seg", "probabilities")},
        "resampling_fn_data_kwargs": usual | ({"order": 3, "order_z": 0} if spline else {}),
        "resampling_fn_seg_kwargs": {**usual, "is_seg": True} | ({"order": 1, "order_z": 0} if spline else {}),
        "resampling_fn_probabilities_kwargs": usual | ({"order": 1, "order_z": 0} if spline else {}),
        "architecture": {
            "network_class_name": "dynamic_network_architectures.architectures.unet."
            + ("ResidualEncoderUNet" if kind.residual else "PlainConvUNet"),
            "arch_kwargs": architecture,
            "_kw_requires_import": ["conv_op", "norm_op", "nonlin"],
        },
        "batch_dice": False,
    }
    foreground = {"mean": 60.0, "std": 40.0, "percentile_00_5": -100.0, "percentile_99_5": 180.0}
    return {
        "dataset_name": "Dataset001_Phantom",
        "plans_name": "nnUNetPlans",
        "image_reader_writer": kind.reader,
        "transpose_forward": list(kind.turn),
        "transpose_backward": [int(axis) for axis in np.argsort(kind.turn)],
        "foreground_intensity_properties_per_channel": {"0": foreground},
        "configurations": {kind.configuration: configuration},
        "label_manager": "LabelManager",
        "continue_training": False,
    }


def dataset_of(kind: Kind) -> dict[str, Any]:
    order = {"regions_class_order": [1, 2]} if kind.labels is REGIONS else {}
    return {
        "channel_names": {"0": "CT"},
        "labels": dict(kind.labels),
        "file_ending": ".nii.gz",
        "numTraining": 1,
        **order,
    }


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


class Precise:
    """Torch, whose half precision is single: nnU-Net sums windows in half, which moves borders by chance."""

    half = torch.float32

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)


def really_trained(kind: Kind, root: Path, case: Case, *, steps: int, undecided: bool) -> Path:
    """Train a tiny network with nnU-Net's own trainer, on a case prepared by nnU-Net's own code.

    Of one that is ``undecided`` the last bias is moved so that every label occurs: each logit is as often above its
    mean as below.
    """
    from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor

    assert case.mask is not None
    folder = root / "nnUNetTrainer__nnUNetPlans__x"
    for fold in range(kind.folds):
        torch.manual_seed(fold)
        plans, dataset = plans_of(kind), dataset_of(kind)
        trainer = import_module(TRAINER).nnUNetTrainer(plans, kind.configuration, fold, dataset, torch.device("cpu"))
        trainer.initialize()
        there = DefaultPreprocessor(verbose=False)
        array, labels, _ = there.run_case(
            [str(case.images[0])], str(case.mask), trainer.plans_manager, trainer.configuration_manager, dataset
        )
        if len(kind.patch) == 2:
            array, labels = array[:, array.shape[1] // 2], labels[:, labels.shape[1] // 2]
        image = torch.from_numpy(array)[None].float()
        target = torch.from_numpy(labels.astype(np.int64))[None].clamp_min(0)
        if kind.labels is REGIONS:
            target = torch.cat([target > 0, target == 2], 1).float()
        # The middle of what is to be found, so that a few steps learn it.
        middle = [int(places.float().mean()) for places in (target > 0).nonzero(as_tuple=True)[2:]]
        for axis, at in enumerate(middle):
            length = min(kind.patch[axis], image.shape[2 + axis]) // 4 * 4
            begin = min(max(0, at - length // 2), image.shape[2 + axis] - length)
            image, target = image.narrow(2 + axis, begin, length), target.narrow(2 + axis, begin, length)
        for _ in range(steps):
            answers = trainer.network(image)
            targets = [torch.nn.functional.interpolate(target.float(), each.shape[2:]) for each in answers]
            trainer.train_step({"data": image, "target": targets})
        if undecided:
            with torch.no_grad():
                head = trainer.network.decoder.seg_layers[-1]
                head.bias -= trainer.network(image)[0].mean((0, *range(2, image.ndim)))
        trainer.inference_allowed_mirroring_axes = tuple(range(len(kind.patch)))
        (folder / f"fold_{fold}").mkdir(parents=True)
        trainer.save_checkpoint(str(folder / f"fold_{fold}" / "checkpoint_final.pth"))
    (folder / "plans.json").write_text(json.dumps(plans_of(kind)))
    (folder / "dataset.json").write_text(json.dumps(dataset_of(kind)))
    return folder


def really_predicted(folder: Path, image: Path) -> npt.NDArray[Any]:
    """Return what nnU-Net's own predictor makes of a file."""
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

    predictor = nnUNetPredictor(device=torch.device("cpu"), allow_tqdm=False)
    predictor.initialize_from_trained_model_folder(str(folder), None, "checkpoint_final.pth")
    array, properties = predictor.plans_manager.image_reader_writer_class().read_images([str(image)])
    found: npt.NDArray[Any] = predictor.predict_single_npy_array(array, properties)
    if "nibabel_stuff" in properties and "reoriented_affine" in properties["nibabel_stuff"]:
        predictor.plans_manager.image_reader_writer_class().write_seg(found, str(folder / "seg.nii.gz"), properties)
        return volume.read_mask(folder / "seg.nii.gz").array
    return found.reshape(found.shape[-volume.read_image(image).array.ndim + 1 :])


def with_empty_border(case: Case, root: Path) -> Case:
    """Return a case whose image is 0 in the air around the phantom and in a hole of it."""
    image = volume.read_image(case.images)
    array = np.maximum(image.array + 400, 0)
    array[0, array.shape[1] // 2, 30:33, 30:33] = 0
    volume.write_image(root / "image.nii.gz", Volume(array, image.grid))
    return replace(case, images=(root / "image.nii.gz",))


def ours(folder: Path, data: Prepared, case: Case, **given: Any) -> Prediction:
    predictor = models.open(f"nnunet:{folder}", Request(data=data, label_map="1=organ,2=lesion", **given))
    return predictor.predict(case, predictor.read(case))
