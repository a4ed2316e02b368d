"""The commands that train and score the network of a row again."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from segeval.records import NOT_BLIND, Answerer, folder_name, spelled, unbracketed
from segeval.report._asked import telling
from segeval.report._folds import for_each_fold
from segeval.report.ranking import Row

SETTINGS = (  # of a run, that may change its answer
    *("flips", "autocast", "float16", "compiled", "graphs", "channels_last", "crf", "samples"),
    *("overlap", "blending", "skip_empty", "smaller_windows"),
)
SEED = "@seed"  # stands in a command for the number of each seed
FLAGS = {"compiled": "compile", "graphs": "cuda_graphs", "samples": "mc_dropout"}  # those with another name there


def commands(row: Row) -> str:
    """Return the commands that train and score a network again; nothing where its run does not tell.

    Weights have a folder of their own where the run would not find them by itself: those of a longer training, which
    goes by another name than that of its network, of another split, or of each of several seeds.
    """
    data, model = row.run.record.data, row.runs[0].record.model
    training = row.run.provenance.get("training")
    options = training.get("options") if isinstance(training, Mapping) else None
    if model.kind != "network" or not isinstance(options, Mapping):
        return ""
    options = {**options, "seed": SEED} if (several := seeds(row)) else options
    network, arguments = _network(model)
    asked = ["--model", network, *(["--model-args", arguments] if arguments else [])]
    learnt = row.run.record.model.trained_on
    dataset, split = (learnt.dataset, learnt.split) if learnt and learnt.split else (data.dataset, data.split)
    train = ["train", *asked, "--dataset", dataset, "--split", split, *_given(options)]
    run = ["run", *asked, "--dataset", data.dataset, "--split", f"{data.split}:{data.part}", *_settings(model)]
    if model.id != network + (f"[{arguments}]" if arguments else ""):
        run += ["--name", model.id]
    if "--name" in run or several or (dataset, split) != (data.dataset, data.split):  # else found where they are left
        folder = f"weights/{folder_name(model.id)}/{split}" + (f"-seed-{SEED}" if several else "")
        train, run = [*train, "--output", folder], [*run, "--weights", folder]
    run += ["--not-blind"] if NOT_BLIND in row.run.record.marks else []
    lines = (for_each_fold(shlex.join(["segeval", *words]), data.split) for words in (train, run))
    return "\n".join(_for_each_seed(line, several) for line in lines)


def seeds(row: Row) -> Sequence[int]:
    """Return the seeds that a row is the mean of, empty where it is of one."""
    known = (run.record.model.trained_on for run in row.runs) if row.seeds > 1 else ()
    return sorted({trained.seed for trained in known if trained and trained.seed is not None})


def _for_each_seed(command: str, several: Sequence[int]) -> str:
    """Return a command of a shell or, where it stands for several seeds, a loop over them."""
    if not several:
        return command
    return f"for seed in {' '.join(map(str, several))}; do {command.replace(SEED, '${seed}')}; done"


def _network(model: Answerer) -> tuple[str, str]:
    """Return the network of the zoo and its options as a command line has them."""
    recipe = model.settings.get("recipe")
    if not isinstance(recipe, Mapping):
        return unbracketed(model.id)
    options = recipe.get("options", {})
    return recipe["model"], ",".join(f"{name}={spelled(value)}" for name, value in options.items())


def _given(options: Mapping[str, Any]) -> Iterator[str]:
    """Yield them as a command line has them; runs of a first stage and the file of an encoder go by their names."""
    for name, value in telling(options).items():
        yield from _words(name, value)
    for run in options.get("previous", ()):
        yield from _words("previous", f"runs/{run}")
    if encoder := options.get("encoder"):
        yield from _words("encoder", encoder.rpartition("@")[0])


def _settings(model: Answerer) -> Iterator[str]:
    for name, value in model.settings.items():
        if name in SETTINGS:
            yield from _words(FLAGS.get(name, name), value)


def _words(name: str, value: object) -> Sequence[str]:
    """Return an option of a command line with its value, or alone as a flag."""
    word = name.replace("_", "-")
    if isinstance(value, bool):
        return [f"--{word}"] if value else [f"--no-{word}"]
    return [f"--{word}", ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)]
