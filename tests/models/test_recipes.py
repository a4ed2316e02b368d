"""Recipes of foreign models in TOML, and label maps: what is written reads back, what is wrong is named."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from segeval import datasets
from segeval.errors import BadData, UnknownName, UsageError
from segeval.infer import Logits, labels_of
from segeval.models._label_map import mapped_labels, mapped_logits, parse_label_map
from segeval.recipes import ForeignRecipe, Gives, read_recipe, recipe_template, recipe_text, starting_recipe
from segeval.records import DatasetInfo, Input, Output, Recipe, Scaling, Structure, Window

CLASSES = {0: "background", 5: "spleen", 6: "stone"}
numbers = st.floats(-1e6, 1e6, width=32)
words = st.text("ab =#'\"\\\n\t\x1b\x7f\u2028é🫀", max_size=8)


def info() -> DatasetInfo:
    return datasets.describe("phantom")


@st.composite
def recipes(draw: st.DrawFn) -> ForeignRecipe:
    axes = draw(st.sampled_from(["zyx", "xyz", "yx", "zx"]))
    scalings = st.builds(
        Scaling,
        low=st.none() | st.just(-1000.0),
        high=st.none() | st.just(400.5),
        mean=st.none() | numbers,
        deviation=st.none() | st.floats(1e-5, 1e5),
        nonzero=st.booleans(),
    )
    labels = draw(st.dictionaries(st.integers(0, 300), words, min_size=2, max_size=4))
    regions = tuple((value,) for value in draw(st.permutations([*labels])))
    sigmoid = draw(st.booleans())
    recipe = Recipe(
        model="net.onnx",
        input=Input(
            axes=axes,
            spacing=draw(st.none() | st.just((2.5, 0.0, 1.0))),
            channels=tuple(draw(st.lists(scalings, min_size=1, max_size=3))),
            slices=draw(st.sampled_from([1, 3])) if len(axes) == 2 else 1,
        ),
        window=Window(
            patch=draw(st.tuples(*[st.integers(1, 999)] * len(axes))),
            overlap=draw(st.floats(0, 0.9)),
            flips=tuple(draw(st.sets(st.sampled_from(range(len(axes)))))),
        ),
        output=Output(
            labels=labels,
            activation="sigmoid" if sigmoid else "softmax",
            regions=regions if sigmoid else (),
        ),
    )
    gives: Gives = draw(st.sampled_from(["logits", "probabilities"]))
    return ForeignRecipe(recipe=recipe, gives=gives)


@settings(max_examples=40)
@given(recipes(), words, st.lists(words, max_size=3))
def test_every_recipe_reads_back(said: ForeignRecipe, title: str, channels: list[str]) -> None:
    path = Path("net.toml")
    with pytest.MonkeyPatch.context() as patch:
        text = recipe_text(said, title=title, channels=tuple(channels))
        patch.setattr("segeval.recipes.read_text", lambda _: text)
        read = read_recipe(path, "net.onnx")
    assert read == said
    assert list(read.recipe.output.labels) == list(said.recipe.output.labels)


@pytest.mark.parametrize("name", ["phantom", "phantom-2d", "decathlon/brain-tumour", "kvasir-seg"])
def test_the_template_of_a_dataset_reads_back(name: str, tmp_path: Path) -> None:
    found = datasets.describe(name)
    path = tmp_path / "net.toml"
    path.write_text(recipe_template(found), encoding="utf-8")
    assert read_recipe(path, "net.pt") == ForeignRecipe(recipe=replace(starting_recipe(found), model="net.pt"))
    remarks = [line for line in path.read_text(encoding="utf-8").splitlines() if "#" in line]
    assert all(channel in "\n".join(remarks) for channel in found.channels)
    assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 120


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("axes =", "axis =", r"unknown entry of \[input\] 'axis'; did you mean axes"),
        ("[window]", "[windows]", "unknown table of a recipe 'windows'; did you mean window"),
        ("nonzero = false", "nonzeros = false", r"unknown entry of \[\[input.channels\]\] 'nonzeros'; did you mean"),
        ("gives =", "given =", r"unknown entry of \[output\] 'given'; did you mean gives"),
        ('spacing = "native"', "", r"\[input\] lacks spacing. Write one with: segeval recipe init"),
        ("patch = [64, 64, 64]", "", r"\[window\] lacks patch"),
        ("[64, 64, 64]", "[64, 64]", r"patch \(64, 64\) is not a number of voxels for each of the axes zyx"),
        ("[64, 64, 64]", '["a", 64, 64]', r"Expected `int`, got `str` - at `\$.window.patch\[0\]`"),
        ('"zyx"', '"zyq"', "axes 'zyq' are not two or three of z, y, x"),
        ('spacing = "native"', 'spacing = "natural"', r"Expected .* at `\$.input.spacing`"),
        ('spacing = "native"', "spacing = [1.0, -2.0, 1.0]", "not two or three lengths in mm"),
        ("deviation = 1", "deviation = 0", "deviation 0 is not above 0"),
        ("mean = 0", "mean = nan", "a number is infinite or no number"),
        ("mean = 0", "mean = 0\nlow = 5\nhigh = 4", "low 5 is not below high 4"),
        ("overlap = 0.5", "overlap = 1.5", "overlap 1.5 is not between 0 and 0.9"),
        ("flips = []", "flips = [3]", r"flips \(3,\) are not different axes of zyx"),
        ('"softmax"', '"sigmoid"', "regions are the label values of each channel, for the activation sigmoid"),
        ("regions = []", "regions = [[1]]", "regions are the label values of each channel"),
        ('"softmax"', '"argmax"', r"at `\$.output.activation`"),
        ('"logits"', '"labels"', 'output.gives is "logits" or "probabilities", not'),
        ('1 = "organ"', 'organ = "1"', "this is no Recipe"),
        ("[output]", "[output", "recipe .*net.toml: "),
    ],
)
def test_a_fault_in_a_recipe_is_one_clear_line(old: str, new: str, message: str, tmp_path: Path) -> None:
    text, path = recipe_template(info()), tmp_path / "net.toml"
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        read_recipe(path, "net.pt")
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "targets", "answered"),
    [
        ("5=organ,6=lesion", {0: 0, 5: 1, 6: 2}, ("organ", "lesion")),
        ("5=organ,6=", {0: 0, 5: 1, 6: 0}, ("organ",)),
        ("5=organ, *=", {0: 0, 5: 1}, ("organ",)),
        ("6=lesion,*=", {0: 0, 6: 2}, ("lesion",)),  # an organ is lesions and the rest of it
        ("0=lesion,5=,6=organ", {0: 2, 5: 0, 6: 1}, ("organ", "lesion")),
    ],
)
def test_a_label_map_says_what_is_written_and_what_is_answered(
    text: str, targets: Mapping[int, int], answered: tuple[str, ...]
) -> None:
    found = parse_label_map(text, info(), CLASSES)
    assert (found.targets, found.answered, found.rest) == (targets, answered, "*" in text)


def test_a_structure_of_several_labels_is_written_as_its_first_one() -> None:
    lits = replace(
        info(),
        labels={0: "background", 1: "liver", 2: "tumour"},
        structures=(Structure("whole liver", (1, 2)), Structure("tumour", (2,))),
    )
    found = parse_label_map("5=whole liver,6=", lits, CLASSES)
    assert (found.targets, found.answered) == ({0: 0, 5: 1, 6: 0}, ("whole liver",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"--map '' is not CLASS=NAME,CLASS=,... with whole numbers"),
        ("5", "is not CLASS=NAME"),
        ("spleen=organ", "is not CLASS=NAME"),
        ("-5=organ", "is not CLASS=NAME"),
        ("5=organ,5=lesion,6=", "names a class twice"),
        ("5=orgn,6=", "unknown structure of phantom 'orgn'; did you mean organ"),
        ("5=organ,*=lesion", "stands for all other classes, which become background: leave its name out"),
        ("5=organ,6=,7=", "the model has no class 7; it has"),
        ("5=organ", r"says nothing of the classes \[6\]; add 6=NAME or 6=, or \*="),
    ],
)
def test_a_wrong_label_map_is_one_clear_line(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_label_map(text, info(), CLASSES)
    with pytest.raises(UnknownName, match="did you mean lesion"):
        parse_label_map("5=leison,*=", info())


@given(
    st.integers(0, 2**32 - 1), st.sampled_from(["5=organ,6=lesion", "5=organ,6=", "5=,6=organ", "5=lesion,6=lesion"])
)
def test_mapped_logits_decide_as_the_model_does(seed: int, text: str) -> None:
    mapping = parse_label_map(text, info(), CLASSES)
    output = Output(labels={6: "stone", 0: "background", 5: "spleen"})
    logits = Logits(torch.randn(3, 4, 5, 6, generator=torch.Generator().manual_seed(seed)), output)
    made = mapped_logits(logits, mapping, info())
    assert list(made.output.labels) == [0, 1, 2]
    wanted = mapped_labels(labels_of(logits.array, output), mapping, "")
    assert np.array_equal(labels_of(made.array, made.output), wanted)
    never = [label for label in (1, 2) if label not in mapping.targets.values()]
    assert float(made.array.softmax(0)[never].sum()) == 0


def test_mapped_regions_write_the_labels_of_the_dataset() -> None:
    output = Output(labels=CLASSES, activation="sigmoid", regions=((5, 6), (6,)))
    logits = Logits(torch.tensor([[1.0, 1.0, -1.0], [1.0, -1.0, -1.0]])[:, None], output)
    for text, wanted in (("5=organ,6=lesion", [2, 1, 0]), ("5=organ,6=", [0, 1, 0])):
        made = mapped_logits(logits, parse_label_map(text, info(), CLASSES), info())
        assert labels_of(made.array, made.output).tolist() == [wanted]


def test_a_class_that_nobody_mapped_is_an_error_and_never_background() -> None:
    labels = np.array([[0, 5], [7, 5]], np.uint8)
    with pytest.raises(BadData, match=r"case: class 7 is not in --map; add 7=NAME, 7= or \*="):
        mapped_labels(labels, parse_label_map("5=organ", info()), "case")
    dropped = mapped_labels(labels, parse_label_map("5=organ,*=", info()), "case")
    assert dropped.tolist() == [[0, 1], [0, 1]]
