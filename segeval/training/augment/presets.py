"""Presets: augmentations in order, with the shares and ranges that a paper or its code gives them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

MIXUP = "mixup"
STANDARD = ("flip", "deform", "contrast", "brightness", "gamma", "noise", "blur")


class Step(NamedTuple):
    """An augmentation, the share of samples that it changes (None: the declared one), and its ranges by name."""

    id: str
    share: float | None = None
    ranges: Mapping[str, Any] = {}


def step(id: str, share: float | None = None, **ranges: float | bool | tuple[float, float]) -> Step:  # noqa: A002
    """Return a step with ranges of its own."""
    return Step(id, share, ranges)


PRESETS: dict[str, tuple[Step, ...]] = {
    "none": (),
    # After Isensee et al. 2021, doi:10.1038/s41592-020-01008-z, with gentler ranges and a smooth deformation.
    "standard": tuple(map(Step, STANDARD)),
    # nnU-Net 2.6, nnUNetTrainer.get_training_transforms, for 3D. "contrast" is its multiplicative brightness.
    "nnunet": (
        step("affine", 0.2, degrees=30.0, scaling=(0.7, 1.4)),
        step("noise", 0.1, high=0.1),
        step("gaussian-blur", 0.2, low=0.5, high=1.0, per_channel=0.5),
        step("contrast", 0.15, low=0.75, high=1.25, halves=True),
        step("mean-contrast", 0.15, low=0.75, high=1.25),
        step("low-resolution", 0.25, low=0.5, per_channel=0.5),
        step("inverted-gamma", 0.1, low=0.7, high=1.5),
        step("gamma", 0.3, low=0.7, high=1.5, halves=True, keep=True),
        step("flip"),
    ),
    # Ronneberger et al. 2015, arXiv:1505.04597, section 3.1: "shift and rotation invariance as well as robustness to
    # deformations and gray value variations". Only the field is published; the other ranges are those of "standard".
    "unet": (
        step("elastic-grid", 1.0, degrees=25.0, shift=0.1),
        step("contrast", 1.0),
        step("brightness", 1.0),
    ),
    # Çiçek et al. 2016, arXiv:1606.06650, section 3.2: "rotation, scaling and gray value augmentation", and the field;
    # their ranges are not published.
    "unet3d": (
        step("b-spline", 1.0, degrees=25.0, scaling=(0.75, 1.35)),
        step("contrast", 1.0),
        step("brightness", 1.0),
    ),
    # H&E: Tellez et al. 2019, arXiv:1902.06543, "morphology" and light stain augmentation.
    "stain": (
        step("flip"),
        step("scale", 0.5, scaling=(0.8, 1.2)),
        step("elastic", 0.3),
        step("stain-jitter", 1.0),
        step("gaussian-blur", 0.2, low=0.1, high=1.0),
        step("noise", 0.2, high=0.1),
    ),
}
