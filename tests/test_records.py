"""Records on disk: what is at its default is left out, so that they may grow, and one door leads back."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segeval import datasets, metrics, records, zoo
from segeval.errors import BadData
from segeval.infer import Settings
from segeval.records import (
    Answerer,
    Case,
    CaseScore,
    Data,
    DatasetInfo,
    Grid,
    Input,
    Output,
    Recipe,
    RemoteFile,
    Rules,
    RunRecord,
    Scaling,
    Split,
    Structure,
    Trained,
    Window,
    canonical,
    decode,
    digest,
)
from segeval.training.loop import Options

TRAINED = Trained(dataset="phantom", split="drawn", split_digest="ab", cases="cd", seed=3)
RECIPE = Recipe(
    model="unet",
    input=Input(axes="zx", spacing=(0, 1.5, 1.5), channels=(Scaling(low=-3.5, mean=None), Scaling(deviation=255))),
    window=Window(patch=(64, 32), flips=(1,)),
    output=Output(labels={0: "background", 4: "tumour"}, activation="sigmoid", regions=((4,),)),
    options={"width": 4, "norm": "batch"},
    trained_on=TRAINED,
)
RUN = RunRecord(
    data=Data(
        dataset="phantom",
        version=1,
        unit="mm",
        split="drawn",
        part="test",
        split_digest="ab",
        label_digest="cd",
        case_ids=("one", "two"),
        structures=(Structure("organ", (1, 2), 3.0), Structure("lesion", (2,))),
    ),
    rules=Rules(policy="skip", metrics={"dice": 1, "hd95": 2}),
    model=Answerer(
        id="unet",
        digest="ef",
        kind="network",
        trained_on=TRAINED,
        settings={"recipe": canonical(RECIPE), "flips": True},
    ),
    marks=("partial dataset",),
)
# One of each record that is plain values; images, masks and predictions hold arrays.
EXAMPLES: list[Any] = [
    RUN,
    RUN.data,
    RUN.rules,
    RUN.model,
    RUN.data.structures[0],
    RECIPE,
    RECIPE.input,
    RECIPE.input.channels[0],
    RECIPE.window,
    RECIPE.output,
    TRAINED,
    datasets.describe("phantom"),
    Split(dataset="phantom", name="drawn", source="formula", train=("a", "b"), test=("c",)),
    RemoteFile(name="a.zip", urls=("https://example.org/a.zip",), size=3),
    Case(dataset="phantom", id="one", group="p1", images=(Path("a.nii"),), mask=Path("b.nii"), meta={"shape": (3, 4)}),
    CaseScore(case_id="one", group="p1", structure="organ", metric="dice", value=0.5, status="ok", unit="1"),
    metrics.REGISTRY.get("dice").info,
    Grid.pixels((3, 4)),
    zoo.get("unet"),
]
ARRAYS = {"Mask", "Prediction", "Volume"}
every_record = pytest.mark.parametrize("record", EXAMPLES, ids=lambda record: type(record).__name__)
stored = pytest.mark.parametrize(
    "record", [each for each in EXAMPLES if not isinstance(each, Case)], ids=lambda record: type(record).__name__
)  # cases become rows of a table, not JSON


def widened(content: Any) -> Any:
    """Return a record, and all that it holds, as records of a version of segeval that has one field more."""
    if dataclasses.is_dataclass(content) and not isinstance(content, type):
        values = {each.name: widened(getattr(content, each.name)) for each in dataclasses.fields(content)}
        return wider(type(content))(**values)
    return tuple(map(widened, content)) if isinstance(content, tuple) else content


def wider(kind: type[Any]) -> type[Any]:
    added = ("added", str, dataclasses.field(default="none"))
    return dataclasses.make_dataclass(kind.__name__, [added], bases=(kind,), frozen=True, kw_only=True)


# Growing


def test_each_record_of_plain_values_has_an_example() -> None:
    named = {name for name in records.__all__ if dataclasses.is_dataclass(getattr(records, name))}
    assert named - ARRAYS == {type(record).__name__ for record in EXAMPLES}


@every_record
def test_a_new_field_at_its_default_leaves_every_digest_as_it_is(record: Any) -> None:
    grown = widened(record)
    assert digest(canonical(grown)) == digest(canonical(record))
    assert digest(canonical(dataclasses.replace(grown, added="some"))) != digest(canonical(record))


@stored
def test_what_was_written_before_a_field_existed_is_read_with_its_default(record: Any) -> None:
    read = decode(wider(type(record)), json.loads(json.dumps(canonical(record))))
    assert read.added == "none"
    assert canonical(read) == canonical(record)


def test_a_new_field_changes_neither_the_id_of_a_run_nor_whom_it_is_compared_with() -> None:
    grown = widened(RUN)
    assert grown.model.added == grown.data.structures[0].added == "none"
    assert grown.run_id == RUN.run_id
    assert grown.comparability == RUN.comparability


# Identity


def test_what_is_at_its_default_is_not_written() -> None:
    assert canonical(Scaling()) == {}
    assert canonical(Settings()) == canonical(Options()) == {}
    assert canonical(Structure("organ", (1,))) == {"name": "organ", "values": [1]}
    assert canonical(Output(labels={0: "background"})) == {"labels": {"0": "background"}}


def test_what_only_costs_is_not_written() -> None:
    assert canonical(Settings(device="cuda", batch=9, probabilities=True)) == {}
    assert canonical(Options(device="cuda", save_every=7, validate_every=3, validate_cases=1)) == {}
    assert canonical(Settings(flips=True, batch=9)) == {"flips": True}
    assert canonical(Settings(blending="constant", skip_empty=True, channels_last=False)) == {
        "blending": "constant",
        "skip_empty": True,
        "channels_last": False,
    }


def test_a_run_is_the_same_run_at_another_batch_size_on_another_device() -> None:
    def run_id(how: Settings) -> str:
        model = dataclasses.replace(RUN.model, settings=canonical(how))
        return dataclasses.replace(RUN, model=model).run_id

    assert run_id(Settings(device="cuda", batch=9)) == run_id(Settings())
    assert run_id(Settings(overlap=0.25)) != run_id(Settings())


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (0, -0.0), ([3.0, 2.5], (3, 2.5)), ({1: 2.0}, {"1": 2})])
def test_numbers_that_are_equal_have_one_digest(one: Any, other: Any) -> None:
    assert digest(canonical(one)) == digest(canonical(other))


def test_a_whole_number_with_a_point_is_the_same_record() -> None:
    other = dataclasses.replace(RUN.data, structures=(Structure("organ", (1, 2), 3), Structure("lesion", (2,))))
    assert dataclasses.replace(RUN, data=other).run_id == RUN.run_id


def test_any_part_of_a_run_changes_its_id() -> None:
    changed = [
        dataclasses.replace(RUN, data=dataclasses.replace(RUN.data, part="val")),
        dataclasses.replace(RUN, data=dataclasses.replace(RUN.data, case_ids=("one",))),
        dataclasses.replace(RUN, rules=dataclasses.replace(RUN.rules, metrics={"dice": 2, "hd95": 2})),
        dataclasses.replace(RUN, model=dataclasses.replace(RUN.model, digest="")),
        dataclasses.replace(RUN, model=dataclasses.replace(RUN.model, trained_on=None)),
        dataclasses.replace(RUN, marks=()),
    ]
    assert len({run.run_id for run in [RUN, *changed]}) == len(changed) + 1


def test_runs_by_other_metrics_of_another_model_are_still_compared() -> None:
    other = dataclasses.replace(
        RUN,
        rules=dataclasses.replace(RUN.rules, metrics={"dice": 1}),
        model=dataclasses.replace(RUN.model, id="segnet"),
        marks=(),
    )
    assert other.comparability == RUN.comparability
    elsewhere = dataclasses.replace(RUN, data=dataclasses.replace(RUN.data, unit="px"))
    assert elsewhere.comparability != RUN.comparability


# There and back


NAMES = st.text(max_size=6)
COUNTS = st.integers(0, 2**40)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | COUNTS
STRUCTURES = st.builds(Structure, NAMES, st.lists(COUNTS, max_size=3).map(tuple), st.none() | NUMBERS)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
WORDS = st.lists(NAMES, max_size=3).map(tuple)
LABELS = st.dictionaries(COUNTS, NAMES, max_size=3)
TRAININGS = st.builds(Trained, dataset=NAMES, part=NAMES, seed=st.none() | COUNTS, other=NAMES, declared=st.booleans())
SCALINGS = st.builds(
    Scaling,
    low=st.none() | NUMBERS,
    high=st.none() | NUMBERS,
    mean=st.none() | NUMBERS,
    deviation=st.none() | NUMBERS,
    nonzero=st.booleans(),
)
RECIPES = st.builds(
    Recipe,
    model=NAMES,
    input=st.builds(
        Input,
        axes=st.sampled_from(["zyx", "yx", "xyz", "zx"]),
        spacing=st.none() | st.lists(NUMBERS, max_size=3).map(tuple),
        channels=st.lists(SCALINGS, max_size=3).map(tuple),
        slices=st.sampled_from([1, 3, 5]),
    ),
    window=st.builds(Window, patch=st.lists(COUNTS, max_size=3).map(tuple), overlap=NUMBERS),
    output=st.builds(
        Output,
        labels=LABELS,
        activation=st.sampled_from(["softmax", "sigmoid"]),
        regions=st.lists(st.lists(COUNTS, max_size=3).map(tuple), max_size=2).map(tuple),
    ),
    options=st.dictionaries(NAMES, JSON, max_size=3),
    trained_on=st.none() | TRAININGS,
)
RUNS = st.builds(
    RunRecord,
    data=st.builds(
        Data,
        dataset=NAMES,
        version=COUNTS,
        unit=st.sampled_from(["mm", "px"]),
        split=NAMES,
        part=st.sampled_from(["train", "val", "test"]),
        split_digest=NAMES,
        label_digest=NAMES,
        case_ids=WORDS,
        structures=st.lists(STRUCTURES, max_size=2).map(tuple),
        instance_digest=NAMES,
    ),
    rules=st.builds(Rules, policy=NAMES, metrics=st.dictionaries(NAMES, COUNTS, max_size=3)),
    model=st.builds(
        Answerer,
        id=NAMES,
        digest=NAMES,
        kind=NAMES,
        trained_on=st.none() | TRAININGS,
        settings=st.dictionaries(NAMES, JSON, max_size=3),
    ),
    marks=WORDS,
)
SPLITS = st.builds(Split, dataset=NAMES, name=NAMES, source=NAMES, note=NAMES, train=WORDS, val=WORDS, test=WORDS)


@given(STRUCTURES | RECIPES | RUNS | SPLITS)
def test_a_record_reads_back_as_it_was_written(record: Any) -> None:
    read = decode(type(record), json.loads(json.dumps(canonical(record))))
    assert read == record
    assert digest(canonical(read)) == digest(canonical(record))


@pytest.mark.parametrize("name", sorted(datasets.REGISTRY.items()))
def test_what_is_declared_about_a_dataset_reads_back_as_it_was_written(name: str) -> None:
    info = datasets.describe(name)
    assert decode(DatasetInfo, json.loads(json.dumps(canonical(info)))) == info


def at(content: Any, path: str, value: Any = None, *, delete: bool = False) -> Any:
    """Return a copy of JSON values with the one at a path such as ``data.structures.0.name`` set, or left out."""
    copy = json.loads(json.dumps(content))
    place = copy
    *way, last = [int(word) if word.isdigit() else word for word in path.split(".")]
    for step in way:
        place = place[step]
    if delete:
        del place[last]
    else:
        place[last] = value
    return copy


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("data.version", "1", r"Expected `int`, got `str` - at `\$\.data\.version`"),
        ("data.case_ids", "one", r"got `str` - at `\$\.data\.case_ids`"),
        ("data.structures.1.values.0", 1.5, r"got `float` - at `\$\.data\.structures\[1\]\.values\[0\]`"),
        ("data.unit", "inch", r"Invalid enum value 'inch' - at `\$\.data\.unit`"),
        ("rules.metrics.dice", None, r"got `null` - at `\$\.rules\.metrics\[\.\.\.\]`"),
        ("model.trained_on.seed", True, r"got `bool` - at `\$\.model\.trained_on\.seed`"),
        ("marks", {}, r"got `object` - at `\$\.marks`"),
        ("added", 1, r"unknown field \$\.added; it was written by a newer segeval, or misspelled"),
        ("data.structures.0.tolerances", 1, r"unknown field \$\.data\.structures\[0\]\.tolerances"),
        ("model.trained_on.sead", 1, r"unknown field \$\.model\.trained_on\.sead"),
    ],
)
def test_a_fault_is_named_with_its_path(place: str, value: Any, message: str) -> None:
    with pytest.raises(BadData, match=f"this is no RunRecord: .*{message}"):
        decode(RunRecord, at(canonical(RUN), place, value))


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("rules", "missing required field `rules`"),
        ("data.dataset", r"missing required field `dataset` - at `\$\.data`"),
        ("data.structures.0.name", r"missing required field `name` - at `\$\.data\.structures\[0\]`"),
        ("model.trained_on", r"missing required field `trained_on` - at `\$\.model`"),
    ],
)
def test_a_field_that_is_lacking_is_named_with_its_path(place: str, message: str) -> None:
    with pytest.raises(BadData, match=f"this is no RunRecord: Object {message}"):
        decode(RunRecord, at(canonical(RUN), place, delete=True))


@pytest.mark.parametrize("content", [None, 3, "run", [], [1]])
def test_what_is_no_object_is_no_record(content: Any) -> None:
    with pytest.raises(BadData, match="this is no RunRecord: Expected `object`"):
        decode(RunRecord, content)


@pytest.mark.parametrize("depth", [500, 5_000])
def test_json_of_any_depth_is_refused_in_one_line(depth: int) -> None:
    nested: Any = []
    for _ in range(depth):
        nested = [nested]
    content = {**canonical(RUN), "model": {**canonical(RUN.model), "settings": {"deep": nested}}}
    with pytest.raises(BadData, match="this is no RunRecord: maximum recursion depth"):
        decode(RunRecord, content)


def test_unknown_fields_are_passed_over_only_on_request() -> None:
    newer = at(at(canonical(RUN), "added", 1), "data.structures.0.added", 1)
    assert decode(RunRecord, newer, exact=False) == RUN


def test_settings_of_a_model_may_be_any_json() -> None:
    content: Mapping[str, Any] = at(canonical(RUN), "model.settings", {"new": {"deep": [1, {"x": None}]}})
    assert decode(RunRecord, content).model.settings == {"new": {"deep": [1, {"x": None}]}}


def test_several_records_are_read_at_once() -> None:
    structures = RUN.data.structures
    assert decode(tuple[Structure, ...], canonical(structures)) == structures
    with pytest.raises(BadData, match=r"unknown field \$\[1\]\.size"):
        decode(tuple[Structure, ...], at(canonical(structures), "1.size", 3))


@pytest.mark.parametrize(
    ("wrong", "reason"), [({"axes": "zyz"}, "axes 'zyz'"), ({"axes": "t"}, "axes 't'"), ({"slices": 2}, "slices 2")]
)
def test_an_input_that_no_image_could_be_brought_to_is_refused(wrong: dict[str, Any], reason: str) -> None:
    content = {"axes": "zyx", "spacing": None, "channels": [{}], **wrong}
    with pytest.raises(BadData, match=reason):
        decode(Input, content)
