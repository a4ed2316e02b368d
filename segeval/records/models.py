"""What answers a case: networks as their papers declare them, trained weights, and the predictions themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from segeval.errors import BadData
from segeval.records.grids import FloatArray, LabelArray, Mask

Size = int | tuple[int, ...]

NOT_BLIND = "settings were chosen on the scored cases"  # the mark of a run that has no rank


FAMILIES = {
    "fcn": "a classifier made convolutional, with a light decoder",
    "context": "dilation and pyramids that look far around every pixel",
    "unet": "an encoder and a decoder that share features at every scale",
    "attention": "a convolutional network that weighs places or channels",
    "transformer": "self-attention over patches",
    "mlp": "perceptrons over patches, or convolutions folded into them",
    "graph": "a network on nodes and edges",
    "searched": "found by a search over architectures",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """A network as its paper declares it; every field is a literal, so that it can be read without torch.

    ``params`` counts the weights at ``(in_channels, classes)`` of ``reference``; ``reference_shape`` is an input that
    its costs are known for. ``options`` are all that can be set, with their defaults; ``choices`` lists the values of
    those that are words. A variant is an id of its own with other values for any of these fields. ``family`` is what
    kind of network it is, one of ``FAMILIES``; ``citation`` is the BibTeX entry of its paper.

    Sizes hold for every axis, or are given per axis: an image is a multiple of ``divisor`` and lies between
    ``min_size`` and ``max_size``; ``fixed_size`` is the only one that a network with position tables accepts.
    ``size`` "built": parameters depend on the size of the image, which must be known when the network is built.

    ``side_outputs`` counts the logits besides the answer, ``extras`` names what else it computes that is no logits.
    ``params_fused`` counts the weights after ``fuse()``, where there is one; ``no_export`` says why ``torch.export``
    cannot take the network, where it cannot. ``tiny`` are options of a form that is
    small enough for tests, ``tiny_shape`` an image for it on which every layer sees what it would see on a large one;
    default: the smallest that the network accepts.
    """

    id: str
    title: str
    year: int
    paper: str
    family: str = ""
    citation: str = ""
    ndim: tuple[int, ...]
    params: int
    reference: tuple[int, int]
    reference_shape: tuple[int, ...]
    divisor: Size = 1
    min_size: Size = 1
    max_size: Size | None = None
    fixed_size: Size | None = None
    size: Literal["any", "built"] = "any"
    side_outputs: int = 0
    extras: tuple[str, ...] = ()
    min_batch: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tiny: Mapping[str, Any] = field(default_factory=dict)
    tiny_shape: tuple[int, ...] = ()
    params_fused: int | None = None
    no_export: str = ""
    aliases: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What a model was trained on.

    ``cases`` is the digest of the case ids, ``seed`` that of its training. ``other`` says in words what is no dataset
    of ours. ``declared``: a person said so, nothing recorded it.
    """

    dataset: str = ""
    split: str = ""
    split_digest: str = ""
    part: str = "train"
    cases: str = ""
    seed: int | None = None
    other: str = ""
    declared: bool = False

    def __str__(self) -> str:
        place = ":".join(filter(None, (self.dataset, self.split, self.part))) if self.dataset else ""
        told = " and ".join(filter(None, (place, self.other)))
        return f"{told} (declared)" if self.declared else told


def spelled(value: Any, signs: str = "+x") -> str:
    """Return an option of a network as a command line has it: ``true``, ``0.5``, ``8+16+32``, ``1x3x3+3x3x3``."""
    if isinstance(value, tuple | list):
        return signs[0].join(spelled(item, signs[1:]) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).replace("e+", "e") if isinstance(value, float) else str(value)


def unbracketed(name: str) -> tuple[str, str]:
    """Return what a network is called without its options, and the text of those: ``unet[width=8]`` has ``width=8``."""
    network, _, options = name.partition("[")
    return network, options.removesuffix("]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """What a model says of itself, and what identifies it.

    ``digest`` changes with whatever it answers by: weights, code or files. ``settings`` are those that may change an
    answer. ``trained_on`` None: nobody knows. ``parts`` are the models that a strategy asks, so that what a pipeline is
    is a tree. ``chosen_on`` are the cases on which settings were chosen, where that is known. ``not_answered`` are the
    structures of the dataset that it does not know, which is no empty prediction.
    """

    id: str
    digest: str
    kind: str
    trained_on: Trained | None
    settings: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple["Answerer", ...] = ()
    chosen_on: tuple[Trained, ...] = ()
    not_answered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """How the intensities of a channel are brought to what a model expects: (clip(x, low, high) - mean) / deviation.

    None for ``mean`` and ``deviation`` takes those of the image itself; with ``nonzero`` only voxels other than 0
    count, and those that are 0 stay it. None for ``low`` or ``high`` leaves that side open.
    """

    low: float | None = None
    high: float | None = None
    mean: float | None = 0
    deviation: float | None = 1
    nonzero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """How a model wants an image.

    ``axes`` names the axes of its arrays in order, of canonical images (z up, y to the front, x to the right): "zyx" is
    ours, "yx" sees an image slice by slice, "xyz" is what nibabel's arrays are. ``spacing`` is that of the array
    ``(z, y, x)`` or ``(y, x)``, 0 for an axis that keeps its own; None keeps the native grid, or brings every image to
    ``shape`` voxels where that is given. ``channels`` scale the
    channels of the image; with ``slices`` above 1 as many neighbouring slices, an odd number, are stacked as channels.
    ``previous`` are labels of which an earlier model says where they are: a map for each, from 0 to 1, follows the
    channels of the image.
    """

    axes: str
    spacing: tuple[float, ...] | None
    channels: tuple[Scaling, ...]
    slices: int = 1
    previous: tuple[int, ...] = ()
    shape: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no image could be brought to."""
        if len(set(self.axes)) < len(self.axes) or not set(self.axes) <= set("zyx") or len(self.axes) < 2:
            msg = f"axes {self.axes!r} are not two or three of z, y, x"
            raise BadData(msg)
        if self.slices < 1 or self.slices % 2 == 0:
            msg = f"slices {self.slices} is not an odd number: the middle one is the answer's"
            raise BadData(msg)
        if self.shape and (self.spacing is not None or min(self.shape) < 1):
            msg = f"shape {self.shape} and spacing {self.spacing}: give one of them, and voxels from 1"
            raise BadData(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How a model walks over an image: ``patch`` along the axes of the input, in voxels of the model's grid.

    Neighbours share at least ``overlap`` of a window. ``flips`` are the axes along which mirror images are as likely.
    """

    patch: tuple[int, ...]
    overlap: float = 0.5
    flips: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What the channels of a model's logits mean.

    "softmax": one channel a label, in the order of ``labels``, the largest wins. "sigmoid": one channel a region, which
    joins the labels of ``regions``; where it is likelier than not, its first label is written, later regions over
    earlier ones.
    """

    labels: Mapping[int, str]
    activation: Literal["softmax", "sigmoid"] = "softmax"
    regions: tuple[tuple[int, ...], ...] = ()

    @property
    def channels(self) -> int:
        """How many logits there are for a voxel."""
        return len(self.labels) if self.activation == "softmax" else len(self.regions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How trained weights want their input, how they are run, and what their output means; JSON beside the weights.

    ``options`` are those of the architecture that are not at their default. ``chosen_on`` are the cases that decided
    which weights on the way were kept.
    """

    model: str
    input: Input
    window: Window
    output: Output
    options: Mapping[str, Any] = field(default_factory=dict)
    trained_on: Trained | None = None
    chosen_on: tuple[Trained, ...] = ()

    @property
    def ndim(self) -> int:
        """The dimensions that the network sees."""
        return len(self.input.axes)

    @property
    def in_channels(self) -> int:
        """The channels that the network sees."""
        return (len(self.input.channels) + len(self.input.previous)) * self.input.slices


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A mask on the native grid of its case, with what it cost.

    ``instances`` number its objects, where the model tells them apart. ``probabilities`` are ``(C, *grid.shape)``, one
    channel per label in rising order of label values, background first. ``maps`` of ``grid.shape`` are what else it
    has to say of every voxel, such as how unsure it is, by name. ``peak_bytes`` 0: not measured.
    """

    case_id: str
    mask: Mask
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_bytes: int = 0
    instances: LabelArray | None = None
    probabilities: FloatArray | None = None
    maps: Mapping[str, FloatArray] = field(default_factory=dict)
