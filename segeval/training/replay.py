"""What a training saw in a step, once more: its folder records all that decides it."""

from collections.abc import Sequence
from pathlib import Path

import torch

from segeval import datasets, zoo
from segeval._disk import read_object
from segeval.errors import BadData, UsageError
from segeval.records import decode
from segeval.training.augment import Mixed
from segeval.training.loop import make_batch, one_ahead
from segeval.training.options import Options
from segeval.training.previous import run_ids
from segeval.training.task import make_task, prepare_items
from segeval.weights import RECIPE, TRAINING, read_recipe


def replay(folder: Path, step: int, *, previous: Sequence[Path] = (), device: str = "cpu") -> Mixed:
    """Return the batch of a step of the finished training in ``folder``, augmented as the network saw it.

    Steps count from 1, as in ``train.log``. Images are ``(N, C, *patch)``, labels class indices ``(N, *patch)``.
    ``previous`` are the folders of the runs whose answers the training was shown, if it was.

    Raises:
        UsageError: If the training took no such step, or other runs were shown to it.
        BadData: If the folder holds no training, or the dataset has other training cases now.
    """
    recipe, report = read_recipe(folder / RECIPE), read_object(folder / TRAINING, "Give the folder of a training.")
    options, trained = decode(Options, report["options"]), recipe.trained_on
    if trained is None:
        msg = f"{folder / RECIPE} does not say what the weights were trained on"
        raise BadData(msg)
    if not 1 <= step <= report["step"]:
        msg = f"{folder} has no step {step}; give one from 1 to {report['step']}"
        raise UsageError(msg)
    if run_ids(previous) != options.previous:
        msg = f"{folder} was shown the runs {', '.join(options.previous) or 'none'}; give their folders as previous"
        raise UsageError(msg)
    prepared = datasets.load(trained.dataset, trained.split)
    task = make_task(prepared, zoo.get(recipe.model), recipe.options, options, previous)
    if task.recipe.trained_on != trained:
        msg = f"{folder} was trained on other cases of {trained.dataset} than split {trained.split} has here"
        raise BadData(msg)
    items = prepare_items(task._replace(recipe=recipe), prepared.info.ignore)
    with one_ahead() as ahead:  # several cores would add up in another order
        return ahead.submit(make_batch, items, recipe, options, step - 1, device=torch.device(device)).result()
