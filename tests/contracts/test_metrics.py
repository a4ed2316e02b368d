"""What every registered metric promises; a new metric needs no new test here."""

import inspect
import json
from collections.abc import Iterator
from functools import partial
from math import inf, isfinite
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from scipy import ndimage

from segeval import datasets
from segeval.errors import ContractError
from segeval.metrics import REGISTRY, Metric, Pair, metric, resolve, score
from segeval.records import MetricInfo, decode, to_json
from tests.metrics.helpers import Spacing, make_grid
from tests.metrics.test_golden import ROWS

LabelArray = npt.NDArray[np.uint8]
SPACING = (3.0, 0.5, 1.0)
TOLERANCE = 0.9
SHAPE = (7, 11, 13)
EMPTY: LabelArray = np.zeros(SHAPE, np.uint8)
# What a formula may ask of a pair, by what it declares to need; counts are free.
READS = {
    "counts": set[str](),
    "surface": {"distances", "surfels"},
    "masks": {"masks"},
    "instances": {"objects"},
    "probabilities": {"ranked"},
}
# Thinning takes off voxels direction by direction, so that a centre line may turn with the image; by how much at most.
BY_DIRECTION = {"cldice": 0.1}
# They count false alarms alone, of which an empty prediction has none; no dataset ranks by them.
FALSE_ALARMS = {"specificity", "lesion_fp"}


class Subject(NamedTuple):
    """A metric of one structure, or of whole label maps; label 1 is the structure."""

    metric: Metric
    whole: bool

    def pair(
        self, reference: LabelArray, prediction: LabelArray, spacing: Spacing = SPACING, factor: float = 1
    ) -> Pair:
        """Return the pair of two maps; the prediction is sure of itself."""
        return Pair(
            reference,
            prediction,
            make_grid(reference.shape, tuple(factor * step for step in spacing[-reference.ndim :])),
            () if self.whole else (1,),
            tolerance=factor * TOLERANCE,
            probabilities=(prediction == 1).astype(np.float32),
        )

    def value(self, reference: LabelArray, prediction: LabelArray, **options: Any) -> float:
        """Return the value of a pair without an empty mask."""
        found, status = score(self.metric, self.pair(reference, prediction, **options))
        assert status == "ok"
        assert found is not None
        return found

    @property
    def best(self) -> float:
        """The value of two equal masks."""
        low, high = self.metric.bounds
        return {"higher": high, "lower": low, "zero": 0.0}[self.metric.better]

    def near(self, value: float) -> Any:
        """Return what a value equals that may differ by rounding, or by which direction comes first."""
        return pytest.approx(value, rel=1e-12, abs=BY_DIRECTION.get(self.metric.id))

    def forms(self) -> Iterator["Subject"]:
        """Yield the metric, and with a number that is not its default where it takes one."""
        yield self
        parameter = self.metric.parameter
        if parameter is not None:
            number = (parameter.low + parameter.high) / 2 if isfinite(parameter.high) else parameter.low + 1
            yield self._replace(metric=resolve(f"{self.metric.id}@{number}")[0])


def labels(seed: int) -> LabelArray:
    """Return smooth blobs of three labels that touch each other and the edges."""
    smooth = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal(SHAPE), 1.2)
    return np.digitize(smooth, [-0.02, 0.2, 0.3]).astype(np.uint8)


MAPS = [(labels(seed), labels(seed + 100)) for seed in range(5)]
METRICS = list(REGISTRY.items().values())
SUBJECTS = [
    Subject(metric, whole)
    for metric in METRICS
    for whole in (False, True)
    if ("map" if whole else "structure") in metric.scope
]
every_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
every_subject = pytest.mark.parametrize("subject", SUBJECTS, ids=lambda one: one.metric.id + "-all" * one.whole)


@every_metric
def test_declaration_is_complete(metric: Metric) -> None:
    assert metric.title
    assert "doi:" in metric.source
    assert metric.fn.__doc__
    assert metric.version >= 1
    assert not set(metric.agrees) & set(metric.differs)


@every_metric
def test_what_lies_beside_scores_can_be_written_and_read(metric: Metric) -> None:
    written = json.dumps(to_json(metric.info), allow_nan=False)
    assert decode(MetricInfo, json.loads(written)) == metric.info
    assert metric.info.bounds == tuple(bound if isfinite(bound) else None for bound in metric.bounds)


@every_metric
def test_a_parameter_is_what_the_formula_takes(metric: Metric) -> None:
    _, *taken = inspect.signature(metric.fn).parameters.values()
    parameter = metric.parameter
    assert [(one.name, one.default) for one in taken] == ([(parameter.name, parameter.default)] if parameter else [])
    if parameter and parameter.default is not None:
        assert parameter.low <= parameter.default <= parameter.high
        assert resolve(f"{metric.id}@{parameter.default}")[0].id == metric.id


@every_subject
def test_identity_is_the_best_value(subject: Subject) -> None:
    low, high = subject.metric.bounds
    assert low <= subject.best <= high
    for reference, _ in MAPS:
        assert subject.value(reference, reference) == subject.best


@every_subject
def test_values_lie_in_bounds_and_are_not_all_the_best(subject: Subject) -> None:
    values = [subject.value(*maps) for maps in MAPS]
    low, high = subject.metric.bounds
    assert all(low <= value <= high for value in values)
    assert set(values) != {subject.best}


@every_subject
def test_symmetry_is_as_declared(subject: Subject) -> None:
    # A probability cannot change places with a mask.
    forms = [] if subject.metric.needs == "probabilities" else list(subject.forms())
    differ = [form.value(*maps) != form.value(*maps[::-1]) for form in forms for maps in MAPS]
    assert subject.metric.symmetric == (bool(forms) and not any(differ))


@every_subject
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_flips_change_nothing(subject: Subject, axis: int) -> None:
    for reference, prediction in MAPS:
        flipped = subject.value(np.flip(reference, axis), np.flip(prediction, axis))
        assert flipped == subject.near(subject.value(reference, prediction))


@every_subject
def test_the_order_of_axes_changes_nothing(subject: Subject) -> None:
    for reference, prediction in MAPS:
        turned = subject.value(reference.transpose(2, 0, 1), prediction.transpose(2, 0, 1), spacing=(1.0, 3.0, 0.5))
        assert turned == subject.near(subject.value(reference, prediction))


@every_subject
def test_background_around_changes_only_metrics_that_declare_it(subject: Subject) -> None:
    changed = [
        subject.value(np.pad(reference, margin), np.pad(prediction, margin)) != subject.value(reference, prediction)
        for reference, prediction in MAPS
        for margin in (2, 25)
    ]
    assert any(changed) == subject.metric.background


@every_subject
@pytest.mark.parametrize("factor", [0.25, 10.0])
@pytest.mark.parametrize("ndim", [2, 3])
def test_values_scale_with_spacing_as_their_unit_does(subject: Subject, factor: float, ndim: int) -> None:
    expected = {"length": factor, "volume": factor**ndim}.get(subject.metric.unit, 1)
    for reference, prediction in MAPS:
        maps = (reference, prediction) if ndim == 3 else (reference[2], prediction[2])
        assert subject.value(*maps, factor=factor) == pytest.approx(expected * subject.value(*maps), rel=1e-12)


@every_subject
def test_eroding_the_prediction_never_makes_it_better(subject: Subject) -> None:
    cube = np.zeros((13, 13, 13), np.uint8)
    cube[2:12, 2:12, 2:7], cube[2:12, 2:12, 7:12] = 1, 2
    eroded = [cube, *(cube * ndimage.binary_erosion(cube, iterations=n) for n in (1, 2))]
    away = [abs(subject.value(cube, prediction) - subject.best) for prediction in eroded]
    assert away == sorted(away)


@every_subject
@pytest.mark.parametrize("status", ["both_empty", "reference_empty", "prediction_empty"])
def test_empty_masks_have_the_declared_values(subject: Subject, status: str) -> None:
    full, metric = labels(0), subject.metric
    pair = subject.pair(full if status == "prediction_empty" else EMPTY, full if status == "reference_empty" else EMPTY)
    found = score(metric, pair)
    assert found.status == status
    # Without a voxel above the threshold, probabilities are still there.
    worth = "formula" if metric.empty is None else getattr(metric.empty, status.removesuffix("_empty"))
    if worth == "formula":
        assert found.value == metric.fn(pair)
    else:
        assert found.value == worth
    blind = status == "prediction_empty" and metric.id in FALSE_ALARMS
    assert status == "both_empty" or (found.value == subject.best) == blind


def test_no_board_ranks_by_a_metric_that_is_blind_to_misses() -> None:
    ranked = {name for each in datasets.REGISTRY.items().values() for name in each.info.headline}
    assert ranked
    assert not ranked & FALSE_ALARMS


@every_metric
def test_a_golden_row_exists_for_this_version(metric: Metric) -> None:
    versions = {int(row["version"]) for row in ROWS if row["metric"].partition("@")[0] == metric.id}
    assert versions == {metric.version}


@every_subject
def test_the_declared_need_is_all_that_is_read(subject: Subject) -> None:
    pair = subject.pair(*MAPS[0])
    subject.metric.fn(pair)
    costly = set(vars(pair)) & set().union(*READS.values())
    if subject.metric.needs == "instances":
        costly.discard("masks")  # objects are found in them
    assert bool(costly) == (subject.metric.needs != "counts")
    assert costly <= READS[subject.metric.needs]


@every_metric
def test_aliases_resolve(metric: Metric) -> None:
    assert {REGISTRY.resolve(name) for name in (metric.id, *metric.aliases)} == {metric.id}


declared = partial(
    metric,
    title="again",
    unit="1",
    better="lower",
    bounds=(0, inf),
    empty=None,
    needs="counts",
    symmetric=True,
    version=1,
    source="none",
)


def test_a_second_metric_of_the_same_name_names_both_files() -> None:
    def dice(pair: Pair) -> float:
        return float(pair.counts.tp)

    dice.__module__ = "segeval.metrics.again"
    with pytest.raises(ContractError, match=r"'dice' is declared twice: in .*overlap\.py and in .*test_metrics\.py"):
        declared()(dice)


def test_a_metric_of_another_package_does_not_register_by_itself() -> None:
    def volume_of_agreement(pair: Pair) -> float:
        return float(pair.counts.tp)

    assert declared()(volume_of_agreement).id == "volume_of_agreement"
    assert "volume_of_agreement" not in REGISTRY.items()
