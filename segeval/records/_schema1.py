"""Records as segeval 0.1 wrote them, in the words of today; what was published stays readable."""

from collections.abc import Mapping
from typing import Any


def upgraded_run(old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a RunRecord for one of schema ``segeval/1``."""
    recipe = old["recipe"]
    settings = {name: value for name, value in old["inference"].items() if value not in (None, False)}
    if recipe:
        described = {key: value for key, value in upgraded_recipe(recipe).items() if key != "trained_on"}
        settings = {"recipe": described, **settings}
    data = ("dataset", "unit", "split", "part", "split_digest", "label_digest", "case_ids")
    return {
        "data": {
            **{name: old[name] for name in data},
            "version": old["dataset_version"],
            "structures": [{k: v for k, v in each.items() if v is not None} for each in old["structures"]],
        },
        "rules": {"policy": old["policy"], "metrics": old["metrics"]},
        "model": {
            "id": old["model"],
            "digest": old["weights_sha256"],
            "kind": "network" if recipe else "predictions",
            "trained_on": _trained_on(recipe) if recipe else None,
            **({"settings": settings} if settings else {}),
        },
        **({"marks": old["marks"]} if old["marks"] else {}),
    }


def upgraded_recipe(old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a Recipe for one that still is in one piece."""
    window = {"patch": old["patch"], "overlap": old["overlap"], "flips": old["flips"]}
    defaults: dict[str, Any] = {"overlap": 0.5, "flips": []}
    return {
        "model": old["model"],
        "input": {
            "axes": "zyx"[-old["ndim"] :],
            "spacing": old["spacing"],
            "channels": [_scaling(old["intensity"], old["intensity_values"])] * old["in_channels"],
        },
        "window": {key: value for key, value in window.items() if value != defaults.get(key, ())},
        "output": {"labels": old["labels"]},
        **({"trained_on": trained} if (trained := _trained_on(old)) else {}),
    }


def _scaling(scheme: str, numbers: list[float]) -> dict[str, Any]:
    if scheme == "ct":
        return dict(zip(("mean", "deviation", "low", "high"), numbers, strict=True))
    schemes: dict[str, dict[str, Any]] = {"zscore": {"mean": None, "deviation": None}, "minmax": {"deviation": 255}}
    return schemes[scheme]


def _trained_on(old: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a recipe says of its training; weights without a dataset are of unknown origin."""
    if not old["dataset"]:
        return None
    known = {name: old[name] for name in ("dataset", "split", "split_digest", "seed")}
    return {name: value for name, value in known.items() if value not in ("", None)}
