"""What a training was asked: which of its options need a word, and which tell it from another one."""

from collections.abc import Mapping
from typing import Any

ALWAYS = ("steps", "batch", "learning_rate", "loss", "augment", "augmentation", "seed")
UNLESS: Mapping[str, Any] = {  # the value that goes without saying
    "weight_decay": 1e-2,
    "patch": [],
    "axes": "",
    "slices": 1,
    "spacing": [],
    "resize": [],
    "clicks": False,
    "class_weights": "",
    "critic": "",
    "deep_supervision": "halved",
    "foreground": 1 / 3,
    "clip": 5.0,
    "ema": 0.0,
    "amp": "auto",
    "inner_val": 0.0,
    "best_every": 0,
    "patience": 0,
    "channels_last": False,
}


def telling(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a training that need a word, in the order in which they are told."""
    return {name: options[name] for name in (*ALWAYS, *UNLESS) if name in options and options[name] != UNLESS.get(name)}


def deciding(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that tell a training from others: without its seed and without those at their default.

    Those that are newer than a training are not among what it recorded, which is as if they were at their default.
    """
    return {
        name: value
        for name, value in options.items()
        if name != "seed" and (value != UNLESS[name] if name in UNLESS else value)
    }
