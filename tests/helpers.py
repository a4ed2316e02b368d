"""Grids, recipes and tiny networks whose answers are known."""

import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import permutations, product
from pathlib import Path

import torch
from torch import Tensor, nn

from segeval.infer import Settings, answer, segmenting
from segeval.records import Grid, Input, Output, Prediction, Recipe, Scaling, Volume, Window

ORIENTATIONS = list(product(permutations(range(3)), product((1.0, -1.0), repeat=3)))
BYTES = Scaling(deviation=255)
CPU = Settings(device="cpu")


def grey(
    axes: str = "yx",
    *,
    patch: tuple[int, ...] | None = None,
    spacing: tuple[float, ...] | None = None,
    overlap: float = 0.5,
    flips: tuple[int, ...] = (),
) -> Recipe:
    """Return a recipe of one grey channel, divided by 255, and two labels whose values are not their class indices."""
    return Recipe(
        model="unet-8",
        input=Input(axes=axes, spacing=spacing, channels=(BYTES,)),
        window=Window(patch=patch or (8, 16, 16)[-len(axes) :], overlap=overlap, flips=flips),
        output=Output(labels={0: "background", 4: "bright"}),
    )


def segmented(net: nn.Module, image: Volume, recipe: Recipe, settings: Settings = CPU) -> Prediction:
    """Return what a network makes of an image."""
    return answer(segmenting(net, recipe, settings), image, "case")


def mm(shape: Sequence[int], spacing: Sequence[float], orientation: int = 0) -> Grid:
    """Return a grid in millimetres in one of the 48 orientations; the one of number 0 is (x, y, z) = array order."""
    order, signs = ORIENTATIONS[orientation]
    direction = tuple(
        tuple(sign if column == axis else 0.0 for column in range(3)) for axis, sign in zip(order, signs, strict=True)
    )
    return Grid(shape=tuple(shape), spacing=tuple(spacing), origin=(3.0, -5.0, 7.0), direction=direction, unit="mm")


class Threshold(nn.Module):
    """A network of one 1×1 convolution whose argmax says whether the input exceeds ``at``; counts its calls."""

    def __init__(self, ndim: int, at: float) -> None:
        super().__init__()
        self.conv = (nn.Conv2d, nn.Conv3d)[ndim - 2](1, 2, 1)
        self.windows: list[tuple[int, ...]] = []
        with torch.no_grad():
            self.conv.weight[:, 0] = torch.tensor([-1.0, 1.0]).reshape(2, *(1,) * ndim)
            self.conv.bias.copy_(torch.tensor([at, -at]))  # type: ignore[union-attr]  # it has a bias

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, 2, *spatial)``."""
        self.windows += [tuple(x.shape[2:])] * len(x)
        logits: Tensor = self.conv(x)
        return logits


def in_a_process(call: str, **environment: str) -> str:
    """Return what a function of the tests, as ``tests.module.function()``, returns in a process of its own, as text."""
    module = call.lstrip("*").partition("(")[0].rpartition(".")[0]
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}; print({call})"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, **environment},
    )
    return done.stdout.strip()
