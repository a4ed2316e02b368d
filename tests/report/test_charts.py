"""What the charts of a board show: who is told apart, what nothing cheaper beats, and where a row lies on an axis."""

from pathlib import Path

import numpy as np
import pytest

from segeval import _disk
from segeval.drawing import Dots, Group, Line, Text, flat, labels, magnitude, spanning
from segeval.errors import BadData, UnknownName, UsageError
from segeval.report import build, complete, rank, write_figure
from segeval.report._charts_cost import Priced, front
from segeval.report._charts_forest import Forest, ForestRow, arranged, drawn, forest, thinned
from segeval.report._charts_order import Places, bubbles, matrix, rank_lines
from segeval.report._columns import family, ordered
from segeval.report._contrast import Contrast, contrast
from segeval.report._figures import rank_range, ranked
from segeval.report._figures_ranks import ranks
from segeval.report._protocols import losses_by_protocol
from segeval.report._words import lead, short_ids
from segeval.report.aggregate import MACRO
from segeval.report.page import headline_contrasts
from segeval.report.ranking import Board
from segeval.stats import mean_interval, pairwise
from segeval.store import read_run
from tests.report._factory import Fake, write


def board(root: Path, *fakes: Fake) -> Board:
    return complete(rank([read_run(write(root / "runs", fake)) for fake in fakes]))


def three(root: Path, cases: int = 20) -> Board:
    return board(root, *fakes(cases))


def fakes(cases: int = 20) -> list[Fake]:
    skills = {"best": 0.8, "near": 0.799, "far": 0.5}
    return [Fake(model=m, skill=s, cases=cases, seed=k) for k, (m, s) in enumerate(skills.items(), 1)]


def built(root: Path) -> Path:
    for fake in fakes():
        write(root / "runs", fake)
    build(root / "runs", root / "boards")
    return root / "boards"


def headline(found: Board) -> Contrast:
    return contrast(found, MACRO, found.headline)


def row(key: str, mean: float, **given: object) -> ForestRow:
    plain = {"cases": (mean - 0.1, mean, mean + 0.1), "quartiles": None, "low": mean - 0.05, "high": mean + 0.05}
    return ForestRow(**{"key": key, "rank": "1", "model": f"model {key}", "mean": mean, **plain, **given})  # type: ignore[arg-type]


def test_a_contrast_tells_apart_what_the_board_does(tmp_path: Path) -> None:
    found = three(tmp_path)
    one = headline(found)
    assert [found.rows[k].run.record.model.id for k in one.rows] == ["best", "near", "far"]
    assert one.level == (0, 1)
    assert [rank_range(found.rows[k], one, place) for place, k in enumerate(one.rows)] == ["1–2", "1–2", "3"]
    merits = np.column_stack([each.table.worths("dice") for each in found.rows])
    np.testing.assert_allclose(one.p, pairwise(merits, found.rows[0].table.scores.groups).p)
    assert one.brackets == ((0, 1),)


def test_the_difference_to_the_best_has_the_interval_of_the_paired_differences(tmp_path: Path) -> None:
    found = three(tmp_path)
    one = headline(found)
    worths = [each.table.worths("dice") for each in found.rows]
    expected = worths[2] - worths[0]
    assert one.difference[2] == pytest.approx(np.nanmean(expected))
    assert one.low[2] < one.difference[2] < one.high[2] < 0
    assert one.high[2] - one.low[2] == pytest.approx(
        2 * 2.093 * np.std(expected, ddof=1) / np.sqrt(20), rel=0.02
    )  # Student's t with 19 degrees of freedom
    assert mean_interval(expected).mean == pytest.approx(one.difference[2])


def test_few_groups_tell_nobody_apart_and_have_no_interval(tmp_path: Path) -> None:
    one = headline(three(tmp_path, cases=5))
    assert not one.told.any()
    assert np.isnan(one.low).all()
    assert len(one.level) == 3


def test_brackets_join_longest_stretches_of_neighbours(tmp_path: Path) -> None:
    one = headline(three(tmp_path))
    told = np.array([[0, 0, 1, 1], [0, 0, 0, 1], [1, 0, 0, 0], [1, 1, 0, 0]], dtype=bool)
    four = Contrast(
        view=one.view,
        metric=one.metric,
        rows=(0, 1, 2, 3),
        difference=np.zeros(4),
        low=np.zeros(4),
        high=np.zeros(4),
        p=np.where(told, 0.01, 1),
        told=told,
        cases=9,
        groups=9,
    )
    assert four.brackets == ((0, 1), (1, 2), (2, 3))
    assert drawn(four.brackets) == [(0, 1), (1, 2), (2, 3)]
    assert len(drawn([(k, k + 8) for k in range(9)])) == 4  # there are four lanes


def test_a_forest_plot_draws_every_row_where_its_numbers_are() -> None:
    rows = (row("0", 0.8, level=True, difference=0.0), row("1", 0.6, difference=-0.2))
    found = Forest(title="Dice", unit="1", rows=rows, brackets=((0, 1),), leaders=(), told="told")
    made, panels = forest(found), arranged(found)
    groups = {shape.key: shape for shape in made.shapes if isinstance(shape, Group)}
    for each in rows:
        means = [s for s in groups[each.key].shapes if isinstance(s, Line) and s.style == "mean"]
        assert means[0].points[1][0] == pytest.approx(panels.values.at(each.mean or 0))
    ends = [s for s in groups["1"].shapes if isinstance(s, Dots) and s.style == "apart"]
    assert ends[0].points[0][0] == pytest.approx(panels.differences.at(-0.2))
    assert [s.style for s in groups["0"].shapes if isinstance(s, Text)] == ["note", "first"]
    assert sum(isinstance(s, Line) and s.style == "bracket" for s in made.shapes) == 1
    assert made.told == "told"


def test_a_large_forest_joins_its_shapes_and_loses_no_row() -> None:
    rows = tuple(row(str(k), 0.9 - 0.01 * k, difference=-0.01 * k) for k in range(40))
    made = forest(Forest(title="Dice", unit="1", rows=rows, brackets=(), leaders=(), told=""))
    assert not any(isinstance(shape, Group) for shape in made.shapes)
    assert sum(isinstance(s, Dots) and s.style == "ink" for s in flat(made.shapes)) == 40
    names = {shape.text for shape in flat(made.shapes) if isinstance(shape, Text)}
    assert names >= {each.model for each in rows}


def test_thinned_cases_keep_their_range() -> None:
    values = list(np.linspace(0, 1, 500))
    kept = thinned(values, rows=6)
    assert (len(kept), kept[0], kept[-1]) == (40, 0, 1)
    assert thinned([3.0, 1.0, 2.0], rows=6) == (1.0, 2.0, 3.0)


def test_the_front_is_what_nothing_cheaper_matches() -> None:
    def priced(cost: float, score: float) -> Priced:
        return Priced(model=f"{cost:g}", cost=cost, score=score, low=None, high=None, level=False)

    models = [priced(1, 0.5), priced(2, 0.4), priced(3, 0.7), priced(4, 0.7), priced(5, 0.6)]
    assert [each.model for each in front(models, higher=True)] == ["1", "3"]
    assert [each.model for each in front(models, higher=False)] == ["1", "2"]


def test_the_matrix_hatches_what_is_not_told_apart() -> None:
    told = np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=bool)
    styles = [getattr(shape, "style", "") for shape in matrix(["a", "b", "c"], told, "").shapes]
    assert [styles.count(style) - 1 for style in ("best", "worse", "hatch")] == [1, 1, 4]  # each once in the legend


def test_rank_lines_lack_nobody_and_leave_out_what_has_no_place() -> None:
    columns = [Places(name="dice", places=(0.0, 1.0, 2.0)), Places(name="hd", places=(1.0, None, 0.0))]
    groups = [s for s in rank_lines(["a", "b", "c"], columns, {0}, "").shapes if isinstance(s, Group)]
    found = {group.told: next(s for s in group.shapes if isinstance(s, Dots)).points for group in groups}
    assert {name: len(points) for name, points in found.items()} == {"a": 2, "b": 1, "c": 2}


def test_ticks_are_round_and_told_apart() -> None:
    scale = spanning([0.71, 0.93], 0, 100)
    assert labels(scale.ticks()) == ["0.75", "0.80", "0.85", "0.90"]
    assert labels([-0.05, -0.025, 0.0]) == ["−0.050", "−0.025", "0.000"]
    log = spanning([2e3, 3e7], 0, 100, log=True)
    assert [magnitude(tick) for tick in log.ticks()] == ["10 k", "100 k", "1 M", "10 M"]
    assert spanning([], 0, 100).at(0.5) == 50


def test_metrics_are_in_the_families_of_their_modules() -> None:
    from segeval.metrics import REGISTRY

    there = {"instance": "Instances", "surface": "Surface", "tolerance": "Surface", "volume": "Volume"}
    for name in REGISTRY.items():
        metric = REGISTRY.get(name)
        assert family(metric.info) == there.get(metric.family, "Overlap"), name


def test_what_ranks_stands_first_and_pixel_accuracy_last(tmp_path: Path) -> None:
    found = three(tmp_path)
    assert [m.id for view, m in ordered(found) if view == "liver"] == ["dice", "hd95", "rvd"]


def test_the_sentence_says_who_leads_and_by_how_much(tmp_path: Path) -> None:
    alone = lead(found := three(tmp_path / "a"), headline_contrasts(found))
    assert alone.startswith("best has the best Dice (mean over structures): 0.")
    assert "above near, paired over 20 cases." in alone
    assert "It is not told apart from near." in alone
    level = (Fake(model=f"m{k}", skill=0.8 if k == 0 else 0.76, cases=20, seed=k + 1) for k in range(9))
    among = lead(many := board(tmp_path / "e", *level), headline_contrasts(many))
    assert "0.0320 [0.011, 0.053] above m7, paired over 20 cases. With Holm's correction for all 36 pairs" in among
    clear = board(tmp_path / "b", *(Fake(model=m, skill=s, cases=20) for m, s in (("one", 0.9), ("two", 0.6))))
    assert lead(clear, headline_contrasts(clear)).startswith("one leads by Dice")
    single = board(tmp_path / "c", Fake(model="only"))
    assert lead(single, headline_contrasts(single)).startswith("only is the only ranked model: Dice 0.")
    none = board(tmp_path / "d", Fake(marks=("random weights",)))
    assert lead(none, headline_contrasts(none)) == "No model is ranked yet: 1 run is shown (random weights)."


def test_long_ids_are_cut_where_they_stay_unique() -> None:
    ids = ["a" * 10 + "b" * 54, "a" * 10 + "c" * 54, "case-1"]
    assert list(short_ids(ids).values()) == ["a" * 10 + "b…", "a" * 10 + "c…", "case-1"]


@pytest.mark.parametrize("ending", ["svg", "pdf", "png", "csv"])
def test_every_chart_is_a_file_of_every_kind(tmp_path: Path, ending: str) -> None:
    boards = built(tmp_path)
    for key in ("forest", "pairs", "ranks", "params", "seconds", "cases"):
        path = write_figure("toy/liver", tmp_path / f"{key}.{ending}", chart=key, boards=boards)
        assert path.stat().st_size > 40, key
    if ending == "csv":
        rows = _disk.from_csv(tmp_path / "forest.csv")
        assert [each["model"] for each in rows] == ["best", "near", "far"]
        assert float(rows[2]["difference"]) < -0.2


def test_a_figure_that_cannot_be_is_refused_in_one_line(tmp_path: Path) -> None:
    boards = built(tmp_path)
    with pytest.raises(UsageError, match=r"ends in .doc; a figure is .svg"):
        write_figure("toy/liver", tmp_path / "a.doc", boards=boards)
    with pytest.raises(BadData, match="holds no board"):
        write_figure("other", tmp_path / "a.svg", boards=boards)
    with pytest.raises(UnknownName, match="did you mean pairs"):
        write_figure("toy/liver", tmp_path / "a.svg", chart="pair", boards=boards)


def test_protocols_that_order_the_models_otherwise_have_a_line_and_the_others_are_named(tmp_path: Path) -> None:
    """The fake runs hold one case that has no tumour, which TransUNet's script counts as 0 and LiTS' as 1."""
    found = three(tmp_path)
    rows = ranked(found)
    orders = losses_by_protocol(found, rows)
    assert orders["lits"] == orders["medpy"]
    means = [row.cells[MACRO, "dice"].mean or 0 for row in rows]
    shift = 1 / (2 * 20)  # of one of two structures in one of twenty cases
    liver, tumour = (np.array([row.cells[name, "dice"].mean or 0 for row in rows]) for name in ("liver", "tumour"))
    assert orders["lits"] == pytest.approx(-(liver + (19 * tumour + 1) / 20) / 2)
    assert orders["transunet"] == pytest.approx(-(liver + 19 * tumour / 20) / 2)
    assert np.subtract(orders["transunet"], orders["lits"]) == pytest.approx(np.full(len(means), shift))
    figure = ranks(found, headline_contrasts(found))
    assert figure is not None
    assert "The order by dice is the same by the conventions of lits, decathlon, nnunet, transunet" in figure.caption


def test_ranks_of_draws_are_numbers_of_a_figure(tmp_path: Path) -> None:
    boards = built(tmp_path)
    write_figure("toy/liver", tmp_path / "redrawn.csv", chart="redrawn", boards=boards)
    lines = _disk.from_csv(tmp_path / "redrawn.csv")
    assert [line["model"] for line in lines] == ["best", "near", "far"]
    assert lines[2] == {"model": "far", "rank 1": "0.0", "rank 2": "0.0", "rank 3": "1.0"}
    assert float(lines[0]["rank 1"]) + float(lines[1]["rank 1"]) == pytest.approx(1, abs=1e-3)


def test_bubbles_are_as_large_as_their_share() -> None:
    shares = np.array([[0.75, 0.25], [0.25, 0.75]])
    drawing = bubbles(["a", "b"], shares, {0}, "told")
    dots = [shape for shape in flat(drawing.shapes) if isinstance(shape, Dots)]
    assert [dot.style for dot in dots] == ["key", "key", "knot", "knot"]
    assert dots[0].radius ** 2 / dots[1].radius ** 2 == pytest.approx(3)
    assert dots[1].points[0][0] == dots[3].points[0][0]  # one rank, one column
