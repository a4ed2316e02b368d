"""What every registered metric promises."""

from dataclasses import replace
from math import inf, isfinite

import numpy as np
import numpy.typing as npt
import pytest
from scipy import ndimage

from segeval.errors import ContractError
from segeval.metrics import REGISTRY, Declaration, Metric, Pair, metric, score
from tests.metrics.helpers import box, make_pair
from tests.metrics.test_golden import ROWS

SPACING = (3.0, 0.5, 1.0)
METRICS = list(REGISTRY.items().values())
every_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)


def blobs(seed: int) -> npt.NDArray[np.bool_]:
    noise = np.random.default_rng(seed).standard_normal((5, 9, 11))
    return np.asarray(ndimage.gaussian_filter(noise, 1) > 0.1)


PAIRS = [make_pair(blobs(seed), blobs(seed + 100), SPACING) for seed in range(5)]


def value(metric: Metric, pair: Pair) -> float:
    found, status = score(metric, pair)
    assert status == "ok"
    assert found is not None
    return found


def best(metric: Metric) -> float:
    return {"higher": metric.bounds[1], "lower": metric.bounds[0], "zero": 0.0}[metric.better]


@every_metric
def test_declaration_is_complete(metric: Metric) -> None:
    assert metric.title
    assert "doi:" in metric.source
    assert metric.fn.__doc__
    assert metric.version >= 1
    assert metric.bounds[0] <= best(metric) <= metric.bounds[1]
    assert isfinite(best(metric))


@every_metric
def test_identity_is_the_best_value(metric: Metric) -> None:
    for pair in PAIRS:
        assert value(metric, replace(pair, prediction=pair.reference)) == best(metric)


@every_metric
def test_values_lie_in_bounds(metric: Metric) -> None:
    low, high = metric.bounds
    assert all(low <= value(metric, pair) <= high for pair in PAIRS)


@every_metric
def test_symmetry_is_as_declared(metric: Metric) -> None:
    swapped = [Pair(pair.prediction, pair.reference, pair.grid) for pair in PAIRS]
    equal = [value(metric, one) == value(metric, other) for one, other in zip(PAIRS, swapped, strict=True)]
    assert all(equal) == metric.symmetric


@every_metric
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_flips_change_nothing(metric: Metric, axis: int) -> None:
    for pair in PAIRS:
        flipped = Pair(np.flip(pair.reference, axis), np.flip(pair.prediction, axis), pair.grid)
        assert value(metric, flipped) == pytest.approx(value(metric, pair), rel=1e-12)


@every_metric
def test_the_order_of_axes_changes_nothing(metric: Metric) -> None:
    for pair in PAIRS:
        turned = make_pair(pair.reference.transpose(2, 0, 1), pair.prediction.transpose(2, 0, 1), (1.0, 3.0, 0.5))
        assert value(metric, turned) == pytest.approx(value(metric, pair), rel=1e-12)


@every_metric
def test_background_around_changes_only_metrics_that_count_it(metric: Metric) -> None:
    counts_background = metric.id in {"pa"}
    for pair in PAIRS:
        padded = make_pair(np.pad(pair.reference, 2), np.pad(pair.prediction, 2), SPACING)
        assert (value(metric, padded) != value(metric, pair)) == counts_background


@every_metric
@pytest.mark.parametrize("factor", [0.25, 10.0])
def test_lengths_scale_with_spacing_and_nothing_else_does(metric: Metric, factor: float) -> None:
    expected = factor if metric.unit == "length" else 1
    for pair in PAIRS:
        scaled = replace(pair, grid=replace(pair.grid, spacing=tuple(factor * s for s in SPACING)))
        assert value(metric, scaled) == pytest.approx(expected * value(metric, pair), rel=1e-12)


@every_metric
def test_eroding_the_prediction_makes_it_worse(metric: Metric) -> None:
    reference = box((13, 13, 13), slice(2, 12), slice(2, 12), slice(2, 12))
    eroded = [reference, *(ndimage.binary_erosion(reference, iterations=n) for n in (1, 2, 3))]
    away = [abs(value(metric, make_pair(reference, prediction)) - best(metric)) for prediction in eroded]
    assert away == sorted(set(away))


@every_metric
def test_empty_masks_have_the_declared_values(metric: Metric) -> None:
    full, nothing = blobs(0), np.zeros((5, 9, 11), np.bool_)
    for reference, prediction, status in [
        (nothing, nothing, "both_empty"),
        (nothing, full, "reference_empty"),
        (full, nothing, "prediction_empty"),
    ]:
        pair = make_pair(reference, prediction, SPACING)
        found = score(metric, pair)
        assert found.status == status
        if metric.empty is None:
            assert found.value == metric.fn(pair)
        else:
            assert found.value == getattr(metric.empty, status.removesuffix("_empty"))


@every_metric
def test_an_empty_mask_never_scores_the_best_value(metric: Metric) -> None:
    for masks in [(blobs(0), np.zeros((5, 9, 11), np.bool_)), (np.zeros((5, 9, 11), np.bool_), blobs(0))]:
        assert score(metric, make_pair(*masks)).value != best(metric)


@every_metric
def test_a_metric_of_the_whole_map_needs_no_rule_for_empty_masks(metric: Metric) -> None:
    assert not metric.whole_map or metric.empty is None


@every_metric
def test_a_golden_row_exists_for_this_version(metric: Metric) -> None:
    versions = {int(row["version"]) for row in ROWS if row["metric"] == metric.id}
    assert versions == {metric.version}


@every_metric
def test_the_declared_need_is_all_that_is_read(metric: Metric) -> None:
    pair = replace(PAIRS[0])
    metric.fn(pair)
    assert ("distances" in vars(pair)) == (metric.needs == "surface")


@every_metric
def test_aliases_resolve(metric: Metric) -> None:
    assert {REGISTRY.resolve(name) for name in (metric.id, *metric.aliases)} == {metric.id}


DECLARATION = Declaration(
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
        metric(DECLARATION)(dice)


def test_a_metric_of_another_package_does_not_register_by_itself() -> None:
    def volume_of_agreement(pair: Pair) -> float:
        return float(pair.counts.tp)

    assert metric(DECLARATION)(volume_of_agreement).id == "volume_of_agreement"
    assert "volume_of_agreement" not in REGISTRY.items()
