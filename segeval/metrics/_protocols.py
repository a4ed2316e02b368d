"""Protocols: the conventions of other benchmarks and tools, as declarations that rename and re-read our metrics."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal, cast

from segeval.errors import UsageError
from segeval.metrics._lits import detected_lesions
from segeval.metrics._measure.pair import Pair
from segeval.metrics._measure.surfaces import Border
from segeval.metrics._reads import HasSurfaces
from segeval.metrics._registry import PRESETS, Empty, Metric, resolve
from segeval.records import Structure
from segeval.registry import suggest

Averaging = Literal["cases", "voxels", "lesions"]
TITLES: Mapping[Averaging, str] = {
    "cases": "",
    "voxels": ", all voxels of all cases together",
    "lesions": ", mean of the detected lesions",
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How a protocol computes one of its numbers: by which of our metrics, and measured how.

    ``empty`` is what empty masks are worth to it. ``averaging`` says what a mean runs over: cases, the voxels of all
    cases together, or first the detected lesions of a case and then cases. ``swapped``: reference and prediction
    change places.
    """

    metric: str
    empty: Empty
    border: Border = "faces"
    voxels: bool = False
    swapped: bool = False
    averaging: Averaging = "cases"


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """The conventions of one benchmark or tool. Without rules: every metric as it declares itself.

    ``version`` rises whenever a number of the protocol may change.
    """

    id: str
    title: str
    source: str
    rules: Mapping[str, Rule] = field(default_factory=dict)
    version: int = 1

    @property
    def policy(self) -> str:
        """The name under which runs record that they were scored by this protocol; others are not comparable."""
        return f"{self.id}-{self.version}"

    def metrics(
        self, names: str | Sequence[str] = "standard", structures: Sequence[Structure] = ()
    ) -> tuple[Metric, ...]:
        """Return the metrics of given names as this protocol computes them.

        A preset means all that it defines, but for those that need a tolerance where a structure has none.

        Raises:
            UsageError: If the protocol does not define one of the names, or one needs a tolerance that is not there.
        """
        if not self.rules:
            return _with_tolerances(resolve(names), structures)
        words = [word.strip() for word in (names.split(",") if isinstance(names, str) else names)]
        if set(words) & set(PRESETS):
            strict = all(structure.tolerance is not None for structure in structures)
            known = [_ruled(name, rule) for name, rule in self.rules.items()]
            return tuple(metric for metric in known if strict or not metric.wants_tolerance)
        wanted = dict.fromkeys(self._name(word) for word in words if word)
        return _with_tolerances([_ruled(name, self.rules[name]) for name in wanted], structures)

    def _name(self, word: str) -> str:
        name = word if word in self.rules else resolve(word)[0].id
        if name not in self.rules:
            msg = f"protocol {self.id} has no rule for {word}; it defines {', '.join(self.rules)}"
            raise UsageError(msg)
        return name


def _with_tolerances(metrics: Sequence[Metric], structures: Sequence[Structure]) -> tuple[Metric, ...]:
    """Return the metrics; UsageError if one asks for the tolerance of a structure that has none."""
    without = [structure.name for structure in structures if structure.tolerance is None]
    for metric in metrics:
        if without and metric.wants_tolerance:
            msg = f"{metric.id}: {', '.join(without)} without a tolerance; pass one in the name, such as {metric.id}@2"
            raise UsageError(msg)
    return tuple(metrics)


def _ruled(name: str, rule: Rule) -> Metric:
    base = resolve(rule.metric)[0]
    title = base.title + TITLES[rule.averaging]
    needs = "instances" if rule.averaging == "lesions" else base.needs
    unit = "px" if rule.voxels and base.unit == "length" else base.unit
    fn = partial(_by_lesion if rule.averaging == "lesions" else _by_rule, rule, base)
    info = replace(base.info, id=name, title=title, unit=unit)
    return replace(base, info=info, empty=rule.empty, needs=needs, fn=fn)


def _by_rule(rule: Rule, base: Metric, pair: HasSurfaces) -> float:
    """Return what the formula of a metric gives for a pair that is seen as a rule says."""
    seen = pair.swapped() if rule.swapped else pair
    return float(base.fn(seen.measured(border=rule.border, voxels=rule.voxels)))


def _by_lesion(rule: Rule, base: Metric, pair: Pair) -> float:
    """Return the mean over the detected lesions of a pair, and where there is none what that is worth to the rule."""
    known = vars(pair)  # where cached properties lie: all numbers of a case are about the same lesions
    if "lesions" not in known:
        known["lesions"] = detected_lesions(pair)
    lesions: list[Pair] = known["lesions"]
    if not lesions:
        return cast(float, rule.empty.prediction)
    return math.fsum(_by_rule(rule, base, lesion) for lesion in lesions) / len(lesions)


def protocol(name: str) -> Protocol:
    """Return the protocol of this name; UnknownName suggests the nearest."""
    if name.lower() not in PROTOCOLS:
        raise suggest(noun="protocol", name=name, known=PROTOCOLS, hint='Run "segeval ls protocols".')
    return PROTOCOLS[name.lower()]


# (both empty, reference empty, prediction empty)
OVERLAP = Empty(None, 0, 0)
ONE = Empty(1, 0, 0)
NOTHING = Empty(None, None, None)
LARGE = Empty(None, 9001, 9001)  # the challenge's stand-in for infinity

_LITS = {
    "dice": Rule(metric="dice", empty=ONE),
    "dice_global": Rule(metric="dice", empty=ONE, averaging="voxels"),
    "voe": Rule(metric="voe", empty=Empty(None, 1, 1)),
    "rvd": Rule(metric="rvd", empty=LARGE),
    "asd": Rule(metric="asd", empty=LARGE, border="edges"),
    "rmsd": Rule(metric="rmsd", empty=LARGE, border="edges"),
    "hd": Rule(metric="hd", empty=LARGE),
}
# Over lesions that were detected, so that only a case without any is empty.
_LESIONS = {
    "dice": Rule(metric="dice", empty=Empty(None, None, 0), averaging="lesions"),
    "voe": Rule(metric="voe", empty=Empty(None, None, 1), averaging="lesions"),
    "rvd": Rule(metric="rvd", empty=Empty(None, None, 9001), swapped=True, averaging="lesions"),
    "asd": Rule(metric="asd", empty=Empty(None, None, 9001), border="edges", averaging="lesions"),
    "rmsd": Rule(metric="rmsd", empty=Empty(None, None, 9001), border="edges", averaging="lesions"),
    "hd": Rule(metric="hd", empty=Empty(None, None, 9001), border="edges", averaging="lesions"),
}

_ALL = (
    Protocol(
        id="segeval",
        title="segeval",
        source="DECISIONS.md D2 and D3: millimetres on the native grid, no value where none is defined",
    ),
    Protocol(
        id="lits",
        title="LiTS, whole label",
        source="Bilic et al. 2023, doi:10.1016/j.media.2022.102680; scorer of the ISBI 2017 challenge: rvd signed and "
        "relative to the reference, asd over 18-neighbour borders, hd over 6-neighbour ones",
        rules=_LITS,
    ),
    Protocol(
        id="lits-lesion",
        title="LiTS, detected lesions",
        source="scorer of the MICCAI 2017 challenge: components of 6 neighbours, lesions that overlap by more than "
        "half of their union, 18-neighbour borders, rvd relative to the prediction; 9001 where no lesion was detected",
        rules=_LESIONS,
    ),
    Protocol(
        id="decathlon",
        title="Medical Segmentation Decathlon",
        source="Antonelli et al. 2022, doi:10.1038/s41467-022-30695-9; surface Dice of Nikolov et al. 2021 by area",
        rules={"dice": Rule(metric="dice", empty=OVERLAP), "nsd": Rule(metric="nsd", empty=OVERLAP)},
    ),
    Protocol(
        id="nnunet",
        title="nnU-Net evaluation",
        source="Isensee et al. 2021, doi:10.1038/s41592-020-01008-z: mean over the cases where the class is anywhere",
        rules={"dice": Rule(metric="dice", empty=OVERLAP), "iou": Rule(metric="iou", empty=OVERLAP)},
    ),
    Protocol(
        id="transunet",
        title="TransUNet line of Synapse and ACDC papers",
        source="Chen et al. 2021, arXiv:2102.04306, evaluation script: voxels instead of millimetres, both directions "
        "pooled, 1 and 0 for a structure that is not there, 0 and 0 for one that was missed",
        rules={
            "dice": Rule(metric="dice", empty=Empty(0, 1, 0)),
            "hd95": Rule(metric="hd95_pooled", empty=Empty(0, 0, 0), voxels=True),
        },
    ),
    Protocol(
        id="monai",
        title="MONAI metrics with their defaults",
        source="MONAI 1.6: cases without the structure in the reference are ignored, the surface distance is directed "
        "from the prediction, surface Dice counts border voxels; where one mask is empty, its asd and hd are infinite "
        "and its hd95 is not a number: no value here, since files hold neither",
        rules={
            "dice": Rule(metric="dice", empty=Empty(None, None, 0)),
            "iou": Rule(metric="iou", empty=Empty(None, None, 0)),
            "asd": Rule(metric="asd_prediction", empty=NOTHING),
            "hd": Rule(metric="hd", empty=NOTHING),
            "hd95": Rule(metric="hd95", empty=NOTHING),
            "nsd": Rule(metric="nsd_voxel", empty=OVERLAP),
        },
    ),
    Protocol(
        id="medpy",
        title="medpy.metric.binary with voxel spacing",
        source="medpy 0.5: two empty masks overlap perfectly, distances of an empty mask are refused, one percentile "
        "of both directions together",
        rules={
            "dice": Rule(metric="dice", empty=ONE),
            "iou": Rule(metric="iou", empty=ONE),
            "rvd": Rule(metric="rvd", empty=Empty(None, None, -1)),
            "asd": Rule(metric="asd", empty=NOTHING),
            "hd": Rule(metric="hd", empty=NOTHING),
            "hd95": Rule(metric="hd95_pooled", empty=NOTHING),
            "precision": Rule(metric="precision", empty=Empty(0, 0, 0)),
            "recall": Rule(metric="recall", empty=Empty(0, 0, 0)),
        },
    ),
    Protocol(
        id="metrics-reloaded",
        title="MetricsReloaded",
        source="Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z, its own package: two empty masks agree",
        rules={
            "dice": Rule(metric="dice", empty=ONE),
            "iou": Rule(metric="iou", empty=OVERLAP),
            "asd": Rule(metric="asd", empty=Empty(0, None, None)),
            "masd": Rule(metric="masd", empty=Empty(0, None, None)),
            "hd": Rule(metric="hd", empty=Empty(0, None, None)),
            "hd95": Rule(metric="hd95", empty=Empty(0, None, None)),
            "nsd": Rule(metric="nsd_voxel", empty=ONE),
        },
    ),
    Protocol(
        id="brats",
        title="BraTS up to 2022 (unverified)",
        source="Bakas et al. 2018, arXiv:1811.02629, and descriptions; the official scorer was not seen. Two empty "
        "regions score 1 and 0 mm, an invented or missed one 0 and 373.13 mm, the diagonal of the image",
        rules={
            "dice": Rule(metric="dice", empty=ONE),
            "hd95": Rule(metric="hd95", empty=Empty(0, 373.128664, 373.128664)),
        },
    ),
)
PROTOCOLS: Mapping[str, Protocol] = {declared.id: declared for declared in _ALL}
