"""Tiny networks and recipes that the schemes of foreign models show themselves by."""

from pathlib import Path

import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.recipes import ForeignRecipe, recipe_text
from segeval.records import DatasetInfo, Input, Output, Recipe, Scaling, Window
from segeval.weights import trained_labels

PATCH = {2: (64, 64), 3: (16, 64, 64)}


def tiny(info: DatasetInfo) -> tuple[nn.Module, Tensor]:
    """Return a tiny network for the images of a dataset, the same each time, and one window for it."""
    torch.manual_seed(0)
    channels, classes = len(info.channels), len(trained_labels(info))
    net = zoo.build("unet", in_channels=channels, classes=classes, ndim=info.ndim, width=4, stages=2)
    return net.eval(), torch.zeros(1, channels, *PATCH[info.ndim])


def recipe_of(info: DatasetInfo) -> Recipe:
    """Return the recipe of that network."""
    return Recipe(
        model="",
        input=Input(
            axes="zyx"[-info.ndim :],
            spacing=None,
            channels=(Scaling(mean=None, deviation=None),) * len(info.channels),
        ),
        window=Window(patch=PATCH[info.ndim], overlap=0.25),
        output=Output(labels=trained_labels(info)),
    )


def write_recipe(path: Path, info: DatasetInfo) -> None:
    """Write that recipe beside a model file."""
    text = recipe_text(ForeignRecipe(recipe=recipe_of(info)), title=info.id, channels=info.channels)
    path.with_suffix(".toml").write_text(text, encoding="utf-8")
