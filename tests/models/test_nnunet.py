"""``nnunet:FOLDER``: what the real package trains and writes is answered as the real package answers it."""

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
import pytest
import torch

from segeval import datasets, models, volume
from segeval.datasets import Prepared
from segeval.errors import BadData, SegevalError, UnknownName, UsageError
from segeval.infer import Settings
from segeval.models import Request
from segeval.models._nnunet import centred, starts
from segeval.models._nnunet_folder import read_output
from segeval.records import Case, Prediction, Volume

LABELS: dict[str, Any] = {"background": 0, "organ": 1, "lesion": 2}
REGIONS: dict[str, Any] = {"background": 0, "organ": [1, 2], "lesion": 2}
STEPS = 5
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


@pytest.fixture
def _nnunet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give nnU-Net folders of its own, and let its trainer start without a prepared dataset."""
    for name in ("nnUNet_raw", "nnUNet_preprocessed", "nnUNet_results"):
        monkeypatch.setenv(name, str(tmp_path / name))
    with quiet():
        home = import_module(TRAINER)
    monkeypatch.setattr(home, "infer_dataset_class", lambda _: None)


class Precise:
    """Torch, whose half precision is single: nnU-Net sums windows in half, which moves borders by chance."""

    half = torch.float32

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)


def really_trained(kind: Kind, root: Path, case: Case) -> Path:
    """Train a tiny network for some steps with nnU-Net's own trainer, on a case prepared by nnU-Net's own code.

    Its last bias is moved so that every label occurs: each logit is as often above its mean as below.
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
        for _ in range(STEPS):
            answers = trainer.network(image)
            targets = [torch.nn.functional.interpolate(target.float(), each.shape[2:]) for each in answers]
            trainer.train_step({"data": image, "target": targets})
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


def same_as_nnunet(kind: Kind, data: Prepared, train: Case, cases: list[Case], root: Path) -> None:
    """Assert that every voxel is the same where nnU-Net sums in single precision, and 99.9 % as it is, but for chance.

    Half precision alone moves up to 0.2 % of the voxels of these networks, which are sure of nothing.
    """
    from nnunetv2.inference import predict_from_raw_data

    with quiet():
        folder = really_trained(kind, root, train)
    for case in cases:
        made = ours(folder, data, case).mask.array
        with quiet(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(predict_from_raw_data, "torch", Precise())
            precise = really_predicted(folder, case.images[0])
        assert len(np.unique(precise)) == 3
        assert (made == precise).mean() > 0.99999
    with quiet():
        assert (made == really_predicted(folder, case.images[0])).mean() > 0.995


@pytest.fixture
def data(phantom: Path) -> Prepared:
    return datasets.load("phantom", root=phantom.parent)


@pytest.mark.slow
@pytest.mark.usefixtures("_nnunet")
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_volumes_are_answered_as_by_nnunet_itself(kind: Kind, data: Prepared, tmp_path: Path) -> None:
    train, turned = data.part_cases("train")[0], with_empty_border(data.part_cases("test")[2], tmp_path)
    same_as_nnunet(kind, data, train, [turned], tmp_path)


@pytest.mark.slow
@pytest.mark.usefixtures("_nnunet")
def test_slices_and_pictures_are_answered_as_by_nnunet_itself(data: Prepared, phantom_2d: Path, tmp_path: Path) -> None:
    train, turned = data.part_cases("train")[0], data.part_cases("test")[2]
    same_as_nnunet(SLICES, data, train, [turned], tmp_path / "slices")
    flat = datasets.load("phantom-2d", root=phantom_2d.parent)
    same_as_nnunet(PICTURE, flat, flat.part_cases("train")[0], [flat.part_cases("test")[0]], tmp_path / "pictures")


@pytest.fixture
def folder(data: Prepared, tmp_path: Path) -> Path:
    return Path(models.SCHEMES.get("nnunet").fake(tmp_path, data))


def edited(folder: Path, name: str, **changes: Any) -> None:
    """Change the only configuration of plans.json, or the top of dataset.json; None takes an entry out."""
    content = json.loads((folder / name).read_text())
    (table,) = content["configurations"].values() if name == "plans.json" else [content]
    table.update(changes)
    for key in [key for key, value in table.items() if value is None]:
        del table[key]
    (folder / name).write_text(json.dumps(content))


def second_fold(folder: Path) -> None:
    """Add a fold with other weights."""
    torch.manual_seed(1)
    content = torch.load(folder / "fold_0" / "checkpoint_final.pth", weights_only=True)
    content["network_weights"] = {name: torch.randn_like(each) for name, each in content["network_weights"].items()}
    (folder / "fold_1").mkdir()
    torch.save(content, folder / "fold_1" / "checkpoint_final.pth")


def test_folds_mirroring_and_orientation_change_what_it_is_and_what_it_answers(data: Prepared, folder: Path) -> None:
    second_fold(folder)
    turned = data.part_cases("test")[2]  # stored with two axes running the other way
    found = {}
    for options in ("", "folds=0+1", "folds=0", "folds=1", "mirroring=no", "orientation=ras"):
        predictor = models.open(f"nnunet:{folder}", Request(data=data, options=options))
        mask = predictor.predict(turned, predictor.read(turned)).mask
        assert mask.grid == volume.read_grid(turned.images[0])
        found[options] = predictor.about.digest, mask.array.tobytes()
    assert found[""] == found["folds=0+1"]
    assert len({each for each, _ in found.values()}) == len({each for _, each in found.values()}) == 5


def test_windows_may_overlap_more_and_probabilities_are_kept(data: Prepared, folder: Path) -> None:
    edited(folder, "plans.json", patch_size=[16, 40, 40])
    case = data.part_cases("test")[2]
    usual, more = (
        ours(folder, data, case, settings=Settings(overlap=overlap, probabilities=True, batch=3))
        for overlap in (None, 0.75)
    )
    assert usual.probabilities is not None
    assert more.probabilities is not None
    assert np.array_equal(usual.probabilities.argmax(0), usual.mask.array)
    assert 0 < np.abs(usual.probabilities - more.probabilities).mean() < 0.05


@pytest.mark.parametrize(
    ("size", "window", "expected"), [(110, 64, [0, 23, 46]), (64, 64, [0]), (11, 5, [0, 2, 4, 6]), (3, 1, [0, 1, 2])]
)
def test_windows_begin_where_nnunet_lets_them_begin(size: int, window: int, expected: list[int]) -> None:
    """The first is the example in its source, the third has a step of 2.5 voxels."""
    assert starts(size, window, 0.5) == expected


def test_the_weight_of_windows_is_that_of_nnunet() -> None:
    with quiet():
        from nnunetv2.inference.sliding_window_prediction import compute_gaussian
    for patch in ((40, 56, 40), (28, 96, 11), (33, 64)):
        theirs = compute_gaussian(patch, 1 / 8, 10, device=torch.device("cpu")).float()
        assert torch.allclose(centred(patch), theirs, rtol=1e-3, atol=1e-7)


def test_regions_leave_the_label_of_their_order() -> None:
    labels = {"background": 0, "whole": [1, 2, 3], "core": [2, 3], "enhancing": 3, "ignore": 4}
    output = read_output({"labels": labels, "regions_class_order": [1, 2, 3]}, Path("dataset.json"))
    assert output.regions == ((1, 2, 3), (2, 3), (3,))
    assert output.labels == {0: "background", 1: "1", 2: "2", 3: "enhancing"}
    mixed = read_output({"labels": labels, "regions_class_order": [3, 2, 3]}, Path("dataset.json"))
    assert mixed.regions == ((3, 1, 2), (2, 3), (3,))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ("folds=4", UsageError, r"no checkpoint_final\.pth of fold 4; it has the folds 0$"),
        ("checkpoint=best", UsageError, r"no checkpoint_best\.pth of any fold; it has the folds none$"),
        ("checkpoint=last", UsageError, r"checkpoint=last: give checkpoint=final or checkpoint=best$"),
        ("fold=0", UnknownName, r"unknown option of nnunet 'fold'; did you mean folds"),
    ],
)
def test_an_option_that_is_none_is_refused(
    options: str, error: type[SegevalError], message: str, data: Prepared, folder: Path
) -> None:
    with pytest.raises(error, match=message):
        models.open(f"nnunet:{folder}", Request(data=data, options=options))


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("plans.json", {"preprocessor_name": "Mine"}, r"prepared by Mine, which is code of others"),
        ("plans.json", {"resampling_fn_data": "mine"}, r"resampling_fn_data mine .*code of others"),
        ("plans.json", {"normalization_schemes": ["Mine"]}, r"normalization Mine is none of CTNorm"),
        ("plans.json", {"normalization_schemes": ["CTNormalization"]}, r"lack or misspell something: KeyError\('0'\)"),
        ("plans.json", {"spacing": None}, r"lack or misspell something: KeyError\('spacing'\)"),
        ("plans.json", {"previous_stage": "3d_lowres"}, r"second stage of a cascade"),
        ("plans.json", {"UNet_base_num_features": 5}, r"does not fit nnunet3d.*misshaped"),
        ("dataset.json", {"labels": {"background": 0, "organ": 2}}, r"are not 0, 1, 2 and so on"),
        ("dataset.json", {"labels": {"organ": 1}}, r"no background of value 0"),
        ("dataset.json", {"channel_names": {"0": "a", "1": "b"}}, r"scale 1 channels, dataset.json names 2"),
        ("dataset.json", {"labels": {"background": 0, "a": 1, "b": 2}}, r"knows .*'a'.*--map"),
    ],
)
def test_a_folder_that_is_not_what_it_says_is_one_line_that_names_it(
    name: str, changes: dict[str, Any], message: str, data: Prepared, folder: Path
) -> None:
    edited(folder, name, **changes)
    with pytest.raises(SegevalError, match=message) as caught:
        models.open(f"nnunet:{folder}", Request(data=data))
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_folder_or_checkpoint_of_nnunet_is_refused(data: Prepared, folder: Path) -> None:
    with pytest.raises(UsageError, match=r"has no plans.json. Give one of its folders results\.$"):
        models.open(f"nnunet:{folder.parent}", Request(data=data))
    path = folder / "fold_0" / "checkpoint_final.pth"
    torch.save({"network_weights": {}, "init_args": {"plans": Path("x")}}, path)
    with pytest.raises(BadData, match="which could run code"):
        models.open(f"nnunet:{folder}", Request(data=data))
    torch.save({"network_weights": {"a": torch.zeros(1)}}, path)
    with pytest.raises(BadData, match=r"is no checkpoint of nnU-Net v2, which says what was trained: KeyError"):
        models.open(f"nnunet:{folder}", Request(data=data))


def test_weights_that_answer_nothing_name_the_case(data: Prepared, folder: Path) -> None:
    path = folder / "fold_0" / "checkpoint_final.pth"
    content = torch.load(path, weights_only=True)
    content["network_weights"] = {name: each * 1e38 for name, each in content["network_weights"].items()}
    torch.save(content, path)
    with pytest.raises(BadData, match=r"^phantom_016: results: the network returns NaN or infinity$"):
        ours(folder, data, data.part_cases("test")[0])
