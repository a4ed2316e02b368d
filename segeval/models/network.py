"""Networks of the zoo with weights of segeval: trained here, shipped, or random."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from segeval import volume, zoo
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.infer import (
    Memory,
    Segment,
    Settings,
    answer,
    laid_out,
    pick_device,
    readied,
    segmenting,
    together,
    with_field,
)
from segeval.models import FOREIGN, NETWORK, RANDOM, Request, origin, refuse, scheme
from segeval.records import Answerer, Architecture, Case, Prediction, Volume, canonical
from segeval.training.plan import fingerprint, plan
from segeval.weights import Loaded, find, load, require_fit, untrained


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A predictor that segments images; also what any other :data:`Segment` becomes."""

    segment: Segment
    about: Answerer
    costs: Mapping[str, Any]
    labels: tuple[int, ...]
    probabilities: bool = False

    def read(self, case: Case) -> Volume:
        """Read the image of a case."""
        return volume.read_image(case.images)

    def predict(self, case: Case, given: Volume) -> Prediction:
        """Segment the image."""
        return answer(self.segment, given, case.id, probabilities=self.probabilities)


def fake(root: Path, data: Prepared) -> str:
    """Return a network that ships with weights for the phantoms."""
    del root, data
    return "unet-8"


@scheme(NETWORK, title="network of the zoo", example="unet-16", fake=fake)
def network(name: str, request: Request) -> Network:
    """Open a network of the zoo."""
    refuse(request, *FOREIGN, by="a network of the zoo")
    settings = request.settings or Settings()
    device = pick_device(settings.device)
    loaded, source = _load(name, request, device)
    recipe = loaded.recipe
    fits = partial(takes, zoo.get(recipe.model)) if settings.smaller_windows else None
    memory = Memory(batch=together(settings, device, recipe.window.patch), fits=fits)
    how = laid_out(settings, device, recipe.ndim)
    net = readied(loaded.net, how, (recipe.in_channels, *recipe.window.patch))
    segment = segmenting(net, recipe, how, memory=memory)
    if settings.crf:
        segment = with_field(segment, recipe.input.channels)
    described = {key: value for key, value in canonical(recipe).items() if key not in ("trained_on", "chosen_on")}
    about = Answerer(
        id=request.name or zoo.full_name(recipe.model, recipe.options),
        digest=loaded.sha256,
        kind=NETWORK,
        settings={"recipe": described, **canonical(settings)},
        trained_on=origin(RANDOM if request.weights == "random" else recipe.trained_on, request.trained_on),
        chosen_on=recipe.chosen_on,
    )
    costs = {
        "device": str(device),
        "params": sum(parameter.numel() for parameter in loaded.net.parameters()),
        "weights": source,
        "training": loaded.training,
        "memory": memory.steps,
    }
    return Network(
        segment=segment,
        about=about,
        costs=costs,
        labels=tuple(sorted(recipe.output.labels)),
        probabilities=settings.probabilities,
    )


def takes(net: Architecture, patch: tuple[int, ...]) -> bool:
    """Whether a network with its weights runs on windows of another size."""
    return net.size != "built" and not zoo.size_fault(net, patch)


def _load(name: str, request: Request, device: torch.device) -> tuple[Loaded, str]:
    """Return the network with its weights on its device, and where they come from."""
    architecture, info = zoo.get(name), request.data.info
    options = zoo.parse_options(architecture.id, request.options)
    if request.weights == "random":
        cases = request.data.part_cases("train") or request.data.part_cases(request.data.part)
        return untrained(plan(info, architecture, fingerprint(cases, info.ignore), options=options), device), "random"
    wanted = zoo.full_name(architecture.id, options)
    folder = Path(request.weights) if request.weights else find(wanted, info.id, request.data.split.name)
    loaded = load(folder, device)
    require_fit(loaded.recipe, info)
    found = zoo.full_name(loaded.recipe.model, loaded.recipe.options)
    if found != wanted:
        msg = f"{folder} holds weights of {found}, not of {wanted}. Pass --model and --model-args accordingly."
        raise UsageError(msg)
    return loaded, folder.name
