"""What a training can be asked; a checkpoint goes on only with the same answers."""

import math
from dataclasses import dataclass
from typing import Any

from segeval.errors import UsageError
from segeval.records import cost
from segeval.training.adversarial import parse_critic
from segeval.training.augment import parse_augmentations
from segeval.training.losses import DEPTHS, parse_loss

AMP = ("auto", "none", "bf16")
FOREGROUND = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to train; those under ``cost`` do not change the weights.

    ``learning_rate`` is the peak; it warms up linearly and falls by a polynomial of power 0.9. ``loss`` is a sum of
    registered losses; ``class_weights`` says how classes weigh in those where they do, empty for their own way (see
    ``parse_loss``); ``deep_supervision`` is one of DEPTHS. ``clip`` bounds the norm of the gradient. ``ema`` above 0
    keeps the running mean of the weights with that decay instead of the last ones. ``amp`` is one of AMP: bfloat16
    where it is safe, "auto" on CUDA only.

    ``patch`` empty takes the plan's. ``axes``, ``slices`` and ``spacing`` are those of the recipe's input, empty for
    the plan's; ``resize`` brings every image to that many voxels instead. ``foreground`` is the share of patches that
    are centred on a structure. ``augment`` is a sum of presets and augmentations, ``augmentation`` how often they
    happen; 1 suits long trainings. ``critic`` names one that judges the answers, with its weight, as "luc:0.1".
    ``previous`` are the ids of runs whose predictions a second stage sees, filled in by the training; with ``clicks``
    it learns to mend them by clicks. ``encoder`` is the name and digest of the file whose weights the encoder starts
    with, filled in by the training too.

    ``inner_val`` holds out that share of the training cases, by group, instead of the split's validation part. Every
    ``best_every`` steps all held-out cases are scored, and the weights of the best mean Dice are kept; ``patience``
    ends after so many such looks without a better one. 0: the last weights are kept. ``chosen`` says in words which of
    these options were chosen, and on what.

    ``channels_last`` is a memory layout that is faster for some networks. ``validate_every`` and ``save_every`` count
    steps. ``validate_cases`` bounds how many cases are validated on; 0: a few on the way, all at the end.
    """

    steps: int = 1000
    batch: int = 8
    learning_rate: float = 3e-3
    loss: str = "dice+ce"
    weight_decay: float = 1e-2
    patch: tuple[int, ...] = ()
    axes: str = ""
    slices: int = 1
    spacing: tuple[float, ...] = ()
    resize: tuple[int, ...] = ()
    previous: tuple[str, ...] = ()
    clicks: bool = False
    encoder: str = ""
    class_weights: str = ""
    critic: str = ""
    deep_supervision: str = "halved"
    augment: str = "standard"
    augmentation: float = 1.0
    foreground: float = FOREGROUND
    clip: float = 5.0
    ema: float = 0.0
    amp: str = "auto"
    inner_val: float = 0.0
    best_every: int = 0
    patience: int = 0
    seed: int = 0
    channels_last: bool = False
    chosen: tuple[str, ...] = cost(())
    device: str = cost("auto")
    validate_every: int = cost(0)
    validate_cases: int = cost(0)
    save_every: int = cost(200)

    def __post_init__(self) -> None:
        """Refuse what is out of its range; UsageError names the option."""
        least = {"steps": 1, "batch": 1, "seed": 0, "validate_every": 0, "validate_cases": 0, "save_every": 1}
        for name, bound in {**least, "best_every": 0, "patience": 0}.items():
            self._require(name, getattr(self, name) >= bound, f"at least {bound}")
        for name in ("learning_rate", "clip"):
            self._require(name, 0 < getattr(self, name) < math.inf, "a number above 0, such as 0.003")
        for name in ("ema", "inner_val"):
            self._require(name, 0 <= getattr(self, name) < 1, "a number from 0 to below 1")
        self._require("seed", self.seed < 2**63, "less than 2**63")
        self._require("weight_decay", 0 <= self.weight_decay < math.inf, "a number from 0 on, such as 0.01")
        self._require("augmentation", 0 <= self.augmentation <= 2, "a number from 0 to 2")
        self._require("spacing", all(0 <= each < math.inf for each in self.spacing), "mm from 0 on; 0 keeps an axis")
        self._require("foreground", 0 <= self.foreground <= 1, "a number from 0 to 1")
        for name, words in {"deep_supervision": tuple(DEPTHS), "amp": AMP}.items():
            self._require(name, getattr(self, name) in words, " or ".join(words))
        self._require("patience", not self.patience or self.best_every > 0, "--best-every too, whose looks it counts")
        self._require("resize", not (self.resize and self.spacing), "one of --resize and --spacing")

    def _require(self, name: str, holds: bool, advice: str) -> None:
        if not holds:
            value: Any = getattr(self, name)
            msg = f"{option_name(name)} is {value!r}; give {advice}"
            raise UsageError(msg)


def require_names(options: Options) -> None:
    """Refuse losses, augmentations and critics that are unknown or no such sums, before anything is read."""
    parse_loss(options.loss, options.class_weights)
    parse_augmentations(options.augment)
    if options.critic:
        parse_critic(options.critic)


def option_name(name: str) -> str:
    """Return an option as the command line calls it."""
    return f"--{name.replace('_', '-')}"
